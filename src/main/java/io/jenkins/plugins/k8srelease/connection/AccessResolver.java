package io.jenkins.plugins.k8srelease.connection;

import hudson.AbortException;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.cluster.ClusterAccess;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import io.jenkins.plugins.k8srelease.kubeconfig.Kubeconfig;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;

/** Looks up what a build's step names, and whether the build may use it. */
final class AccessResolver {

    private final Run<?, ?> run;
    private final Job<?, ?> job;

    AccessResolver(Run<?, ?> run) {
        this.run = run;
        this.job = run.getParent();
    }

    Access resolve(Target target) throws AbortException {
        try {
            return target.cluster() == null ? byKubeconfig(target) : byName(target);
        } catch (CredentialException e) {
            AbortException abort = new AbortException(e.getMessage());
            abort.initCause(e);
            throw abort;
        }
    }

    private Access byName(Target target) throws AbortException, CredentialException {
        String name = Objects.requireNonNull(target.cluster());
        NamedCluster cluster =
                KubernetesClusters.get().find(name, job).orElseThrow(() -> new AbortException(noSuchCluster(name)));
        ClusterAccess access = cluster.getAccess();
        ServerAddress server = access.address();
        if (target.credentialsId() != null) {
            ItemCredentials credentials = new ItemCredentials(run, target.credentialsId());
            credentials.track(server.url());
            MaterialSource source = () -> UserMaterials.read(credentials.find(server.url()), server);
            return access(target, cluster, server, credentials.identity(server.url()), source, true);
        }
        if (!access.hasOwnCredential() || !cluster.isCredentialForBuilds()) {
            throw new AbortException(
                    "cluster \"" + cluster.getName() + "\" has no credential that builds may use. Name one of"
                            + " this job's credentials with credentialsId, or have an administrator tick \"Builds may release with the"
                            + " cluster's own credential\"");
        }
        return access(
                target,
                cluster,
                server,
                access.ownCredentialIdentity(),
                () -> stillAllowed(cluster.getName()).readOwnCredential(),
                cluster.isCredentialHandedOut());
    }

    /** What an administrator takes back is not read again for a release that is still running. */
    private ClusterAccess stillAllowed(String name) throws CredentialException {
        return KubernetesClusters.get()
                .find(name, job)
                .filter(NamedCluster::isCredentialForBuilds)
                .map(NamedCluster::getAccess)
                .orElseThrow(() -> new CredentialException("cluster \"" + name + "\" is not for this job any more"));
    }

    private static Access access(
            Target target,
            NamedCluster cluster,
            ServerAddress server,
            String identity,
            MaterialSource source,
            boolean mayBeHandedOut)
            throws CredentialException {
        UserMaterials.Read read = source.read();
        String namespace = Stream.of(target.namespace(), cluster.getNamespace(), read.namespace(), "default")
                .filter(n -> n != null)
                .findFirst()
                .orElseThrow();
        return new Access(cluster.getName(), server, identity, read, source, namespace, mayBeHandedOut);
    }

    /** Without a named cluster: the server of the kubeconfig, where an administrator allows any server. */
    private Access byKubeconfig(Target target) throws AbortException, CredentialException {
        KubernetesClusters configuration = KubernetesClusters.get();
        if (!configuration.isOtherServersAllowed() || target.credentialsId() == null) {
            throw new AbortException("no cluster is named. " + clustersOfTheJob()
                    + " Write cluster: '…' in the step or in an" + " enclosing withK8s");
        }
        ItemCredentials credentials = new ItemCredentials(run, target.credentialsId());
        Kubeconfig kubeconfig = kubeconfig(credentials);
        String problem = ServerAddress.problem(kubeconfig.server());
        if (problem != null) {
            throw new AbortException("the server of the kubeconfig cannot be used: " + problem);
        }
        ServerAddress server = new ServerAddress(kubeconfig.server(), kubeconfig.certificateAuthority(), true);
        credentials.track(server.url());
        MaterialSource source = () -> {
            if (!KubernetesClusters.get().isOtherServersAllowed()) {
                throw new CredentialException("servers that no administrator named are not allowed any more");
            }
            return UserMaterials.read(credentials.find(server.url()), server);
        };
        UserMaterials.Read read = source.read();
        String namespace = target.namespace() != null
                ? target.namespace()
                : read.namespace() == null ? "default" : read.namespace();
        return new Access(server.url(), server, credentials.identity(server.url()), read, source, namespace, true);
    }

    private static Kubeconfig kubeconfig(ItemCredentials credentials) throws AbortException, CredentialException {
        if (credentials.find(null) instanceof FileCredentials file) {
            return UserMaterials.readKubeconfig(file);
        }
        throw new AbortException(
                "without a cluster, the credential must be a secret file with a kubeconfig. Name the cluster"
                        + " with cluster: '…'");
    }

    private String noSuchCluster(String name) {
        List<String> names = names();
        return "this job has no cluster \"" + name + "\""
                + Nearest.of(name, names)
                        .map(n -> "; did you mean \"" + n + "\"?")
                        .orElse(". " + clustersOfTheJob());
    }

    private String clustersOfTheJob() {
        List<String> names = names();
        return names.isEmpty()
                ? "An administrator defines clusters under Manage Jenkins, System, \"Kubernetes clusters\", and which folders"
                        + " may use them."
                : "This job may use: " + String.join(", ", names) + ".";
    }

    private List<String> names() {
        return KubernetesClusters.get().usableBy(job).stream()
                .map(NamedCluster::getName)
                .toList();
    }
}
