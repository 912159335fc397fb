package io.jenkins.plugins.k8srelease.run;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** The applications that {@link Retirement} looks after, over restarts of the controller. */
final class KeptColours {

    private static final Logger LOGGER = Logger.getLogger(KeptColours.class.getName());

    private final XmlFile file;
    private List<KeptColour> colours;

    KeptColours() {
        this.file = new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), "k8s-release/kept-colours.xml"));
    }

    synchronized List<KeptColour> all() {
        return List.copyOf(loaded());
    }

    /** A newer release of the same application takes the place of the former one. */
    synchronized void add(KeptColour colour) {
        change(all -> {
            all.removeIf(colour::isSameApplication);
            all.add(colour);
        });
    }

    /** Unless a newer release has taken its place. */
    synchronized void remove(KeptColour colour) {
        change(all -> all.remove(colour));
    }

    private void change(Consumer<List<KeptColour>> edit) {
        edit.accept(loaded());
        try {
            file.write(colours);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING, e, () -> "which colours are kept may be forgotten; the next release retires them");
        }
    }

    @SuppressWarnings("unchecked")
    private List<KeptColour> loaded() {
        if (colours == null) {
            colours = new ArrayList<>();
            try {
                if (file.exists()) {
                    colours.addAll((List<KeptColour>) file.read());
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> file + " cannot be read; the next release of each application retires"
                                + " its other colour");
            }
        }
        return colours;
    }
}
