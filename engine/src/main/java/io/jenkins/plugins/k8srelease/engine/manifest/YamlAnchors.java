package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.common.Anchor;

/** The anchors of one document and what its aliases may cost. */
final class YamlAnchors {

    /** A finished node that an alias may refer to, and what it adds to the document each time. */
    record Anchored(Located node, long characters, int nodes, int height) {}

    private final LoadLimits limits;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private int aliases;

    /** Characters that aliases have added; those of the text itself are bounded by the size of the file. */
    private long characters;

    YamlAnchors(LoadLimits limits) {
        this.limits = limits;
    }

    /** Makes a node known once it is complete, so that none can contain itself. */
    void define(Anchor anchor, Located node, long characters, int nodes, int height) {
        anchors.put(anchor, new Anchored(node, characters, nodes, height));
    }

    Anchored resolve(Anchor alias, Origin origin) throws UnreadableException {
        Anchored target = anchors.get(alias);
        if (target == null) {
            // The name is not quoted: an unquoted password that begins with * is an alias, too.
            throw new UnreadableException(
                    origin,
                    "an alias (*…) refers to no anchor (&…) that is complete before it in this document",
                    "if it is text that begins with *, put it in quotes");
        }
        if (++aliases > limits.maxAliases()) {
            throw new UnreadableException(
                    origin, "there are more than " + limits.maxAliases() + " aliases in one document", "");
        }
        characters += target.characters();
        if (characters > limits.maxFileBytes()) {
            throw new UnreadableException(
                    origin, "the aliases of this document expand to more than " + Sizes.of(limits.maxFileBytes()), "");
        }
        return target;
    }
}
