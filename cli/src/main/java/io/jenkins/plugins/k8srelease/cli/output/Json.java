package io.jenkins.plugins.k8srelease.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.engine.report.Texts;

/** Writes the one document of a command. */
public final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Writes a document to standard output, with the values masked that must not be shown. */
    public static void write(Console console, ObjectNode document) {
        Texts.in(document, console.masking()::apply);
        try {
            console.rawOut().println(MAPPER.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a document that the engine wrote. */
    public static ObjectNode parse(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a failure that has no document of its own looks like. */
    public static ObjectNode error(int exitCode, String message) {
        ObjectNode document = object();
        document.putObject("error").put("exitCode", exitCode).put("message", message);
        return document;
    }
}
