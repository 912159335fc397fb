package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The service account of the pod that the command runs in; only when it is asked for, never by accident. */
public final class InCluster {

    /** Where the kubelet mounts it, in every container. */
    private static final Path FOLDER = FileSystems.getDefault()
            .getRootDirectories()
            .iterator()
            .next()
            .resolve("var/run/secrets/kubernetes.io/serviceaccount");

    private InCluster() {}

    public static Access access(Console console) {
        String host = console.environment("KUBERNETES_SERVICE_HOST");
        String port = console.environment("KUBERNETES_SERVICE_PORT");
        if (host.isEmpty() || port.isEmpty() || !Files.isReadable(FOLDER.resolve("token"))) {
            throw Failure.usage("--in-cluster works only in a pod with a service account token (" + FOLDER + ")");
        }
        Config config = Config.empty();
        config.setMasterUrl("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
        config.setCaCertFile(FOLDER.resolve("ca.crt").toString());
        config.setOauthTokenProvider(new TokenFile(FOLDER.resolve("token")));
        return new Access(config, namespace(), "the pod's service account");
    }

    private static String namespace() {
        try {
            return Files.readString(FOLDER.resolve("namespace")).strip();
        } catch (IOException e) {
            return "default";
        }
    }
}
