package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Field;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Builds the tree of one YAML document from the parser's events. Events and not snakeyaml's own nodes or objects,
 * because lines, duplicate keys, aliases and depth are judged here, on the way, before memory is spent on them.
 */
final class YamlReader {

    private final NodeBudget budget;
    private final LoadLimits limits;
    private final Problems problems;
    private final Origin document;
    private final int lineOffset;
    private final YamlAnchors anchors;
    private Iterator<Event> events;

    /** Characters and nodes of the document so far, aliases expanded. */
    private long characters;

    private int nodes;

    /** Deepest level that the node being read has reached, including what its aliases stand for. */
    private int deepest;

    private YamlReader(NodeBudget budget, Problems problems, Origin document) {
        this.budget = budget;
        this.limits = budget.limits();
        this.anchors = new YamlAnchors(limits);
        this.problems = problems;
        this.document = document;
        this.lineOffset = document.line();
    }

    /**
     * Reads one document.
     *
     * @param document origin of the text, whose line is that of the text's first line
     * @return the tree, or nothing for a document without a node; what could be read is returned even when problems
     *     were found
     * @throws UnreadableException when the syntax or a limit is broken
     */
    static Optional<Located> read(String text, Origin document, NodeBudget budget, Problems problems)
            throws UnreadableException {
        return new YamlReader(budget, problems, document).read(text);
    }

