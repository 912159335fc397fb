import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces that are there before a run, so that their making is nobody's time. They stay until the cluster goes: a
 * namespace that is being deleted keeps the API server busy, one that is idle does not.
 */
final class Namespaces {

    private static final ResourceType TYPE = new ResourceType("", "v1", "Namespace", "namespaces", false);
    private static final ResourceType ACCOUNTS = new ResourceType("", "v1", "ServiceAccount", "serviceaccounts", true);
    private static final int AT_ONCE = 50;

    private final Cluster admin;
    private int number;

    Namespaces(Cluster admin) {
        this.admin = admin;
    }

    String make() throws InterruptedException {
        String name = "bench-" + ++number;
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        Cluster.join(admin.send(ApiRequest.post(TYPE.path(""), namespace)));
        while (Cluster.join(admin.get(ACCOUNTS, name, "default")).isEmpty()) {
            Thread.sleep(20);
        }
        return name;
    }

    /** Pods of somebody else, on the nodes, that run: while thousands of them start, nothing else does. */
    void fill(int pods) throws InterruptedException {
        String namespace = make();
        List<CompletableFuture<ApiResponse>> answers = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            ObjectNode pod = JsonNodeFactory.instance.objectNode();
            pod.put("apiVersion", "v1").put("kind", "Pod");
            pod.putObject("metadata").put("name", "foreign-" + i).putObject("labels").put("app", "foreign");
            ObjectNode spec = pod.putObject("spec").put("nodeName", "sim" + (i % 20 + 1));
            spec.putArray("containers").addObject().put("name", "c").put("image", "localhost/foreign:v1");
            answers.add(admin.send(ApiRequest.post(Pods.TYPE.path(namespace), pod)));
            if (answers.size() == AT_ONCE) {
                Cluster.join(answers);
                answers.clear();
            }
        }
        Cluster.join(answers);
        ApiRequest starting = ApiRequest.get(Pods.TYPE.path(namespace))
                .with("fieldSelector", "status.phase=Pending")
                .with("limit", "1");
        while (!Cluster.join(admin.read(starting)).body().path("items").isEmpty()) {
            Thread.sleep(500);
        }
    }
}
