package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.CONFIG;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.load;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.one;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What good input becomes. */
class ManifestLoaderTest {

    private static String config(String name) {
        return CONFIG.replace("settings", name);
    }

    @Test
    void numbers_documents_as_the_file_has_them() throws Exception {
        LoadedManifests loaded = load("# first\n%YAML 1.2\n---\n" + config("a")
                + "---\n# only a comment\n---\n\n--- # b\n" + config("b") + "...\n---\n" + config("c"));
        assertThat(loaded.objects())
                .extracting(object -> object.object().name() + " " + object.origin())
                .containsExactly(
                        "a m.yaml, document 1, line 4",
                        "b m.yaml, document 4, line 13",
                        "c m.yaml, document 5, line 19");
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void accepts_content_on_the_line_of_the_marker() throws Exception {
        assertThat(one("--- {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n")
                        .name())
                .isEqualTo("settings");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void accepts_every_line_break(String lineBreak) throws Exception {
        String yaml = (config("a") + "data:\n  text: |\n    x\n    y\n---\n" + config("b")).replace("\n", lineBreak);
        LoadedManifests loaded = load(yaml);
        assertThat(loaded.objects().get(0).object().text("data", "text")).isEqualTo("x\ny\n");
        assertThat(loaded.objects().get(1).origin()).hasToString("m.yaml, document 2, line 10");
    }

    @Test
    void accepts_a_byte_order_mark() throws Exception {
        assertThat(one("\uFEFF" + CONFIG).name()).isEqualTo("settings");
        assertThat(one("\uFEFF{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}")
                        .name())
                .isEqualTo("a");
    }

    @Test
    void keeps_a_marker_inside_a_block_that_is_indented() throws Exception {
        assertThat(one(CONFIG + "data:\n  text: |\n    ---\n    ...\n").text("data", "text"))
                .isEqualTo("---\n...\n");
    }

    @Test
    void expands_anchors_and_merge_keys_as_kubectl_does() throws Exception {
        KubeObject object = one("""
                apiVersion: example.org/v1
                kind: Foo
                metadata:
                  name: a
                base: &base {a: 1, b: {c: 2}}
                other: &other {a: 7, d: 8}
                one: {<<: *base, a: 3}
                two: {a: 4, <<: [*base, *other]}
                again: *base
                quoted: {"<<": *base}
                """);
        ObjectMapper json = new ObjectMapper();
        assertThat(object.at("one")).isEqualTo(json.readTree("{\"a\":3,\"b\":{\"c\":2}}"));
        assertThat(object.at("two")).isEqualTo(json.readTree("{\"a\":4,\"b\":{\"c\":2},\"d\":8}"));
        assertThat(object.at("again")).isEqualTo(json.readTree("{\"a\":1,\"b\":{\"c\":2}}"));
        assertThat(object.at("again")).as("a copy, not the same tree").isNotSameAs(object.at("base"));
        assertThat(object.at("quoted", "<<", "a").intValue()).isEqualTo(1);
    }

    @Test
    void turns_keys_into_text_where_nothing_changes() throws Exception {
        assertThat(one(CONFIG + "data:\n  8080: \"a\"\n  true: \"b\"\n  1.5: \"c\"\n")
                        .strings("data"))
                .containsExactly(
                        java.util.Map.entry("8080", "a"),
                        java.util.Map.entry("true", "b"),
                        java.util.Map.entry("1.5", "c"));
    }

    @Test
    void takes_lists_apart() throws Exception {
        LoadedManifests loaded = load("""
                apiVersion: v1
                kind: List
                metadata: {resourceVersion: ""}
                items:
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: a}
                - apiVersion: v1
                  kind: ConfigMapList
                  items:
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: b}
                """);
        assertThat(loaded.objects())
                .extracting(object -> object.object().name() + " " + object.origin())
                .containsExactly("a m.yaml, document 1, line 5", "b m.yaml, document 1, line 11");
    }

    @Test
    void reads_an_object_whose_kind_ends_in_list() throws Exception {
        assertThat(one("apiVersion: example.org/v1\nkind: AllowList\nmetadata: {name: a}\nitems: [x]\n")
                        .at("items"))
                .hasSize(1);
    }

    @Test
    void reads_json_objects_one_after_the_other() throws Exception {
        String object = "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\",\n \"metadata\": {\"name\": \"a\"}}\n";
        LoadedManifests loaded = load(
                "x.json",
                (object + object.replace("\"a\"", "\"b\"")).getBytes(StandardCharsets.UTF_8),
                LoadOptions.standard());
        assertThat(loaded.objects())
                .extracting(each -> each.object().name() + " " + each.origin())
                .containsExactly("a x.json, document 1, line 1", "b x.json, document 2, line 3");
    }

    @Test
    void reads_yaml_that_begins_like_json() throws Exception {
        assertThat(one("{\"apiVersion\": v1, kind: ConfigMap, \"metadata\": {name: a}} # comment\n")
                        .name())
                .isEqualTo("a");
        assertThat(one("{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\"name\": \"a\"}\n}")
                        .name())
                .isEqualTo("a");
    }

    @Test
    void leaves_out_what_only_the_server_writes() throws Exception {
        LoadedManifests loaded = load("""
                apiVersion: v1
                kind: Secret
                metadata:
                  name: a
                  uid: 1-2
                  resourceVersion: "5"
                  creationTimestamp: null
                  managedFields: []
                  annotations:
                    kubectl.kubernetes.io/last-applied-configuration: "{hunter2}"
                    mine: kept
                status: {}
                """);
        assertThat(one(loaded).tree().toString())
                .isEqualTo("{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\","
                        + "\"annotations\":{\"mine\":\"kept\"}}}");
        assertThat(loaded.warnings())
                .containsExactly("m.yaml, document 1, line 1: left out, since only the server writes it:"
                        + " metadata.resourceVersion, metadata.uid,"
                        + " the annotation kubectl.kubernetes.io/last-applied-configuration");
    }

    @Test
    void says_nothing_of_the_empty_fields_that_generators_write() throws Exception {
        assertThat(load(CONFIG + "  creationTimestamp: null\nstatus: {}\n").warnings())
                .isEmpty();
    }

    @Test
    void accepts_names_that_their_kinds_allow() throws Exception {
        assertThat(one("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:Node:x'}")
                        .name())
                .isEqualTo("system:Node:x");
        assertThat(
                        one("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.example.org}")
                                .name())
                .isEqualTo("foos.example.org");
    }

    @Test
    void same_name_in_two_namespaces_or_kinds_is_no_duplicate() throws Exception {
        assertThat(load(CONFIG + "  namespace: a\n---\n" + CONFIG + "  namespace: b\n---\n"
                                + CONFIG.replace("ConfigMap", "Secret"))
                        .objects())
                .hasSize(3);
    }

    @Test
    void a_namespace_may_be_repeated_and_another_is_refused() throws Exception {
        LoadOptions shop = LoadOptions.standard().withNamespace("shop");
        assertThat(one(load(CONFIG + "  namespace: shop\n", shop)).namespace()).isEqualTo("shop");
        assertThat(one(load(CONFIG, shop)).namespace()).isEmpty();
        assertThat(refused(CONFIG + "  namespace: bar\n", shop)).contains("line 5", "namespace bar", "namespace shop");
    }

    @Test
    void names_all_the_places_that_held_nothing() throws Exception {
        ManifestLoader loader =
                new ManifestLoader((path, limits) -> new Gathered(List.of(), List.of()), KustomizeRunner.none());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> loader.load(
                        List.of(
                                new ManifestSource.Path("a"),
                                new ManifestSource.Path("b"),
                                new ManifestSource.Text("the text", "# nothing")),
                        LoadOptions.standard()))
                .isInstanceOf(BadInputException.class)
                .hasMessage("manifests: nothing to release: no object in a, b, the text (folders: files that end in"
                        + " .yaml, .yml or .json)");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> loader.load(List.of(), LoadOptions.standard()))
                .hasMessage("manifests: nothing to release: no file, folder or text was named");
    }

    @Test
    void warns_of_a_file_without_an_object() throws Exception {
        ManifestLoader loader = new ManifestLoader(ManifestFiles.none(), KustomizeRunner.none());
        LoadedManifests loaded = loader.load(
                List.of(new ManifestSource.Text("one", CONFIG), new ManifestSource.Text("two", "# nothing\n")),
                LoadOptions.standard());
        assertThat(loaded.warnings()).containsExactly("two: holds no object");
    }
}
