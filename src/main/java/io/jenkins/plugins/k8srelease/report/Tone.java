package io.jenkins.plugins.k8srelease.report;

/** How something went, in Jenkins' own symbols and colours, which follow the theme. */
public enum Tone {
    GOOD("symbol-status-blue"),
    CAUTION("symbol-status-yellow"),
    BAD("symbol-status-red"),
    RUNNING("symbol-status-blue-anime"),
    NEUTRAL("symbol-status-aborted");

    private final String icon;

    Tone(String icon) {
        this.icon = icon;
    }

    public String getIcon() {
        return icon;
    }
}
