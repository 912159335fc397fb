package io.jenkins.plugins.k8srelease.engine.apply;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static io.jenkins.plugins.k8srelease.engine.testing.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonPatchTest {

    private static final KubeObject BEFORE = object("{'metadata': {'uid': 'u', 'annotations': {'a/b': '1'}},"
            + " 'spec': {'list': [{'name': 'x', 'image': 'i:1'}, {'name': 'y'}], 'gone': true}}");
    private static final KubeObject AFTER = object("{'metadata': {'uid': 'u', 'annotations': {'a/b': '2'}},"
            + " 'spec': {'list': [{'name': 'x', 'image': 'i:2'}, {'name': 'y'}], 'new': {'a': 1}}}");

    @Test
    void theEditsTestWhatTheyExpectAndChangeWhatDiffers() {
        List<FieldEdit> edits = JsonPatch.between(BEFORE.tree(), AFTER.tree());

        assertThat(JsonPatch.of("u", edits))
                .hasToString(tree("{'x': [{'op': 'test', 'path': '/metadata/uid', 'value': 'u'},"
                                + "{'op': 'test', 'path': '/metadata/annotations/a~1b', 'value': '1'},"
                                + "{'op': 'replace', 'path': '/metadata/annotations/a~1b', 'value': '2'},"
                                + "{'op': 'test', 'path': '/spec/list/0/name', 'value': 'x'},"
                                + "{'op': 'test', 'path': '/spec/list/0/image', 'value': 'i:1'},"
                                + "{'op': 'replace', 'path': '/spec/list/0/image', 'value': 'i:2'},"
                                + "{'op': 'test', 'path': '/spec/gone', 'value': true},"
                                + "{'op': 'remove', 'path': '/spec/gone'},"
                                + "{'op': 'add', 'path': '/spec/new', 'value': {'a': 1}}]}")
                        .get("x")
                        .toString());
    }

    @Test
    void thereAndBackIsWhereItBegan() {
        List<FieldEdit> edits = JsonPatch.between(BEFORE.tree(), AFTER.tree());
        List<FieldEdit> back = edits.stream().map(FieldEdit::reversed).toList();

        assertThat(JsonPatch.applied(BEFORE, edits)).isEqualTo(AFTER);
        assertThat(JsonPatch.applied(AFTER, back)).isEqualTo(BEFORE);
    }

    @Test
    void aLostAnswerIsToldFromAChangeOfSomebodyElse() {
        List<FieldEdit> edits = JsonPatch.between(BEFORE.tree(), AFTER.tree());

        assertThat(JsonPatch.isDone(BEFORE, edits)).isFalse();
        assertThat(JsonPatch.isDone(AFTER, edits)).isTrue();
        assertThat(JsonPatch.firstChanged(BEFORE, edits)).isEmpty();
        KubeObject other = object(BEFORE.tree().toString().replace("i:1", "i:9"));
        assertThat(JsonPatch.firstChanged(other, edits)).contains("/spec/list/0/image");
    }
}
