package io.jenkins.plugins.k8srelease.run;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Keeps a small file for each release under way, so that a controller that comes back finds them. */
final class ReleaseStore {

    private static final Logger LOGGER = Logger.getLogger(ReleaseStore.class.getName());

    private final File folder;

    ReleaseStore(File folder) {
        this.folder = folder;
    }

    static ReleaseStore ofJenkins() {
        return new ReleaseStore(new File(Jenkins.get().getRootDir(), "k8s-release/running"));
    }

    /** Writes it, or writes it anew, unless there is nothing to find again. Atomic: after a crash the file is the old or the new one. */
    void save(StoredRelease release) throws IOException {
        if (release.isRepeatable()) {
            return;
        }
        synchronized (release) {
            file(release).write(release);
        }
    }

    void delete(StoredRelease release) {
        try {
            file(release).delete();
        } catch (IOException e) {
            // It is looked at again after a restart, and found to have ended.
            LOGGER.log(Level.WARNING, e, () -> "the file of an ended release stays: " + release.file());
        }
    }

    /** All of them; one that cannot be read is left where it is and told in Jenkins' log. */
    List<StoredRelease> all() {
        List<StoredRelease> releases = new ArrayList<>();
        File[] files = folder.listFiles((dir, name) -> name.endsWith(".xml"));
        for (File file : files == null ? new File[0] : files) {
            try {
                releases.add((StoredRelease) new XmlFile(Jenkins.XSTREAM2, file).read());
            } catch (IOException | RuntimeException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "the release in " + file + " cannot be found again; 'k8s-release status' and 'k8s-release"
                                + " resume' can, since it is on record in its cluster");
            }
        }
        return releases;
    }

    private XmlFile file(StoredRelease release) {
        return new XmlFile(Jenkins.XSTREAM2, new File(folder, release.file()));
    }
}
