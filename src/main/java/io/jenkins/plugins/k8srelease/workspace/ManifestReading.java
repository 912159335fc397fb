package io.jenkins.plugins.k8srelease.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads the manifests that a step or a build wrapper names. For threads that may block. */
public final class ManifestReading {

    private ManifestReading() {}

    /**
     * Reads all of them.
     *
     * @param folder the working directory, null where there is none
     * @param target with the namespace that was named, if one was
     * @param out hears of warnings
     */
    public static LoadedManifests read(
            @CheckForNull FilePath folder, Arguments arguments, Target target, Consumer<String> out)
            throws BadInputException, IOException, InterruptedException {
        WorkspaceManifests files = new WorkspaceManifests(folder);
        String named = target.namespace();
        String namespace = named == null ? "" : named;
        LoadedManifests loaded = new ManifestLoader(files, files)
                .load(Requests.sources(arguments), Requests.loadOptions(arguments, namespace));
        loaded.warnings().forEach(w -> out.accept("warning: " + w));
        return loaded;
    }
}
