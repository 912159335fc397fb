package io.jenkins.plugins.k8srelease.engine.capacity;

import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.check;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.cpu;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.deployment;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.fresh;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.one;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.quota;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.running;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.surge;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link CapacityAgainstKubernetesTest} found that the check had wrong; each disagreement has a name here. */
class FoundByRealKubernetesTest {

    @Test
    void aDefaultLimitBelowAStatedRequestMakesThePodInvalid() {
        KubeObject range =
                one("{apiVersion: v1, kind: LimitRange, metadata: {name: defaults}, spec: {limits: [{type: Container,"
                        + " default: {cpu: 150m}}]}}");
        CapacityReport report =
                check(fresh().with(ResourceKind.LIMIT_RANGES, range), deployment("web", 1, cpu("200m"), "{}"));
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence()).contains("container main requests 200m cpu, more than its limit of 150m");
    }

    @Test
    void anOverdrawnQuotaRefusesEvenAPodThatTakesAnothersPlace() {
        KubeObject db = one("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: d, image: x, resources: {requests: {cpu: 350m}}}]}}
                """);
        assertThat(check(running(List.of(db), quota("team", "requests.cpu=527m")), db)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject web = deployment("web", 3, cpu("350m"), surge(0, 1));
        assertThat(check(running(List.of(web), quota("team", "requests.cpu=1049m")), web)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void aQuotaByStorageClassDoesNotConcernAReleaseWithoutClaims() {
        CapacitySnapshot snapshot = fresh(quota("team", "none.storageclass.storage.k8s.io/requests.storage=5Gi"))
                .with(ResourceKind.STORAGE_CLASSES, Part.missing("the storageclasses were not read"));
        assertThat(check(snapshot, deployment("web", 1, cpu("1"), "{}")).answer())
                .isEqualTo(Answer.FITS);
        KubeObject claim = one("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data},"
                + " spec: {resources: {requests: {storage: 1Gi}}}}");
        assertThat(check(snapshot, claim).answer()).isEqualTo(Answer.UNKNOWN);
    }

    /**
     * A controller whose surge pod was refused pauses, and in the pause another Deployment grows to its new size and leaves
     * no room: it completes in the one order and not in the other.
     */
    @Test
    void aDeploymentThatGrowsWhileAnotherPausesMayTakeTheRoomOfItsSurge() {
        KubeObject small = deployment("small", 4, cpu("50m"), surge(1, 0));
        KubeObject steady = deployment("steady", 3, cpu("475m"), surge(1, 0));
        CapacitySnapshot running =
                running(List.of(small, steady), quota("cpu", "requests.cpu=3251m"), quota("pods", "pods=8"));
        KubeObject grown = deployment("small", 4, cpu("400m"), surge(1, 0));
        CapacityReport report = check(running, grown, steady);
        assertThat(report.answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(report.sentence()).contains("which pod comes first");
    }
}
