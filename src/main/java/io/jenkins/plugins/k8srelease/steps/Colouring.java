package io.jenkins.plugins.k8srelease.steps;

import hudson.FilePath;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.ReleaseRequests;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.run.Beginning;
import io.jenkins.plugins.k8srelease.workspace.ManifestReading;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Begins a blue-green release.
 *
 * @param isGated true when the body of a step tests the other colour
 */
record Colouring(StepContext context, Target target, Arguments given, boolean isGated) implements Beginning {

    @Override
    public String operation() {
        return "blue-green";
    }

    @Override
    public Prepared prepare(Connection connection) throws Exception {
        List<LoadedObject> inputs = Requests.sources(given).isEmpty()
                ? List.of()
                : ManifestReading.read(
                                context.get(FilePath.class),
                                given,
                                target,
                                context.get(TaskListener.class).getLogger()::println)
                        .objects();
        RecordNames names = inputs.isEmpty()
                ? Requests.names(given, connection.namespace())
                : Requests.names(given, connection.namespace(), inputs);
        return new Prepared(
                names,
                BuildSecrets.of(context, given, inputs),
                (engine, cluster, holder, gate, listener) -> engine.blueGreen(
                        cluster, ReleaseRequests.blueGreen(given, names, inputs, gate, holder), listener));
    }
}
