package io.jenkins.plugins.k8srelease.pipeline.release;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.pipeline.PipelineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a step was asked for, with what it inherits from the blocks around it.
 *
 * @param clusterName how people call the cluster
 * @param by the build
 * @param log takes lines from any thread
 */
record Asked(Arguments given, String clusterName, Cluster cluster, String by, Consumer<String> log) {

    /** Namespace of whoever names none, as without one in a kubeconfig. */
    private static final String NO_NAMESPACE = "default";

    /** Checked as the plugin checks it. */
    static Asked of(Operation operation, Map<String, Object> named, PipelineRun run, Map<String, Cluster> clusters) {
        Map<String, Object> all = new LinkedHashMap<>(run.inherited("k8s"));
        all.keySet().retainAll(operation.names());
        all.putAll(named);
        Arguments given = Arguments.of(operation, all);
        Requests.check(given);
        String name = given.text("cluster");
        Cluster cluster = clusters.get(name);
        if (cluster == null) {
            throw new ReleaseFailedException(
                    "there is no cluster named '" + name + "'; there are " + new TreeSet<>(clusters.keySet()));
        }
        String by = run.variable("JOB_NAME") + " #" + run.variable("BUILD_NUMBER");
        return new Asked(given, name, cluster, by, run.logger());
    }

    String namespace() {
        return given.text("namespace").isEmpty() ? NO_NAMESPACE : given.text("namespace");
    }

    RecordNames names() {
        return Requests.names(given, namespace());
    }

    RecordNames names(List<LoadedObject> objects) {
        return objects.isEmpty() ? names() : Requests.names(given, namespace(), objects);
    }

    /** The manifests, read below the workspace. */
    List<LoadedObject> objects(Path workspace) throws BadInputException, IOException, InterruptedException {
        if (Requests.sources(given).isEmpty()) {
            return List.of();
        }
        LoadedManifests loaded = new ManifestLoader(LocalManifestFiles.within(workspace), LocalKustomize.of(workspace))
                .load(Requests.sources(given), Requests.loadOptions(given, given.text("namespace")));
        loaded.warnings().forEach(w -> log.accept("warning: " + w));
        return loaded.objects();
    }
}
