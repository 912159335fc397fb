package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds documents to the schemas that docs/ promises. */
public final class Schemas {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Schemas() {}

    /** Parses output that must be exactly one document, and checks it. */
    public static JsonNode check(String schema, String output) {
        try {
            JsonNode document = MAPPER.readTree(output);
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(folder().resolve(schema + ".schema.json").toUri())
                            .validate(document, c -> c.getExecutionConfig().setFormatAssertionsEnabled(true)))
                    .as(output)
                    .isEmpty();
            return document;
        } catch (JsonProcessingException e) {
            throw new AssertionError("not one JSON document: " + output, e);
        }
    }

    /** Tests run in the module's folder, or in the repository's. */
    private static Path folder() {
        Path inModule = Path.of("..", "docs", "schema");
        return Files.isDirectory(inModule) ? inModule : Path.of("docs", "schema");
    }
}
