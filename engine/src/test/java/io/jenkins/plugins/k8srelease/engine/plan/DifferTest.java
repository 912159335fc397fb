package io.jenkins.plugins.k8srelease.engine.plan;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferTest {

    private static List<String> diff(String before, String after) {
        return Differ.diff(object(before), object(after)).stream()
                .map(FieldChange::toString)
                .toList();
    }

    @Test
    void namesTheFieldWithBothValues() {
        assertThat(diff("{'spec': {'replicas': 2, 'paused': true}}", "{'spec': {'replicas': 3, 'minReadySeconds': 5}}"))
                .containsExactlyInAnyOrder(
                        "~ spec.replicas: 2 → 3", "- spec.paused: true", "+ spec.minReadySeconds: 5");
    }

    @Test
    void elementsOfAListAreComparedByName() {
        assertThat(diff(
                        "{'spec': {'containers': [{'name': 'a', 'image': 'a:1'}, {'name': 'b', 'image': 'b:1'}]}}",
                        "{'spec': {'containers': [{'name': 'b', 'image': 'b:2'}, {'name': 'a', 'image': 'a:1'}]}}"))
                .containsExactly("~ spec.containers[name=b].image: \"b:1\" → \"b:2\"");
    }

    @Test
    void whatTheServerKeepsForItselfIsNoChange() {
        assertThat(diff(
                        "{'metadata': {'resourceVersion': '1', 'generation': 1}, 'status': {'x': 1}}",
                        "{'metadata': {'resourceVersion': '2', 'generation': 2}, 'status': {'x': 2}}"))
                .isEmpty();
    }

    @Test
    void aSecretsValuesAreMasked() {
        assertThat(diff("{'kind': 'Secret', 'data': {'k': 'b2xk'}}", "{'kind': 'Secret', 'data': {'k': 'bmV3'}}"))
                .containsExactly("~ data.k: (secret) → (secret)");
    }
}
