package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReader;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedManifests;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether a release fits. */
@Command(
        name = "quota",
        description =
                "Says whether a release fits the quotas, limits and nodes, at its peak. Changes nothing. Exits with 0"
                        + " when it fits, 1 when it does not, 4 when it cannot be said.",
        sortOptions = false)
final class QuotaCommand implements Callable<Integer> {

    private static final Pattern SHARE = Pattern.compile("(\\d{1,2}(?:\\.\\d+)?)%|(0(?:\\.\\d+)?)");

    private final Console console;

    @Mixin
    ManifestOptions manifests = new ManifestOptions();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "rolling, blue-green or recreate; default: rolling")
    String strategy = "rolling";

    @Option(
            names = "--headroom",
            paramLabel = "SHARE",
            description = "share of every quota and node that must stay free, for example 20%% or 0.2; default: 0")
    String headroom = "0";

    @Option(
            names = "--nodes-fixed",
            description = "no autoscaler adds nodes: a shortage of nodes is more than a warning")
    boolean nodesFixed;

    @Option(names = "--markdown", description = "write tables in Markdown, as for a build's summary")
    boolean markdown;

    @Mixin
    CommonOptions common = new CommonOptions();

    QuotaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        Strategy chosen = strategy();
        double share = share();
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        LoadedManifests loaded = manifests.load(console, connection.namespace == null ? "" : namespace);
        try (Cluster cluster = connection.connect(access)) {
            return show(new CapacityReader(cluster).check(namespace, loaded.objects(), chosen, share, nodesFixed));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage());
        }
    }

    private int show(CapacityReport report) {
        if (common.isJson()) {
            Json.write(console, report.toTree());
        } else {
            console.print((markdown ? report.toMarkdown() : report.toText()).stripTrailing());
        }
        return report.exitCode();
    }

    private Strategy strategy() {
        try {
            return Strategy.parse(strategy);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--strategy: " + e.getMessage());
        }
    }

    private double share() {
        Matcher matcher = SHARE.matcher(headroom);
        if (!matcher.matches()) {
            throw Failure.usage("--headroom: '" + headroom + "' is not a share; write 20% or 0.2");
        }
        return matcher.group(1) != null
                ? Double.parseDouble(matcher.group(1)) / 100
                : Double.parseDouble(matcher.group(2));
    }
}
