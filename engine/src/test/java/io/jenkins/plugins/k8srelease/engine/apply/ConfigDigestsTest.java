package io.jenkins.plugins.k8srelease.engine.apply;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static io.jenkins.plugins.k8srelease.engine.testing.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigDigestsTest {

    private static final String WORKLOAD = "{'kind': 'Deployment', 'spec': {'template': {'spec': {'containers': ["
            + "{'name': 'a', 'envFrom': [{'%s': {'name': '%s'}}]}]}}}}";

    private static String digest(String secret, String reference, String name, String key) {
        ObjectNode workload = tree(WORKLOAD.formatted(reference, name));
        new ConfigDigests(
                        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        List.of(object("{'kind': 'Secret', 'metadata': {'name': 's', 'namespace': 'n'},"
                                + " 'stringData': {'p': '" + secret + "'}}")))
                .addTo(workload, "n");
        return workload.at("/spec/template/metadata/annotations")
                .path(ConfigDigests.ANNOTATION)
                .asText();
    }

    @Test
    void aChangedSecretChangesTheTemplateThatRefersToIt() {
        assertThat(digest("one", "secretRef", "s", "key"))
                .isNotEmpty()
                .isEqualTo(digest("one", "secretRef", "s", "key"))
                .isNotEqualTo(digest("two", "secretRef", "s", "key"));
    }

    @Test
    void theDigestCannotBeComputedWithoutTheKey() {
        assertThat(digest("one", "secretRef", "s", "key")).isNotEqualTo(digest("one", "secretRef", "s", "other"));
    }

    @Test
    void whatIsNotOfTheSetLeavesTheTemplateAsItIs() {
        assertThat(digest("one", "secretRef", "another", "key")).isEmpty();
        assertThat(digest("one", "configMapRef", "s", "key")).isEmpty();
    }
}
