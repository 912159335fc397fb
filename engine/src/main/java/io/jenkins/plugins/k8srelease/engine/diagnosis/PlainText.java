package io.jenkins.plugins.k8srelease.engine.diagnosis;

import java.util.regex.Pattern;

/**
 * Takes from a foreign text what could act on a terminal or hide something in it: escape sequences, control characters and
 * marks that turn the direction of writing.
 */
final class PlainText {

    private static final Pattern ESCAPES = Pattern.compile(
            "\u001B\\[[0-?]*[ -/]*[@-~]|\u001B\\][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|\u001B[ -/]*[0-~]|\u009B[0-?]*[ -/]*[@-~]");
    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cntrl}&&[^\n\t]]|[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]");

    private PlainText() {}

    static String of(String text) {
        String lines =
                ESCAPES.matcher(text).replaceAll("").replace("\r\n", "\n").replace('\r', '\n');
        return CONTROLS.matcher(lines).replaceAll("");
    }
}
