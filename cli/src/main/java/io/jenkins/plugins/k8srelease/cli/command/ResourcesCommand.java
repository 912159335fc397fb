package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.ClusterShape;
import io.jenkins.plugins.k8srelease.engine.capacity.ResourcesReport;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what manifests ask for. */
@Command(
        name = "resources",
        description =
                "Says what the manifests ask for, by workload, in all and at the peak of a release. Asks no cluster.",
        sortOptions = false)
final class ResourcesCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    ManifestOptions manifests = new ManifestOptions();

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "the namespace to look at; default: the one that the manifests name")
    String namespace;

    @Option(
            names = "--nodes",
            paramLabel = "SHAPE",
            description = "compare with a cluster, for example 3x2cpu,4Gi: three nodes of two cores and 4 GiB")
    String cluster;

    @Option(names = "--markdown", description = "write tables in Markdown, as for a build's summary")
    boolean markdown;

    @Mixin
    CommonOptions common = new CommonOptions();

    ResourcesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        LoadedManifests loaded = manifests.load(console, "");
        ResourcesReport report;
        try {
            Optional<ClusterShape> shape = Optional.ofNullable(cluster).map(ClusterShape::parse);
            report = ResourcesReport.of(namespace(loaded.objects()), CapacityReader.waves(loaded.objects()), shape);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
        if (common.isJson()) {
            Json.write(console, Json.parse(report.toJson()));
        } else {
            console.print((markdown ? report.toMarkdown() : report.toText()).stripTrailing());
        }
        return 0;
    }

    private String namespace(List<LoadedObject> objects) {
        if (namespace != null) {
            return namespace;
        }
        Set<String> named = objects.stream()
                .map(o -> o.object().namespace())
                .filter(n -> !n.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (named.size() > 1) {
            throw Failure.usage("the manifests go to several namespaces (" + String.join(", ", named)
                    + "): say with --namespace which to look at");
        }
        return named.isEmpty() ? "default" : named.iterator().next();
    }
}
