package io.jenkins.plugins.k8srelease.engine.capacity;

import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.cpu;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.deployment;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.node;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.one;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.surge;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeCheckTest {

    private static CapacityReport fixed(CapacitySnapshot snapshot, KubeObject... objects) {
        return CapacityCheck.check(
                CapacityRequest.of("shop", List.of(List.of(objects)), Strategy.ROLLING)
                        .withNodesFixed(true),
                snapshot);
    }

    private static CapacitySnapshot nodes(KubeObject... nodes) {
        return CapacitySnapshot.empty("shop").with(ResourceKind.NODES, nodes);
    }

    private static KubeObject with(KubeObject object, Consumer<ObjectNode> change) {
        ObjectNode copy = object.copy();
        change.accept(copy);
        return new KubeObject(copy);
    }

    private static KubeObject pods(KubeObject deployment, Consumer<ObjectNode> change) {
        return with(
                deployment,
                d -> change.accept((ObjectNode) d.path("spec").path("template").path("spec")));
    }

    /** A pod of another namespace. */
    private static KubeObject foreign(String name, String node, String cpu) {
        return one("{apiVersion: v1, kind: Pod, metadata: {name: " + name + ", namespace: other}, spec: {nodeName: "
                + node + ", containers: [{name: c, resources: {requests: {cpu: " + cpu
                + "}}}]}, status: {phase: Running}}");
    }

    private static KubeObject web(int replicas, String cpu) {
        return deployment("web", replicas, cpu(cpu), surge(1, 0));
    }

    @Test
    void podsArePackedOneByOneAndNotByTheSum() {
        KubeObject web = web(3, "700m");
        assertThat(fixed(nodes(node("a", "1400m", "4Gi", 9), node("b", "700m", "4Gi", 9)), web)
                        .answer())
                .isEqualTo(Answer.FITS);
        CapacityReport report = fixed(nodes(node("a", "1300m", "4Gi", 9), node("b", "1300m", "4Gi", 9)), web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence())
                .contains("no node takes another pod of deployment/web (700m cpu): 2 nodes: each has no room left");
        assertThat(report.nodes().allocatable().get("cpu")).hasToString("2600m");
    }

    @Test
    void aShortageOfNodesIsAWarningWhenAnAutoscalerMayCome() {
        CapacityReport report = Objects.check(nodes(node("a", "500m", "4Gi", 9)), web(1, "700m"));
        assertThat(report.answer()).isEqualTo(Answer.TIGHT);
        assertThat(report.warnings()).singleElement().asString().contains("waits for a node to be added");
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void whatRunsAlreadyIsNotCountedTwiceAndOthersPodsAre() {
        KubeObject web = deployment("web", 2, cpu("500m"), surge(0, 1));
        CapacitySnapshot running = Objects.running(List.of(web)).with(ResourceKind.NODES, node("a", "1", "4Gi", 9));
        List<KubeObject> pods = new ArrayList<>();
        running.part(ResourceKind.PODS)
                .items()
                .forEach(p -> pods.add(with(p, o -> ((ObjectNode) o.path("spec")).put("nodeName", "a"))));
        CapacitySnapshot placed = running.with(ResourceKind.PODS, Part.of(pods));
        assertThat(fixed(placed, web).answer()).isEqualTo(Answer.FITS);
        KubeObject surging = deployment("web", 2, cpu("500m"), surge(1, 0));
        assertThat(fixed(placed, surging).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        pods.add(foreign("x", "a", "1m"));
        assertThat(fixed(running.with(ResourceKind.PODS, Part.of(pods)), web).answer())
                .as("an overcommitted node takes no successor")
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void podSlotsCountToo() {
        assertThat(fixed(nodes(node("a", "9", "9Gi", 3)), web(3, "1m")).answer())
                .isEqualTo(Answer.FITS);
        assertThat(fixed(nodes(node("a", "9", "9Gi", 3)), web(4, "1m")).answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void taintsSelectorsAndAffinityLeaveNodesOut() {
        KubeObject tainted = with(node("a", "9", "9Gi", 9), n -> n.putObject("spec")
                .putArray("taints")
                .addObject()
                .put("key", "gpu")
                .put("value", "yes")
                .put("effect", "NoSchedule"));
        KubeObject web = web(1, "100m");
        CapacityReport report = fixed(nodes(tainted), web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence()).contains("1 node has the taint gpu");
        KubeObject tolerant = pods(
                web,
                s -> s.putArray("tolerations").addObject().put("key", "gpu").put("operator", "Exists"));
        assertThat(fixed(nodes(tainted), tolerant).answer()).isEqualTo(Answer.FITS);
        KubeObject cordoned =
                with(node("a", "9", "9Gi", 9), n -> n.putObject("spec").put("unschedulable", true));
        assertThat(fixed(nodes(cordoned), web).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject selecting = pods(web, s -> s.putObject("nodeSelector").put("disk", "ssd"));
        KubeObject ssd = with(
                node("b", "9", "9Gi", 9), n -> n.withObject("/metadata/labels").put("disk", "ssd"));
        assertThat(fixed(nodes(node("a", "9", "9Gi", 9)), selecting).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(fixed(nodes(node("a", "9", "9Gi", 9), ssd), selecting).answer())
                .isEqualTo(Answer.FITS);
        KubeObject affine = pods(
                web,
                s -> s.set(
                        "affinity",
                        one("{nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions:"
                                        + " [{key: cores, operator: Gt, values: ['8']}]}]}}}")
                                .tree()));
        KubeObject many = with(
                node("c", "9", "9Gi", 9), n -> n.withObject("/metadata/labels").put("cores", "9"));
        assertThat(fixed(nodes(ssd), affine).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(fixed(nodes(ssd, many), affine).answer()).isEqualTo(Answer.FITS);
    }

    @Test
    void aHostPortIsTakenOncePerNode() {
        KubeObject web =
                pods(web(2, "1m"), s -> ((ObjectNode) s.path("containers").path(0))
                        .putArray("ports")
                        .addObject()
                        .put("containerPort", 80)
                        .put("hostPort", 80));
        assertThat(fixed(nodes(node("a", "9", "9Gi", 9), node("b", "9", "9Gi", 9)), web)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(fixed(nodes(node("a", "9", "9Gi", 9)), web).answer()).isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void aVolumeThatIsBoundToANodeKeepsItsPodThere() {
        KubeObject claim =
                one("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {volumeName: pv1}}");
        KubeObject volume = one(
                "{apiVersion: v1, kind: PersistentVolume, metadata: {name: pv1}, spec: {nodeAffinity: {required:"
                        + " {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}]}]}}}}");
        KubeObject web = pods(web(1, "500m"), s -> s.putArray("volumes")
                .addObject()
                .put("name", "d")
                .putObject("persistentVolumeClaim")
                .put("claimName", "data"));
        CapacitySnapshot snapshot = nodes(node("a", "1", "9Gi", 9), node("b", "1", "9Gi", 9))
                .with(ResourceKind.CLAIMS, claim)
                .with(ResourceKind.VOLUMES, volume);
        assertThat(fixed(snapshot, web).answer()).isEqualTo(Answer.FITS);
        CapacitySnapshot full = snapshot.with(ResourceKind.PODS, foreign("x", "a", "501m"));
        assertThat(fixed(full, web).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(fixed(full, web).sentence()).contains("does not reach the volume");
    }

    @Test
    void whereOnlyTheSchedulerCanSayItSaysUnknown() {
        KubeObject web = pods(
                web(2, "100m"),
                s -> s.set(
                        "affinity",
                        one("{podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname,"
                                        + " labelSelector: {matchLabels: {app: web}}}]}}")
                                .tree()));
        CapacityReport report = fixed(nodes(node("a", "9", "9Gi", 9)), web);
        assertThat(report.answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(report.unknowns()).singleElement().asString().contains("required pod anti-affinity");
        assertThat(fixed(nodes(node("a", "100m", "9Gi", 9)), web).answer())
                .as("anti-affinity makes nothing fit that has no room")
                .isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject spread = pods(web(2, "100m"), s -> s.putArray("topologySpreadConstraints")
                .addObject()
                .put("maxSkew", 1)
                .put("topologyKey", "zone")
                .put("whenUnsatisfiable", "ScheduleAnyway"));
        assertThat(fixed(nodes(node("a", "9", "9Gi", 9)), spread).answer()).isEqualTo(Answer.FITS);
    }

    @Test
    void whatDependsOnLuckIsUnknown() {
        // Four small pods spread over both nodes leave no room for the large one; packed together they do.
        KubeObject small = deployment("a", 4, cpu("500m"), "{}");
        KubeObject large = deployment("b", 1, cpu("2"), "{}");
        CapacitySnapshot two = nodes(node("x", "2", "9Gi", 9), node("y", "2", "9Gi", 9));
        assertThat(fixed(two, small, large).answer()).isEqualTo(Answer.UNKNOWN);
    }

    @Test
    void headroomIsKeptOnNodesToo() {
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(web(1, "800m"))), Strategy.ROLLING)
                .withNodesFixed(true)
                .withHeadroom(0.2);
        assertThat(CapacityCheck.check(request, nodes(node("a", "1", "4Gi", 9))).answer())
                .isEqualTo(Answer.FITS);
        assertThat(CapacityCheck.check(request, nodes(node("a", "999m", "4Gi", 9)))
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void aDaemonSetRunsOnTheNodesThatItMatches() {
        KubeObject agent = one("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent}
                spec:
                  template: {spec: {nodeSelector: {role: worker}, containers: [{name: a, image: x, resources: {requests: {cpu: 100m}}}]}}
                """);
        List<KubeObject> all = new ArrayList<>(List.of(node("head", "9", "9Gi", 9)));
        for (String name : List.of("w1", "w2", "w3")) {
            all.add(with(node(name, "1", "9Gi", 9), n -> n.withObject("/metadata/labels")
                    .put("role", "worker")));
        }
        CapacitySnapshot snapshot = nodes(all.toArray(KubeObject[]::new))
                .with(ResourceKind.QUOTAS, Objects.quota("team", "requests.cpu=300m"));
        CapacityReport report = fixed(snapshot, agent);
        assertThat(report.answer()).isEqualTo(Answer.FITS);
        assertThat(report.workloads().get(0).podsAfter()).isEqualTo(3);
        assertThat(fixed(snapshot.with(ResourceKind.QUOTAS, Objects.quota("team", "requests.cpu=299m")), agent)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(fixed(snapshot.with(ResourceKind.PODS, foreign("x", "w2", "901m")), agent)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void extendedResourcesAndHugePagesArePlacedByTheirOwnAmounts() {
        KubeObject gpu =
                deployment("web", 2, "{requests: {nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}", surge(0, 1));
        KubeObject node = with(node("a", "9", "9Gi", 9), n -> n.withObject("/status/allocatable")
                .put("nvidia.com/gpu", "2"));
        assertThat(fixed(nodes(node), gpu).answer()).isEqualTo(Answer.FITS);
        KubeObject one = with(node, n -> n.withObject("/status/allocatable").put("nvidia.com/gpu", "1"));
        assertThat(fixed(nodes(one), gpu).answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(fixed(nodes(node).with(ResourceKind.QUOTAS, Objects.quota("team", "requests.nvidia.com/gpu=1")), gpu)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }
}
