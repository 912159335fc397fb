package io.jenkins.plugins.k8srelease.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.k8srelease.engine.manifest.Gathered;
import io.jenkins.plugins.k8srelease.engine.manifest.KustomizeRunner;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadLimits;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.manifest.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import jenkins.agents.ControllerToAgentFileCallable;

/**
 * Reads manifests below the working directory of a step, on the machine where it is: one round trip for each source, and
 * never more than the limits allow. Files outside of the directory are refused, also through links: on the controller's own
 * node they would be Jenkins' secrets.
 */
public final class WorkspaceManifests implements ManifestFiles, KustomizeRunner {

    private static final String HINT =
            "give the manifests as text, for example manifests: readTrusted('shop.yaml'), or put the step into node { }";

    private final FilePath folder;

    /** @param folder the working directory, null where there is none, as with {@code agent none} */
    public WorkspaceManifests(@CheckForNull FilePath folder) {
        this.folder = folder;
    }

    @Override
    public Gathered gather(String path, LoadLimits limits) throws IOException, InterruptedException {
        return folder == null ? none(path) : folder.act(new Gather(path, limits));
    }

    @Override
    public Gathered build(String path, LoadLimits limits) throws IOException, InterruptedException {
        return folder == null ? none(path) : folder.act(new Build(path, limits));
    }

    private static Gathered none(String path) {
        return Gathered.failed(new Problem(Origin.of(path), "there is no workspace here to read files from", HINT));
    }

    private record Gather(String path, LoadLimits limits) implements ControllerToAgentFileCallable<Gathered> {

        private static final long serialVersionUID = 1L;

        @Override
        public Gathered invoke(File workingDirectory, VirtualChannel channel) {
            return LocalManifestFiles.within(workingDirectory.toPath()).gather(path, limits);
        }
    }

    /** A build may run programs on its agent anyhow. */
    private record Build(String path, LoadLimits limits) implements ControllerToAgentFileCallable<Gathered> {

        private static final long serialVersionUID = 1L;

        @Override
        public Gathered invoke(File workingDirectory, VirtualChannel channel) throws IOException, InterruptedException {
            Path base = workingDirectory.toPath();
            return LocalKustomize.of(base).build(path, limits);
        }
    }
}
