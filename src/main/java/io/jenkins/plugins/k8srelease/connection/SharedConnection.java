package io.jenkins.plugins.k8srelease.connection;

import io.jenkins.plugins.k8srelease.client.ClientConfigs;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;

/** One client for one stored credential at one server, and who uses it. Guarded by the lock of {@link ClusterConnections}. */
final class SharedConnection {

    /** What makes two uses share a connection. */
    record Key(ServerAddress server, String identity) {}

    private static final ClusterOptions OPTIONS = ClusterOptions.standard().withUserAgent("k8s-release-jenkins");

    private final Cluster cluster;
    private final CurrentMaterial current;
    private final String fixed;
    private int users;
    private long idleSince = System.nanoTime();

    SharedConnection(Access access) {
        UserMaterial user = access.read().user();
        current = new CurrentMaterial(user);
        fixed = fixedPart(user);
        cluster = ClientConfigs.connect(access.server(), user, current, OPTIONS);
    }

    /** Whether this client can act with the material: a token may be another one, a certificate may not. */
    boolean fits(UserMaterial user) {
        return fixed.equals(fixedPart(user));
    }

    private static String fixedPart(UserMaterial user) {
        return new UserMaterial(null, user.certificate(), user.key(), user.username(), user.password()).digest();
    }

    Cluster cluster() {
        return cluster;
    }

    void join(Access access) {
        users++;
        current.add(access.source(), access.read().user());
    }

    void leave(MaterialSource source) {
        users--;
        current.remove(source);
        idleSince = System.nanoTime();
    }

    boolean isIdle() {
        return users == 0;
    }

    boolean isIdleFor(long nanos) {
        return isIdle() && System.nanoTime() - idleSince >= nanos;
    }

    /** Waits for nobody; closes client and informers. */
    void close() {
        cluster.close();
    }
}
