package io.jenkins.plugins.k8srelease.engine.ownership;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static io.jenkins.plugins.k8srelease.engine.testing.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdoptionTest {

    private static final String US = "k8s-release:shop";
    private static final String THEIRS = "{'manager': 'kubectl-client-side-apply', 'operation': 'Update', 'apiVersion':"
            + " 'apps/v1', 'fieldsV1': {'f:spec': {'f:replicas': {}, 'f:paused': {}}}}";
    private static final String OTHER = "{'manager': 'kube-controller-manager', 'operation': 'Update', 'subresource':"
            + " 'status', 'fieldsV1': {'f:status': {}}}";

    private static KubeObject managed(String... entries) {
        return object("{'metadata': {'managedFields': [" + String.join(",", entries) + "]}}");
    }

    @Test
    void whatKubectlAppliedIsFoundUnlessItIsOurs() {
        assertThat(Adoption.appliedBy(managed(THEIRS, OTHER), US)).containsExactly(Adoption.KUBECTL);
        String ours = "{'manager': '" + US + "', 'operation': 'Apply', 'fieldsV1': {'f:spec': {}}}";
        assertThat(Adoption.appliedBy(managed(THEIRS, ours), US)).isEmpty();
    }

    @Test
    void itsEntryBecomesOursAndBackAgain() {
        KubeObject before = managed(THEIRS, OTHER);

        var moved = Adoption.moved(before, List.of(Adoption.KUBECTL), US, true);

        assertThat(moved).hasSize(2);
        assertThat(moved.get(0))
                .hasToString(tree("{'manager': '" + US + "', 'operation': 'Apply', 'apiVersion':"
                                + " 'apps/v1', 'fieldsType': 'FieldsV1', 'fieldsV1':"
                                + " {'f:spec': {'f:replicas': {}, 'f:paused': {}}}}")
                        .toString());
        ObjectNode now = before.copy();
        ((ObjectNode) now.get("metadata")).set("managedFields", moved);
        assertThat(Adoption.givenBack(new KubeObject(now), before, List.of(Adoption.KUBECTL), US))
                .isEqualTo(before.at("metadata", "managedFields"));
    }

    @Test
    void theNumberOfReplicasIsNotTakenFromAnAutoscaler() {
        assertThat(Adoption.moved(managed(THEIRS), List.of(Adoption.KUBECTL), US, false)
                        .get(0)
                        .at("/fieldsV1/f:spec"))
                .hasToString("{\"f:paused\":{}}");
    }
}
