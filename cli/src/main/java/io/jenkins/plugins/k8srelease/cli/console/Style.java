package io.jenkins.plugins.k8srelease.cli.console;

/**
 * Colours, used only where they carry meaning.
 *
 * @param coloured false to leave every text as it is
 */
public record Style(boolean coloured) {

    public String good(String text) {
        return paint("32", text);
    }

    public String bad(String text) {
        return paint("31", text);
    }

    public String caution(String text) {
        return paint("33", text);
    }

    public String strong(String text) {
        return paint("1", text);
    }

    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
