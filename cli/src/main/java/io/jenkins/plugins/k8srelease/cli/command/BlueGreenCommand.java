package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.release.BlueGreenRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Releases into the colour that does not serve, and switches. */
@Command(
        name = "blue-green",
        description =
                "Brings a new version up beside the one that serves, tests it, and sends the requests to it by one"
                        + " change; the old one is kept for a way back. See docs/blue-green.md.",
        sortOptions = false)
final class BlueGreenCommand implements Callable<Integer> {

    private static final Duration OBSERVE = Duration.ofSeconds(30);

    private final Console console;

    @Mixin
    OptionalManifests manifests = new OptionalManifests();

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "the Service that people reach")
    String service;

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "WORKLOAD",
            description = "deployment/frontend, with or without its colour; may be given several times; default: the"
                    + " Deployments behind the Service")
    List<String> workloads = new ArrayList<>();

    @Option(
            names = "--preview",
            paramLabel = "NAME",
            description = "the Service by which the new colour is tested; default: one that there is, or NAME-preview")
    String preview = "";

    @Mixin
    TestOptions test = new TestOptions();

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            description = "how long the old colour stays whole at least once nobody is sent to it; default: 30s")
    Duration drain = Duration.ofSeconds(30);

    @Option(
            names = "--keep-old",
            paramLabel = "DURATION",
            description = "how long the old colour is kept for a way back; default: 15m")
    Duration keepOld = Duration.ofMinutes(15);

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    ReleaseOptions release = new ReleaseOptions();

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    BlueGreenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        BlueGreenOptions options = options();
        ReleaseSettings settings = release.settings(console, OBSERVE);
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        List<LoadedObject> inputs = manifests.isEmpty()
                ? List.of()
                : manifests
                        .load(console, connection.namespace == null ? "" : namespace)
                        .objects();
        RecordNames names = inputs.isEmpty() ? app.names(namespace) : app.names(namespace, inputs, console::warn);
        RolloutEdits edits =
                RolloutEdits.of(List.of()).withImages(manifests.isEmpty() ? manifests.overrides() : List.of());
        if (inputs.isEmpty() && edits.isEmpty()) {
            throw Failure.usage("what is new? Name manifests, or an --image for what runs");
        }
        try (CommandGate gate = test.gate(console);
                Cluster cluster = connection.connect(access)) {
            BlueGreenRequest request =
                    new BlueGreenRequest(names, inputs, edits, options, settings, gate, owner.holder(), release.dryRun);
            return release.run(
                    "blue-green",
                    new Running(console, common, names, connection.asArguments(namespace)),
                    cluster,
                    (engine, listener) -> engine.blueGreen(cluster, request, listener));
        }
    }

    private BlueGreenOptions options() {
        try {
            return new BlueGreenOptions(
                    service,
                    preview,
                    workloads.stream().map(BlueGreenCommand::deployment).toList(),
                    drain.toMillis(),
                    keepOld.toMillis());
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
    }

    private static String deployment(String text) {
        WorkloadName name = WorkloadName.parse(text);
        if (!name.kind().equals(Kinds.DEPLOYMENT)) {
            throw new IllegalArgumentException("--workloads: only a Deployment can have a second colour beside it, not "
                    + text + ": pods of other kinds are one of a kind");
        }
        return name.name();
    }
}
