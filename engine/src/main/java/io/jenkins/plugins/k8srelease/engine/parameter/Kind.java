package io.jenkins.plugins.k8srelease.engine.parameter;

/** What a parameter takes. Texts may be GStrings; a number or a boolean may also come as text, as build parameters do. */
public enum Kind {
    /** One text. */
    TEXT("a text"),
    /** One of a few words. */
    CHOICE("one of a few words"),
    /** {@code true} or {@code false}. */
    SWITCH("true or false"),
    /** A whole number. */
    NUMBER("a whole number"),
    /** Hours, minutes, seconds, milliseconds with their unit. */
    DURATION("a duration such as '10m', '90s' or '1h30m'"),
    /** A share of a whole. */
    SHARE("a share such as '20%' or 0.2"),
    /** One text or a list of texts. */
    TEXTS("a text or a list of texts"),
    /** Texts by name. */
    MAP("a map of texts, as in [name: 'value']"),
    /** Smoke tests: a list of maps, or of texts as SERVICE[:PORT][/PATH]. */
    CHECKS("a list of smoke tests, as in [[service: 'web:80', path: '/health']]");

    private final String taken;

    Kind(String taken) {
        this.taken = taken;
    }

    /** What it takes, for messages. */
    public String taken() {
        return taken;
    }
}
