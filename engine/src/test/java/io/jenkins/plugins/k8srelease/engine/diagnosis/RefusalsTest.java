package io.jenkins.plugins.k8srelease.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private final Refusals refusals = new Refusals(Redactor.ofPatterns());
    private final ObjectRef deployment = new ObjectRef("apps/v1", "Deployment", "shop", "backend");

    @Test
    void aMissingRightIsNamedWithTheRoleThatGivesIt() {
        Diagnosis diagnosis = refusals.refused(
                deployment,
                403,
                "deployments.apps \"backend\" is forbidden: User \"system:serviceaccount:ci:jenkins\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"shop\"");
        assertThat(diagnosis.cause())
                .isEqualTo(
                        "Deployment shop/backend: user \"system:serviceaccount:ci:jenkins\" may not patch deployments in namespace shop");
        assertThat(diagnosis.hint())
                .isEqualTo(
                        "Give the user a Role with {apiGroups: [\"apps\"], resources: [\"deployments\"], verbs: [\"patch\"]}.");
    }

    @Test
    void aMissingRightInTheWholeClusterNeedsAClusterRole() {
        Diagnosis diagnosis = refusals.refused(
                new ObjectRef("v1", "Namespace", "", "shop"),
                403,
                "namespaces is forbidden: User \"ci\" cannot create resource \"namespaces\" in API group \"\" at the cluster scope");
        assertThat(diagnosis.cause()).contains("may not create namespaces in the whole cluster");
        assertThat(diagnosis.hint()).contains("ClusterRole");
    }

    @Test
    void anImmutableFieldIsNamed() {
        assertThat(refusals.refused(
                                deployment,
                                422,
                                "Deployment.apps \"backend\" is invalid: spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{\"app\":\"b\"}}: field is immutable")
                        .cause())
                .isEqualTo("Deployment shop/backend: spec.selector cannot be changed");
        assertThat(refusals.refused(
                                new ObjectRef("apps/v1", "StatefulSet", "shop", "db"),
                                422,
                                "StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden")
                        .hint())
                .contains("--cascade=orphan");
    }

    @Test
    void anOwnershipConflictNamesFieldAndOwner() {
        assertThat(refusals.refused(
                                deployment,
                                409,
                                "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using apps/v1: .spec.replicas")
                        .cause())
                .isEqualTo(
                        "Deployment shop/backend: .spec.replicas belongs to \"kubectl-client-side-apply\", which set another value");
        assertThat(refusals.refused(
                                deployment,
                                409,
                                "Apply failed with 2 conflicts: conflicts with \"hpa\" with subresource \"scale\" using apps/v1:\n- .spec.replicas\n- .spec.x")
                        .cause())
                .isEqualTo("Deployment shop/backend: .spec.replicas belongs to \"hpa\", which set another value");
    }

    @Test
    void admissionRefusalsHaveTheirOwnHints() {
        assertThat(refusals.refused(
                                deployment,
                                403,
                                "admission webhook \"policy.example.com\" denied the request: no latest tags")
                        .hint())
                .isEqualTo(Hints.of(io.jenkins.plugins.k8srelease.engine.health.Reason.ADMISSION_DENIED));
        assertThat(refusals.refused(
                                new ObjectRef("v1", "Pod", "shop", "x"),
                                403,
                                "pods \"x\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3")
                        .cause())
                .contains("ResourceQuota \"team\" refuses a new pod");
        assertThat(refusals.refused(
                                deployment,
                                500,
                                "Internal error occurred: failed calling webhook \"w\": failed to call webhook: Post \"https://x\": EOF")
                        .hint())
                .contains("webhook");
    }

    @Test
    void otherAnswersSayWhatToDo() {
        assertThat(refusals.refused(deployment, 404, "namespaces \"shop\" not found")
                        .cause())
                .contains("namespace shop does not exist");
        assertThat(refusals.refused(
                                deployment,
                                409,
                                "Operation cannot be fulfilled on deployments.apps \"backend\": the object has been modified")
                        .cause())
                .contains("somebody else");
        assertThat(refusals.refused(deployment, 401, "Unauthorized").cause()).contains("credentials");
        assertThat(refusals.refused(deployment, 503, "the server is currently unable to handle the request")
                        .hint())
                .contains("Release again");
    }

    @Test
    void anObjectOfAnotherApplicationIsNotTaken() {
        assertThat(refusals.ofAnotherApplication(deployment, "shop-old").cause())
                .isEqualTo("Deployment shop/backend is part of application \"shop-old\"");
    }
}
