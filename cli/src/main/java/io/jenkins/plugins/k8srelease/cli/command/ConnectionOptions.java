package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.InCluster;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Kubeconfig;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Which cluster and which namespace, as kubectl takes them. */
final class ConnectionOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "default: the variable KUBECONFIG, else ~/.kube/config")
    Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "a context of the kubeconfig; default: its current one")
    String context;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "where the application lives; default: the namespace of the context, else \"default\"")
    String namespace;

    @Option(names = "--in-cluster", description = "use the service account of the pod that this runs in")
    boolean inCluster;

    @Option(
            names = "--request-timeout",
            paramLabel = "DURATION",
            description = "how long the API server may take for one answer; default: 10s")
    Duration requestTimeout = ClusterOptions.standard().requestTimeout();

    Access access(Console console) {
        if (inCluster && (kubeconfig != null || context != null)) {
            throw Failure.usage("--in-cluster uses no kubeconfig: leave --kubeconfig and --context out");
        }
        if (namespace != null && !namespace.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw Failure.usage("'" + namespace + "' is not the name of a namespace");
        }
        return inCluster
                ? InCluster.access(console)
                : Kubeconfig.read(console, kubeconfig).access(console, context);
    }

    String namespace(Access access) {
        return namespace == null ? access.namespace() : namespace;
    }

    /** Connects and makes sure that the server answers, so that a wrong address is said at once and not after retries. */
    Cluster connect(Access access) {
        Cluster cluster = open(access);
        try {
            Cluster.join(cluster.send(ApiRequest.get("/version")));
        } catch (ApiException e) {
            if (e.code() == 0 || e.code() == 401) {
                cluster.close();
                throw Failure.cannotStart(explain(e, cluster.server(), access), e);
            }
            // Any other answer comes from a server that is there; what it allows is found out by asking for that.
        }
        return cluster;
    }

    /** Sends nothing yet. */
    Cluster open(Access access) {
        if (requestTimeout.toMillis() < 100) {
            throw Failure.usage("--request-timeout must be at least 100ms");
        }
        return Cluster.connect(access.config(), ClusterOptions.standard().withRequestTimeout(requestTimeout));
    }

    private static String explain(ApiException e, String server, Access access) {
        if (e.code() == 401) {
            return "the API server " + server + " does not accept the credential of " + access
                    + ": it may have expired. Log in again, or name another --context";
        }
        return "no connection to the API server " + server + " (" + access + "): " + Causes.of(e)
                + ". Is it the right cluster, and can this machine reach it?";
    }

    /** The options that lead another command to the same place. */
    String asArguments(String effectiveNamespace) {
        StringBuilder text = new StringBuilder(" -n ").append(effectiveNamespace);
        if (context != null) {
            text.append(" --context ").append(context);
        }
        if (kubeconfig != null) {
            text.append(" --kubeconfig ").append(kubeconfig);
        }
        if (inCluster) {
            text.append(" --in-cluster");
        }
        return text.toString();
    }
}
