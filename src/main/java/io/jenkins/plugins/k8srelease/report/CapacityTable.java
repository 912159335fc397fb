package io.jenkins.plugins.k8srelease.report;

/** Whether a release fits, as it is kept with the build. Stored as XML: fields may be added, and keep their names. */
public final class CapacityTable {

    private final String title;
    private final String answer;
    private final String text;

    /**
     * An answer.
     *
     * @param title what was asked about
     * @param answer {@code FITS}, {@code TIGHT}, {@code DOES_NOT_FIT} or {@code UNKNOWN}
     * @param text the table
     */
    public CapacityTable(String title, String answer, String text) {
        this.title = title;
        this.answer = answer;
        this.text = text;
    }

    public String getTitle() {
        return title;
    }

    public Tone getTone() {
        return switch (answer) {
            case "FITS" -> Tone.GOOD;
            case "DOES_NOT_FIT" -> Tone.BAD;
            default -> Tone.CAUTION;
        };
    }

    public String getText() {
        return text;
    }
}
