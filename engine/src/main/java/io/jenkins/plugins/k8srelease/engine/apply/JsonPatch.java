package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Edits of single fields as a JSON Patch (RFC 6902) that carries what it expects to find: each field is tested before it
 * is changed, so that a change of somebody else makes the server refuse the whole patch.
 */
public final class JsonPatch {

    private JsonPatch() {}

    /** The edits that lead from one tree to another, smallest first. Elements of a list are told apart by their names. */
    public static List<FieldEdit> between(JsonNode before, JsonNode after) {
        List<FieldEdit> edits = new ArrayList<>();
        compare("", before, after, edits);
        return edits;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<FieldEdit> edits) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode b && after instanceof ObjectNode a) {
            b.properties().forEach(e -> compare(child(path, e.getKey()), e.getValue(), a.path(e.getKey()), edits));
            a.properties().stream()
                    .filter(e -> !b.has(e.getKey()))
                    .forEach(e -> edits.add(new FieldEdit(child(path, e.getKey()), null, e.getValue())));
        } else if (before instanceof ArrayNode b && after instanceof ArrayNode a && b.size() == a.size()) {
            for (int i = 0; i < b.size(); i++) {
                if (!b.get(i).equals(a.get(i))) {
                    JsonNode name = b.get(i).path("name");
                    if (name.isTextual()) {
                        edits.add(new FieldEdit(path + "/" + i + "/name", name, name));
                    }
                    compare(path + "/" + i, b.get(i), a.get(i), edits);
                }
            }
        } else {
            edits.add(new FieldEdit(path, before, after));
        }
    }

    private static String child(String path, String name) {
        return path + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** An object with its edits; those whose place is not there any more are left out. */
    public static KubeObject applied(KubeObject object, List<FieldEdit> edits) {
        ObjectNode tree = object.copy();
        for (FieldEdit edit : edits) {
            JsonPointer at = JsonPointer.compile(edit.path());
            JsonNode parent = tree.at(at.head());
            if (parent instanceof ObjectNode node) {
                if (edit.after() == null) {
                    node.remove(at.last().getMatchingProperty());
                } else {
                    node.set(at.last().getMatchingProperty(), edit.after());
                }
            }
        }
        return new KubeObject(tree);
    }

    /** The patch of one object. */
    public static ArrayNode of(String uid, List<FieldEdit> edits) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        test(patch, "/metadata/uid", TextNode.valueOf(uid));
        for (FieldEdit edit : edits) {
            if (edit.before() != null) {
                test(patch, edit.path(), edit.before());
            }
            if (edit.after() == null) {
                patch.addObject().put("op", "remove").put("path", edit.path());
            } else if (!edit.after().equals(edit.before())) {
                // "add" replaces a field that is there (RFC 6902, 4.1).
                patch.addObject()
                        .put("op", edit.before() == null ? "add" : "replace")
                        .put("path", edit.path())
                        .set("value", edit.after());
            }
        }
        return patch;
    }

    static void test(ArrayNode patch, String path, JsonNode value) {
        patch.addObject().put("op", "test").put("path", path).set("value", value);
    }

    /** Whether an object has all edits already. */
    static boolean isDone(KubeObject object, List<FieldEdit> edits) {
        return edits.stream().allMatch(e -> has(object, e.path(), e.after()));
    }

    /** The first field that is neither as it was nor as it is to be. */
    static Optional<String> firstChanged(KubeObject object, List<FieldEdit> edits) {
        return edits.stream()
                .filter(e -> !has(object, e.path(), e.before()))
                .map(FieldEdit::path)
                .findFirst();
    }

    private static boolean has(KubeObject object, String path, JsonNode value) {
        JsonNode now = object.tree().at(path);
        return value == null ? now.isMissingNode() || now.isNull() : now.equals(value);
    }
}
