package io.jenkins.plugins.k8srelease.engine.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodResourcesTest {

    private static JsonNode spec(String yaml) {
        return Objects.one(yaml).tree();
    }

    private static String container(String name, String cpu, String more) {
        return "{name: " + name + ", resources: {requests: {cpu: " + cpu + "}}" + more + "}";
    }

    private static Quantity cpu(String yaml) {
        return new PodResources(spec(yaml), true).requests().get("cpu");
    }

    @Test
    void containersAreAddedAndInitContainersAreNot() {
        assertThat(cpu("{containers: [" + container("a", "100m", "") + "," + container("b", "200m", "")
                        + "], initContainers: [" + container("i", "250m", "") + "," + container("j", "299m", "")
                        + "]}"))
                .hasToString("300m");
        assertThat(cpu("{containers: [" + container("a", "100m", "") + "], initContainers: ["
                        + container("i", "250m", "") + "]}"))
                .hasToString("250m");
    }

    @Test
    void aSidecarRunsBesideTheContainersAndBesideLaterInitContainers() {
        String sidecar = container("s", "50m", ", restartPolicy: Always");
        assertThat(cpu("{containers: [" + container("a", "100m", "") + "], initContainers: [" + sidecar + "]}"))
                .hasToString("150m");
        assertThat(cpu("{containers: [" + container("a", "100m", "") + "], initContainers: [" + sidecar + ","
                        + container("i", "250m", "") + "]}"))
                .hasToString("300m");
        assertThat(cpu("{containers: [" + container("a", "100m", "") + "], initContainers: ["
                        + container("i", "250m", "") + "," + sidecar + "]}"))
                .hasToString("250m");
    }

    @Test
    void thePodsOwnLevelReplacesTheSumAndOverheadIsAddedToBoth() {
        String pod = "{resources: {requests: {cpu: 1, memory: 1Gi}}, overhead: {cpu: 10m}, containers: ["
                + container("a", "100m", "") + "]}";
        assertThat(new PodResources(spec(pod), true).requests().amounts()).hasToString("{cpu=1010m, memory=1Gi}");
        assertThat(new PodResources(spec(pod), false).requests().amounts()).hasToString("{cpu=110m}");
        assertThat(new PodResources(
                                spec(
                                        "{overhead: {cpu: 10m, memory: 1Mi}, containers: [{resources: {limits: {cpu: 1}}}]}"),
                                true)
                        .limits()
                        .amounts())
                .as("overhead is added to limits that are set only")
                .hasToString("{cpu=1010m}");
    }

    private static PodShape admit(String limitRange, String spec) {
        List<KubeObject> ranges = limitRange.isEmpty()
                ? List.of()
                : List.of(Objects.one("{metadata: {name: r}, spec: {limits: [" + limitRange + "]}}"));
        Admission admission = new Admission(new LimitRanges(ranges), Part.EMPTY, Part.EMPTY, true);
        return admission.admit(new ObjectRef("apps/v1", "Deployment", "", "web"), "new", spec("{spec: " + spec + "}"));
    }

    @Test
    void aMissingRequestBecomesTheLimitBeforeAnyDefault() {
        PodShape pod = admit(
                "{type: Container, defaultRequest: {cpu: 10m, memory: 10Mi}, default: {cpu: 2, memory: 1Gi}}",
                "{containers: [{name: a, resources: {limits: {cpu: 500m}}}]}");
        assertThat(pod.requests().amounts()).hasToString("{cpu=500m, memory=10Mi}");
        assertThat(pod.limits().amounts()).hasToString("{cpu=500m, memory=1Gi}");
    }

    @Test
    void aLimitRangesMaximumIsADefaultLimitAndThatADefaultRequest() {
        PodShape pod = admit(
                "{type: Container, max: {cpu: 700m}, min: {cpu: 100m, memory: 5Mi}}", "{containers: [{name: a}]}");
        assertThat(pod.requests().amounts()).hasToString("{cpu=700m, memory=5Mi}");
        assertThat(pod.limits().amounts()).hasToString("{cpu=700m}");
        assertThat(pod.refusals()).isEmpty();
    }

    @Test
    void minimumMaximumAndRatioRefuse() {
        String stated = "{containers: [{name: a, resources: {requests: {cpu: 100m}, limits: {cpu: 500m}}}]}";
        assertThat(admit("{type: Container, min: {cpu: 101m}}", stated).refusals())
                .singleElement()
                .asString()
                .contains("wants at least 101m of cpu", "container a requests 100m");
        assertThat(admit("{type: Container, max: {cpu: 499m}}", stated).refusals())
                .singleElement()
                .asString()
                .contains("wants at most 499m of cpu", "limit of container a is 500m");
        assertThat(admit("{type: Container, maxLimitRequestRatio: {cpu: 5}}", stated)
                        .refusals())
                .isEmpty();
        assertThat(admit("{type: Container, maxLimitRequestRatio: {cpu: '4.9'}}", stated)
                        .refusals())
                .hasSize(1);
        assertThat(admit(
                                "{type: Pod, max: {cpu: 999m}}",
                                stated.replace("[{", "[{name: b, resources: {limits: {cpu: 500m}}}, {"))
                        .refusals())
                .singleElement()
                .asString()
                .contains("the limit of the pod is 1");
    }

    @Test
    void aRuntimeClassBringsItsOverheadAndItsNodes() {
        KubeObject kata = Objects.one(
                "{metadata: {name: kata}, overhead: {podFixed: {cpu: 250m}}, scheduling: {nodeSelector: {kata: 'yes'}}}");
        Admission admission = new Admission(new LimitRanges(List.of()), Part.of(List.of(kata)), Part.EMPTY, true);
        ObjectRef web = new ObjectRef("apps/v1", "Deployment", "", "web");
        PodShape pod = admission.admit(
                web, "new", spec("{spec: {runtimeClassName: kata, containers: [" + container("a", "1", "") + "]}}"));
        assertThat(pod.usage().get("requests.cpu")).hasToString("1250m");
        assertThat(pod.spec().path("nodeSelector").path("kata").asText()).isEqualTo("yes");
        assertThat(admission
                        .admit(web, "new", spec("{spec: {runtimeClassName: runsc, containers: []}}"))
                        .refusals())
                .containsExactly("there is no RuntimeClass runsc");
    }
}