    private Optional<Located> read(String text) throws UnreadableException {
        LoadSettings settings = LoadSettings.builder()
                .setLabel("manifest")
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            Event event = events.next();
            while (event.getEventId() != Event.ID.DocumentStart) {
                if (event.getEventId() == Event.ID.StreamEnd) {
                    return Optional.empty();
                }
                event = events.next();
            }
            Located root = node(events.next(), 1);
            while (events.hasNext()) {
                event = events.next();
                if (event.getEventId() == Event.ID.DocumentStart) {
                    throw unreadable(event, "more content follows the end of the document", "put --- before it");
                }
            }
            return Optional.of(root);
        } catch (YamlEngineException e) {
            Problem problem = YamlErrors.problem(e, document);
            throw new UnreadableException(problem.origin(), problem.message(), problem.hint());
        }
    }

    private Located node(Event event, int depth) throws UnreadableException {
        if (depth > limits.maxDepth()) {
            throw tooDeep(event);
        }
        deepest = Math.max(deepest, depth);
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        long charactersBefore = characters;
        int nodesBefore = nodes;
        int deepestBefore = deepest;
        deepest = depth;
        spend(event, 1);
        Located node = event instanceof ScalarEvent scalar ? scalar(scalar) : collection(event, depth);
        ((NodeEvent) event)
                .getAnchor()
                .ifPresent(anchor -> anchors.define(
                        anchor, node, characters - charactersBefore, nodes - nodesBefore, deepest - depth));
        deepest = Math.max(deepest, deepestBefore);
        return node;
    }

    private Located alias(AliasEvent event, int depth) throws UnreadableException {
        YamlAnchors.Anchored target = anchors.resolve(event.getAlias(), document.atLine(line(event)));
        spend(event, target.nodes());
        characters += target.characters();
        if (depth + target.height() > limits.maxDepth()) {
            throw tooDeep(event);
        }
        deepest = Math.max(deepest, depth + target.height());
        return target.node();
    }

    private UnreadableException tooDeep(Event event) {
        return unreadable(event, "the nesting is deeper than " + limits.maxDepth() + " levels", "");
    }

    private void spend(Event event, int count) throws UnreadableException {
        nodes += count;
        budget.spend(count, document.atLine(line(event)));
    }

    private Located collection(Event event, int depth) throws UnreadableException {
        if (!YamlTags.fits((CollectionStartEvent) event)) {
            problems.add(document.atLine(line(event)), YamlTags.MESSAGE, YamlTags.HINT);
        }
        return event.getEventId() == Event.ID.MappingStart ? mapping(event, depth) : sequence(event, depth);
    }

    private Located sequence(Event start, int depth) throws UnreadableException {
        List<Located> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1));
        }
        return new Sequence(line(start), items);
    }

    private Located mapping(Event start, int depth) throws UnreadableException {
        Map<String, Field> fields = new LinkedHashMap<>();
        List<Located> merged = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            boolean merge = event instanceof ScalarEvent scalar
                    && scalar.isPlain()
                    && scalar.getTag().isEmpty()
                    && "<<".equals(scalar.getValue());
            int keyLine = line(event);
            Located keyNode = node(event, depth + 1);
            Located value = node(events.next(), depth + 1);
            if (merge) {
                merged.add(value);
                continue;
            }
            String key = key(keyNode, event);
            if (key == null) {
                continue;
            }
            Field before = fields.putIfAbsent(key, new Field(keyLine, value));
            if (before != null) {
                problems.add(
                        document.atLine(keyLine),
                        "the key " + Visible.text(key) + " was given before in line " + before.keyLine(),
                        "");
            }
        }
        for (Located source : merged) {
            merge(fields, source, source.line());
        }
        return new Mapping(line(start), fields);
    }

    /** YAML 1.1's merge key: what the mapping says itself wins, then the first of the merged ones. */
    private void merge(Map<String, Field> fields, Located source, int line) {
        if (source instanceof Mapping mapping) {
            mapping.fields().forEach(fields::putIfAbsent);
        } else if (source instanceof Sequence sequence
                && sequence.items().stream().allMatch(Mapping.class::isInstance)) {
            sequence.items().forEach(item -> merge(fields, item, line));
        } else {
            problems.add(
                    document.atLine(line),
                    "the merge key << needs a mapping or a list of mappings, usually an alias",
                    "if << is meant as an ordinary key, put it in quotes");
        }
    }

    /**
     * The key as text, null after a problem was reported. kubectl turns numbers and booleans into text; so is done here
     * where that changes nothing.
     */
    private String key(Located node, Event event) throws UnreadableException {
        if (!(node instanceof Scalar scalar)) {
            throw unreadable(
                    event,
                    "a key must be a string, not " + node.describe(),
                    "text that begins with { or [ needs quotes");
        }
        if (scalar.isRefused()) {
            return null;
        }
        String written = event instanceof ScalarEvent source
                ? source.getValue()
                : scalar.value().asText();
        if (scalar.value().isTextual()
                || !scalar.value().isNull() && scalar.value().asText().equals(written)) {
            return written;
        }
        problems.add(
                document.atLine(line(event)),
                scalar.value().isNull()
                        ? "a key is empty or null"
                        : "a key is not a string, and its text would be changed",
                "put the key in quotes");
        return null;
    }

    private Located scalar(ScalarEvent event) {
        String text = event.getValue();
        characters += text.length();
        Origin origin = document.atLine(line(event));
        String tag = event.getTag().orElse("");
        if (tag.isEmpty() && !event.isPlain() || "!".equals(tag) || "tag:yaml.org,2002:str".equals(tag)) {
            if (Surrogates.unpaired(text)) {
                problems.add(origin, Surrogates.MESSAGE);
            }
            return new Scalar(origin.line(), TextNode.valueOf(text), false, false);
        }
        if (text.isEmpty() && event.getAnchor().isPresent()) {
            problems.add(origin, "an anchor (&…) stands before nothing", "text that begins with & needs quotes");
            return Scalar.refused(origin.line());
        }
        YamlScalars.Meaning meaning = YamlScalars.plain(text);
        if (!YamlTags.fits(tag, meaning.value())) {
            problems.add(origin, YamlTags.MESSAGE, YamlTags.HINT);
            return Scalar.refused(origin.line());
        }
        if (meaning.value() == null) {
            problems.add(origin, meaning.problem(), meaning.hint());
            return Scalar.refused(origin.line());
        }
        if (!meaning.warning().isEmpty()) {
            problems.warn(origin, meaning.warning());
        }
        return new Scalar(origin.line(), meaning.value(), true, false);
    }

    private UnreadableException unreadable(Event event, String message, String hint) {
        return new UnreadableException(document.atLine(line(event)), message, hint);
    }

    private int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + lineOffset;
    }
}
