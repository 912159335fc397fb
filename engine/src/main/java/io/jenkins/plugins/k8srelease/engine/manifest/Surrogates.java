package io.jenkins.plugins.k8srelease.engine.manifest;

/** Halves of UTF-16 pairs, which escapes can write in both YAML and JSON but UTF-8 cannot carry. */
final class Surrogates {

    static final String MESSAGE = "the text holds half of a surrogate pair, which is no character";

    private Surrogates() {}

    static boolean unpaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
