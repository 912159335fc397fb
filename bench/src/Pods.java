import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.Subscription;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** Sees when the last pod of a namespace turned ready, and when the first one failed, as any client of the API would. */
final class Pods implements AutoCloseable {

    static final ResourceType TYPE = new ResourceType("", "v1", "Pod", "pods", true);

    private final int expected;
    private final Subscription watch;
    private volatile long allReady;
    private volatile long failed;

    Pods(Cluster observer, String namespace, int expected) {
        this.expected = expected;
        Subscription[] self = new Subscription[1];
        this.watch = observer.watches().subscribe(TYPE, namespace, "", () -> look(self[0]));
        self[0] = watch;
        watch.ready().join();
    }

    private void look(Subscription pods) {
        if (pods == null) {
            return;
        }
        long now = System.nanoTime();
        long ready = pods.items().stream().filter(p -> p.condition("Ready").equals("True")).count();
        if (ready >= expected && allReady == 0) {
            allReady = now;
        }
        if (failed == 0 && pods.items().stream().anyMatch(Pods::hasFailed)) {
            failed = now;
        }
    }

    private static boolean hasFailed(KubeObject pod) {
        for (JsonNode status : pod.at("status", "containerStatuses")) {
            String reason = status.path("state").path("waiting").path("reason").asText();
            if (reason.equals("ErrImagePull") || reason.equals("ImagePullBackOff")) {
                return true;
            }
        }
        return false;
    }

    /** By {@link System#nanoTime()}, 0 when it was not seen. */
    long allReady() {
        return allReady;
    }

    long failed() {
        return failed;
    }

    @Override
    public void close() {
        watch.close();
    }
}
