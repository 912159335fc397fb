package io.jenkins.plugins.k8srelease.engine.capacity;

/** How the pods of a release are replaced. */
public enum Strategy {
    /** As each workload says itself; a Deployment with strategy Recreate is recreated. */
    ROLLING("rolling"),
    /** Every Deployment that runs gets a second colour beside it, which stays until it is retired. */
    BLUE_GREEN("blue-green"),
    /** Every Deployment's old pods are gone before the first new one comes. */
    RECREATE("recreate");

    private final String text;

    Strategy(String text) {
        this.text = text;
    }

    /** As the command line and the steps write it. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException when there is no such strategy
     */
    public static Strategy parse(String text) {
        for (Strategy s : values()) {
            if (s.text.equals(text)) {
                return s;
            }
        }
        throw new IllegalArgumentException(
                "there is no strategy \"" + text + "\": it is rolling, blue-green or recreate");
    }
}
