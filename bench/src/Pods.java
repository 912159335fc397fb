import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.Subscription;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/**
 * Sees when the last pod of a namespace turned ready, when its Deployments' controller had said so of the last of them, and
 * when the first pod failed, as any client of the API would.
 */
final class Pods implements AutoCloseable {

    static final ResourceType TYPE = new ResourceType("", "v1", "Pod", "pods", true);
    private static final ResourceType DEPLOYMENTS = new ResourceType("apps", "v1", "Deployment", "deployments", true);

    private final int expected;
    private final Subscription watch;
    private final Subscription deployments;
    private volatile long allReady;
    private volatile long allAvailable;
    private volatile long failed;

    Pods(Cluster observer, String namespace, int expected) {
        this.expected = expected;
        Subscription[] self = new Subscription[1];
        this.watch = observer.watches().subscribe(TYPE, namespace, "", () -> look(self[0]));
        self[0] = watch;
        Subscription[] workloads = new Subscription[1];
        this.deployments = observer.watches().subscribe(DEPLOYMENTS, namespace, "", () -> lookAt(workloads[0]));
        workloads[0] = deployments;
        watch.awaitReady();
        deployments.awaitReady();
    }

    private void lookAt(Subscription workloads) {
        if (workloads == null || allAvailable != 0) {
            return;
        }
        long now = System.nanoTime();
        long available = workloads.items().stream().filter(Pods::isAvailable).count();
        if (available >= expected) {
            allAvailable = now;
        }
    }

    private static boolean isAvailable(KubeObject deployment) {
        long wanted = deployment.number(1, "spec", "replicas");
        return deployment.number(0, "status", "observedGeneration") >= deployment.generation()
                && deployment.number(0, "status", "updatedReplicas") >= wanted
                && deployment.number(0, "status", "availableReplicas") >= wanted;
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

    /** What a release that follows the rules of {@code kubectl rollout status} has to wait for. */
    long allAvailable() {
        return allAvailable;
    }

    long failed() {
        return failed;
    }

    @Override
    public void close() {
        watch.close();
        deployments.close();
    }
}
