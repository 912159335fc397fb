package io.jenkins.plugins.k8srelease.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * An admission webhook that does not answer until it is told to: the API server's request to it says that a request of ours
 * has come so far, and holds it there for at most ten seconds.
 */
public final class AdmissionHold implements AutoCloseable {

    private final LocalCluster cluster;
    private final String name;
    private final ServerSocket server;
    private final List<Socket> held = new ArrayList<>();
    private boolean open;

    /**
     * Holds requests of Jenkins up.
     *
     * @param resource for example {@code configmaps}
     * @param condition CEL, for example {@code !request.dryRun}
     */
    public AdmissionHold(LocalCluster cluster, String namespace, String resource, String condition) throws IOException {
        this.cluster = cluster;
        this.name = "hold-" + namespace;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String group = resource.equals("deployments") ? "apps" : "";
        cluster.create("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
                {"metadata": {"name": "%1$s"}, "webhooks": [{
                    "name": "hold.k8s-release.example", "admissionReviewVersions": ["v1"], "sideEffects": "None",
                    "failurePolicy": "Ignore", "timeoutSeconds": 10,
                    "clientConfig": {"url": "https://127.0.0.1:%2$d/"},
                    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "%3$s"}},
                    "matchConditions": [{"name": "wanted", "expression": "%4$s"}],
                    "rules": [{"apiGroups": ["%5$s"], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"],
                        "resources": ["%6$s"]}]}]}
                """.formatted(
                        name, server.getLocalPort(), namespace, condition, group, resource));
    }

    /** Waits until a request is held. */
    public void awaitRequest() throws IOException {
        server.setSoTimeout(600_000);
        held.add(server.accept());
    }

    /** Lets everything through from now on. */
    public void release() throws IOException {
        if (open) {
            return;
        }
        open = true;
        cluster.delete("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/" + name);
        server.close();
        for (Socket socket : held) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        release();
    }
}
