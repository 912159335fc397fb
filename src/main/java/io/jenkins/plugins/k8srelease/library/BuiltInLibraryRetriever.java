package io.jenkins.plugins.k8srelease.library;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jenkinsci.plugins.workflow.libs.LibraryRetriever;

/** Unpacks the library that came with the plugin into a build's own folder. Has no form: nothing can be configured. */
final class BuiltInLibraryRetriever extends LibraryRetriever {

    /** The files of {@code vars/}, without endings; a jar cannot be asked for its files by folder. */
    static final List<String> VARIABLES =
            List.of("k8sArguments", "k8sEnvironments", "k8sNotify", "k8sPromote", "k8sRelease");

    @Override
    public void retrieve(
            @NonNull String name,
            @NonNull String version,
            boolean changelog,
            @NonNull FilePath target,
            @NonNull Run<?, ?> run,
            @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        for (String variable : VARIABLES) {
            for (String ending : List.of(".groovy", ".txt")) {
                copy("vars/" + variable + ending, target);
            }
        }
    }

    @Override
    public void retrieve(
            @NonNull String name,
            @NonNull String version,
            @NonNull FilePath target,
            @NonNull Run<?, ?> run,
            @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        retrieve(name, version, false, target, run, listener);
    }

    private static void copy(String file, FilePath target) throws IOException, InterruptedException {
        try (InputStream in = BuiltInLibraryRetriever.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException("the plugin lacks " + file + " of its library");
            }
            target.child(file).copyFrom(in);
        }
    }
}
