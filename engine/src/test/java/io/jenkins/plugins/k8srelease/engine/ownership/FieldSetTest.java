package io.jenkins.plugins.k8srelease.engine.ownership;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static io.jenkins.plugins.k8srelease.engine.testing.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class FieldSetTest {

    private static final ObjectNode DEPLOYMENT = tree("""
            {'metadata': {'labels': {'a': '1', 'b': '2'}},
             'spec': {'replicas': 3, 'paused': false,
                      'template': {'spec': {'containers': [
                         {'name': 'x', 'image': 'x:1', 'ports': [{'containerPort': 80, 'protocol': 'TCP', 'name': 'http'}]},
                         {'name': 'y', 'image': 'y:1'}]}}},
             'finalizers': ['f1', 'f2']}""");

    private static ObjectNode extract(String fields) {
        return new FieldSet(tree(fields)).extract(DEPLOYMENT);
    }

    @Test
    void aLeafTakesItsWholeValue() {
        assertThat(extract("{'f:metadata': {'f:labels': {'f:a': {}}}, 'f:spec': {'f:replicas': {}}}"))
                .isEqualTo(tree("{'metadata': {'labels': {'a': '1'}}, 'spec': {'replicas': 3}}"));
    }

    @Test
    void anElementOfAListIsFoundByItsKeysAndKeepsThem() {
        String fields = "{'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{\\'name\\':\\'x\\'}': {'.': {},"
                + " 'f:image': {}}}}}}}";

        ObjectNode found = new FieldSet(tree(fields.replace("\\'", "\\\""))).extract(DEPLOYMENT);

        assertThat(found.at("/spec/template/spec/containers"))
                .isEqualTo(tree("{'l': [{'name': 'x', 'image': 'x:1'}]}").get("l"));
    }

    @Test
    void anElementOfASetIsFoundByItsValue() {
        ObjectNode fields = tree("{'f:finalizers': {}}");
        fields.withObject("/f:finalizers").putObject("v:\"f2\"");

        assertThat(new FieldSet(fields).extract(DEPLOYMENT)).isEqualTo(tree("{'finalizers': ['f2']}"));
    }

    @Test
    void whatIsNotThereIsLeftOut() {
        assertThat(extract("{'f:spec': {'f:minReadySeconds': {}}}")).isEqualTo(tree("{'spec': {}}"));
    }

    @Test
    void aUnionOwnsWhatEitherOwnsAndALeafWins() {
        FieldSet one = new FieldSet(tree("{'f:spec': {'f:replicas': {}, 'f:template': {'f:spec': {}}}}"));
        FieldSet two = new FieldSet(tree("{'f:spec': {'f:template': {}, 'f:paused': {}}}"));

        assertThat(one.union(two).tree())
                .isEqualTo(tree("{'f:spec': {'f:replicas': {}, 'f:template': {}, 'f:paused': {}}}"));
    }

    @Test
    void theDigestChangesWithAnOwnedValueOrTheOwnershipOnly() {
        String entry = "'managedFields': [{'manager': 'k8s-release:a', 'operation': 'Apply',"
                + " 'fieldsV1': {'f:data': {'f:k': {}}}}]";
        String digest =
                ManagedFields.digest(object("{'metadata': {" + entry + "}, 'data': {'k': '1'}}"), "k8s-release:a");

        assertThat(ManagedFields.digest(
                        object("{'metadata': {" + entry + "}, 'data': {'k': '1', 'other': 'x'}}"), "k8s-release:a"))
                .isEqualTo(digest);
        assertThat(ManagedFields.digest(object("{'metadata': {" + entry + "}, 'data': {'k': '2'}}"), "k8s-release:a"))
                .isNotEqualTo(digest);
        assertThat(ManagedFields.digest(object("{'metadata': {}, 'data': {'k': '1'}}"), "k8s-release:a"))
                .isNotEqualTo(digest);
    }

    @Test
    void whatIsLeftOfOneSetWithoutAnother() {
        FieldSet all = new FieldSet(tree("{'f:spec': {'f:a': {}, 'f:b': {'.': {}, 'f:c': {}}, 'f:d': {'f:e': {}}}}"));
        FieldSet some = new FieldSet(tree("{'f:spec': {'f:a': {}, 'f:b': {'f:c': {}}, 'f:d': {'f:e': {}}}}"));

        assertThat(all.minus(some).tree()).isEqualTo(tree("{'f:spec': {'f:b': {'.': {}}}}"));
        assertThat(all.minus(all).isEmpty()).isTrue();
        assertThat(all.without("spec", "d").contains("spec", "d")).isFalse();
        assertThat(FieldSet.of("spec", "a").tree()).isEqualTo(tree("{'f:spec': {'f:a': {}}}"));
    }

    @Test
    void fieldsAndElementsAreTakenOutAndTheRestStays() {
        String fields = "{'f:metadata': {'f:labels': {'f:a': {}}}, 'f:spec': {'f:paused': {}, 'f:template': {'f:spec':"
                + " {'f:containers': {'k:{\\'name\\':\\'y\\'}': {'.': {}, 'f:name': {}, 'f:image': {}},"
                + " 'k:{\\'name\\':\\'x\\'}': {'f:ports': {'.': {}, 'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
                + " {'.': {}, 'f:name': {}}}}}}}}}";
        ObjectNode object = DEPLOYMENT.deepCopy();

        new FieldSet(tree(fields.replace("\\'", "\\\""))).removeFrom(object);

        assertThat(object)
                .isEqualTo(tree("{'metadata': {'labels': {'b': '2'}}, 'spec': {'replicas': 3, 'template': {'spec':"
                        + " {'containers': [{'name': 'x', 'image': 'x:1'}]}}}, 'finalizers': ['f1', 'f2']}"));
    }
}
