package io.jenkins.plugins.k8srelease.cli.console;

import io.jenkins.plugins.k8srelease.engine.report.Paint;

/**
 * Colours, used only where they carry meaning.
 *
 * @param coloured false to leave every text as it is
 */
public record Style(boolean coloured) implements Paint {

    @Override
    public String good(String text) {
        return paint("32", text);
    }

    @Override
    public String bad(String text) {
        return paint("31", text);
    }

    @Override
    public String caution(String text) {
        return paint("33", text);
    }

    @Override
    public String strong(String text) {
        return paint("1", text);
    }

    @Override
    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
