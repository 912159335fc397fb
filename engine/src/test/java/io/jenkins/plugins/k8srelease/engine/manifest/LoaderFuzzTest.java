package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Whatever the input, the loader answers with objects or a refusal that is safe to print, soon. */
class LoaderFuzzTest {

    /** Much more than any input of these sizes takes; a runaway takes for ever. */
    private static final long MOST_MILLISECONDS = 10_000;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final String VALID = """
            # a release
            apiVersion: apps/v1
            kind: Deployment
            metadata: &meta
              name: backend
              labels: {app: backend, "version": "${TAG}"}
            spec:
              replicas: 3
              template:
                metadata: {<<: *meta}
                spec:
                  containers:
                    - name: backend
                      image: 'backend:${TAG}'
                      args: ["--port", "3000"]
            ---
            apiVersion: v1
            kind: Secret
            metadata:
              name: credentials
            stringData:
              user: shop
              password: hunter2
              script: |
                #!/bin/sh
                echo $${HOME}
            ---
            {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap",
             "metadata": {"name": "a"}, "data": {"a": ">"}}]}
            """;

    /** Loads, and checks what holds of every answer. */
    private static Optional<LoadedManifests> load(String name, byte[] content) {
        long begun = System.nanoTime();
        LoadOptions options = LoadOptions.standard().withValues(Map.of("TAG", "v1"));
        try {
            LoadedManifests loaded = Loading.load(name, content, options);
            assertThat(loaded.objects()).isNotEmpty();
            loaded.objects().forEach(object -> {
                assertThat(object.object().apiVersion()).isNotEmpty();
                assertThat(object.object().kind()).isNotEmpty();
                assertThat(object.object().name()).matches("[\\x21-\\x7E]+");
                assertThat(object.origin().line()).isPositive();
            });
            return Optional.of(loaded);
        } catch (BadInputException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.getMessage().lines()).allSatisfy(line -> {
                assertThat(line).startsWith(line.startsWith("manifests: ") ? "manifests: " : name);
                assertThat(line.codePoints())
                        .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
            });
            return Optional.empty();
        } catch (Exception e) {
            return fail("neither objects nor a refusal", e);
        } finally {
            assertThat((System.nanoTime() - begun) / 1_000_000).isLessThan(MOST_MILLISECONDS);
        }
    }

    private static void loadBoth(String text) {
        load("m.yaml", text.getBytes(StandardCharsets.UTF_8));
        load("m.json", text.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 200)
    void random_bytes(@ForAll @Size(max = 500) byte[] content) {
        load("m.yaml", content);
        load("m.json", content);
    }

    @Property(tries = 200)
    void random_text(@ForAll String text) {
        loadBoth(text);
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void everything_that_means_something_in_yaml(@ForAll("tokens") List<String> tokens) {
        loadBoth(String.join("", tokens));
        loadBoth(Loading.CONFIG + "data: " + String.join("", tokens));
    }

    @Provide
    Arbitrary<List<String>> tokens() {
        return Arbitraries.of(
                        "- ",
                        ": ",
                        ":",
                        "? ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "&a ",
                        "*a",
                        "*a ",
                        "<<: ",
                        "!!str ",
                        "!x ",
                        "!!set ",
                        "|",
                        ">",
                        "|2-\n",
                        "\n",
                        "\n  ",
                        "\n    ",
                        "\n---\n",
                        "\n...\n",
                        "--- ",
                        "'",
                        "\"",
                        "\\",
                        "\t",
                        " ",
                        "#",
                        " #",
                        "%",
                        "%YAML 1.1\n",
                        "@",
                        "`",
                        "~",
                        "null",
                        "a",
                        "b",
                        "1",
                        "0x",
                        ".",
                        "-",
                        "e",
                        "on",
                        "\r",
                        "\uFEFF",
                        "\u0085",
                        "${TAG}",
                        "${",
                        "$${A}",
                        "{{",
                        "é",
                        "apiVersion: v1\n",
                        "kind: List\n",
                        "items:\n",
                        "metadata:\n  name: a\n",
                        "\"a\": ")
                .list()
                .ofMaxSize(60);
    }

    /** A place in the text, how much of it goes, and what comes in its stead. */
    record Edit(int at, int remove, String insert) {
        String applyTo(String text) {
            int from = Math.min(at, text.length());
            int to = Math.min(from + remove, text.length());
            return text.substring(0, from) + insert + text.substring(to);
        }
    }

    @Provide
    Arbitrary<Edit> edit() {
        Arbitrary<String> insert = Arbitraries.oneOf(
                Arbitraries.of(
                        "", "", "\n", "\t", " ", "  ", ":", ": ", "-", "{", "]", "\"", "'", "&x ", "*x", "!!int ",
                        "---\n", "\0", "yes", "~"),
                Arbitraries.strings().ofMaxLength(3),
                Arbitraries.integers().between(0, VALID.length() - 40).map(from -> VALID.substring(from, from + 40)));
        return Combinators.combine(
                        Arbitraries.integers().between(0, VALID.length()),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(5, Arbitraries.integers().between(0, 3)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0, 200))),
                        insert)
                .as(Edit::new);
    }

    @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
    void valid_manifests_with_mistakes(@ForAll @Size(min = 1, max = 4) List<@net.jqwik.api.From("edit") Edit> edits) {
        String text = VALID;
        for (Edit edit : edits) {
            text = edit.applyTo(text);
        }
        loadBoth(text);
    }

    /** A mistake may turn the password into a key, which messages name; every other one must keep it out of them. */
    @Property(tries = 250, shrinking = ShrinkingMode.BOUNDED)
    void no_mistake_prints_a_password(@ForAll("edit") Edit edit) throws Exception {
        String text = edit.applyTo(VALID);
        Assume.that(text.lines().noneMatch(line -> line.matches("(?s).*hunter2.*[:,}].*|.*[?{<&].*hunter2.*")));
        Assume.that(edit.insert().length() < 40);
        try {
            Loading.load("m.yaml", text.getBytes(StandardCharsets.UTF_8), LoadOptions.standard());
        } catch (BadInputException e) {
            assertThat(e.getMessage()).doesNotContain("hunter2");
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void json_loads_back_to_the_same_tree(@ForAll("trees") JsonNode tree) throws Exception {
        ObjectNode object = object(tree);
        for (String name : List.of("m.json", "m.yaml")) {
            byte[] pretty = ASCII.writerWithDefaultPrettyPrinter().writeValueAsBytes(object);
            assertThat(load(name, pretty)
                            .orElseThrow()
                            .objects()
                            .get(0)
                            .object()
                            .tree())
                    .isEqualTo(object);
            assertThat(load(name, ASCII.writeValueAsBytes(object))
                            .orElseThrow()
                            .objects()
                            .get(0)
                            .object()
                            .tree())
                    .isEqualTo(object);
        }
    }

    /** A writer of YAML 1.2 leaves text unquoted that kubectl would read as something else. */
    @Property(tries = 100, shrinking = ShrinkingMode.BOUNDED)
    void yaml_loads_back_to_the_same_tree_or_says_why_not(@ForAll("trees") JsonNode tree) throws Exception {
        ObjectNode object = object(tree);
        String yaml = new Dump(DumpSettings.builder()
                        .setUseUnicodeEncoding(false)
                        .setSchema(new CoreSchema())
                        .build())
                .dumpToString(ASCII.convertValue(object, Map.class));
        try {
            LoadedManifests loaded =
                    Loading.load("m.yaml", yaml.getBytes(StandardCharsets.UTF_8), LoadOptions.standard());
            if (loaded.warnings().isEmpty()) {
                assertThat(loaded.objects().get(0).object().tree()).isEqualTo(object);
            }
        } catch (BadInputException e) {
            assertThat(e.getMessage().lines())
                    .allMatch(line -> line.contains("YAML 1.1 (kubectl)")
                            || line.contains(Numbers.REFUSED)
                            || line.contains("its text would be changed"));
        }
    }

    private static ObjectNode object(JsonNode tree) {
        ObjectNode object = NODES.objectNode();
        object.put("apiVersion", "example.org/v1").put("kind", "Foo");
        object.putObject("metadata").put("name", "a").putObject("annotations").put(Substitution.ANNOTATION, "false");
        object.set("spec", tree);
        return object;
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return tree(3);
    }

    private static Arbitrary<JsonNode> tree(int depth) {
        Arbitrary<String> text = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).filter(s -> !Surrogates.unpaired(s)),
                Arbitraries.of(
                        "", "yes", "0644", "1_000", "1e3", "null", "~", "<<", "a: b", "- a", "#", "a #b", "'", "\"",
                        "\n", " a ", "a\n b\n", "---", "%", "${A}"));
        Arbitrary<JsonNode> leaf = Arbitraries.oneOf(
                text.map(NODES::textNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.longs().filter(n -> n != (int) (long) n).map(NODES::numberNode),
                Arbitraries.doubles().filter(d -> d != Math.rint(d)).map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<JsonNode> list = tree(depth - 1).list().ofMaxSize(4).map(items -> {
            ArrayNode node = NODES.arrayNode();
            return node.addAll(items);
        });
        Arbitrary<JsonNode> mapping = Arbitraries.maps(text, tree(depth - 1))
                .ofMaxSize(4)
                .map(fields -> {
                    ObjectNode node = NODES.objectNode();
                    node.setAll(fields);
                    return node;
                });
        return Arbitraries.oneOf(leaf, list, mapping);
    }
}
