package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Field;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the trees of a JSON file, which may hold several objects one after the other, as kubectl accepts. */
final class JsonReader implements AutoCloseable {

    private final NodeBudget budget;
    private final LoadLimits limits;
    private final Problems problems;
    private final String file;
    private final JsonParser parser;
    private int number;

    JsonReader(String text, String file, NodeBudget budget, Problems problems) {
        this.budget = budget;
        this.limits = budget.limits();
        this.problems = problems;
        this.file = file;
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxStringLength(limits.maxFileBytes())
                        .maxNameLength(limits.maxFileBytes())
                        .maxNumberLength(1_000)
                        .build())
                .build();
        try {
            this.parser = factory.createParser(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a parser of a string reads no file", e);
        }
    }

    /** Number of the document that was read last. */
    int number() {
        return number;
    }

    /** The next tree, null at the end. */
    Located next() throws UnreadableException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return null;
            }
            number++;
            return node(token, 1);
        } catch (StreamConstraintsException e) {
            throw unreadable(
                    "this is longer or deeper than the limits allow", "at most " + limits.maxDepth() + " levels");
        } catch (JsonProcessingException e) {
            String original = e.getOriginalMessage();
            boolean cut = original.startsWith("Unexpected end-of-input");
            throw unreadable(
                    "the JSON cannot be read: " + (cut ? "it ends too early" : message(original)),
                    cut
                            ? "a brace, bracket or quote is not closed"
                            : "JSON has no comments and no trailing commas; all keys and strings are in double quotes");
        } catch (IOException e) {
            throw new UncheckedIOException("a parser of a string reads no file", e);
        }
    }

    /** Jackson's message without what it quotes of the text, which may be a Secret's. */
    private static String message(String original) {
        if (original.startsWith("Unexpected character")) {
            return original.contains("maybe a (non-standard) comment") ? "a comment" : "an unexpected character";
        }
        if (original.startsWith("Unrecognized token") || original.startsWith("Non-standard token")) {
            return "a word that is neither true, false nor null";
        }
        if (original.startsWith("Illegal unquoted character")) {
            return "a line break or control character inside a string";
        }
        return original.startsWith("Invalid numeric value")
                ? "a number in a form that JSON does not have"
                : "its syntax is wrong";
    }

    private Located node(JsonToken token, int depth) throws IOException, UnreadableException {
        int line = line();
        budget.spend(1, origin(line));
        return switch (token) {
            case START_OBJECT -> object(line, depth);
            case START_ARRAY -> array(line, depth);
            case VALUE_STRING -> text(line);
            case VALUE_NUMBER_INT -> number(line, Numbers.integer(parser.getText(), 10));
            case VALUE_NUMBER_FLOAT -> number(line, Numbers.decimal(parser.getText()));
            case VALUE_TRUE, VALUE_FALSE -> scalar(line, BooleanNode.valueOf(token == JsonToken.VALUE_TRUE));
            case VALUE_NULL -> scalar(line, NullNode.getInstance());
            default -> throw unreadable("the JSON cannot be read: its syntax is wrong", "");
        };
    }

    private Located object(int line, int depth) throws IOException, UnreadableException {
        Map<String, Field> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line();
            Located value = node(parser.nextToken(), depth + 1);
            Field before = fields.putIfAbsent(key, new Field(keyLine, value));
            if (before != null) {
                problems.add(
                        origin(keyLine),
                        "the key " + Visible.text(key) + " was given before in line " + before.keyLine());
            }
        }
        return new Mapping(line, fields);
    }

    private Located array(int line, int depth) throws IOException, UnreadableException {
        List<Located> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token, depth + 1));
        }
        return new Sequence(line, items);
    }

    private Located text(int line) throws IOException {
        String text = parser.getText();
        if (Surrogates.unpaired(text)) {
            problems.add(origin(line), Surrogates.MESSAGE);
        }
        return scalar(line, TextNode.valueOf(text));
    }

    private Located number(int line, JsonNode value) {
        if (value == null) {
            problems.add(origin(line), Numbers.REFUSED, Numbers.REFUSED_HINT);
            return Scalar.refused(line);
        }
        return scalar(line, value);
    }

    private static Located scalar(int line, JsonNode value) {
        return new Scalar(line, value, false, false);
    }

    private Origin origin(int line) {
        return new Origin(file, Math.max(number, 1), line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private UnreadableException unreadable(String message, String hint) {
        JsonLocation location = parser.currentLocation();
        return new UnreadableException(origin(location.getLineNr()), message, hint);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a parser of a string holds no file", e);
        }
    }
}
