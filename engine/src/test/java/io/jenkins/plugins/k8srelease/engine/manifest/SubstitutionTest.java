package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.CONFIG;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.load;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.one;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubstitutionTest {

    private static final String FOO = "apiVersion: example.org/v1\nkind: Foo\nmetadata:\n  name: a\nspec:\n  k: ";

    private static LoadOptions values(String... namesAndValues) {
        Map<String, String> values = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return LoadOptions.standard().withValues(values);
    }

    private static JsonNode field(String scalar, String value) throws Exception {
        return one(load(FOO + scalar + "\n", values("V", value))).at("spec", "k");
    }

    @ParameterizedTest
    @CsvSource({
        "${V},3,3",
        "${V},-1,-1",
        "${V},0.5,0.5",
        "${V},true,true",
        "${V},false,false",
        "${V},1.10,'\"1.10\"'",
        "${V},007,'\"007\"'",
        "${V},yes,'\"yes\"'",
        "${V},null,'\"null\"'",
        "${V},1e3,'\"1e3\"'",
        "${V},99999999999999999999,'\"99999999999999999999\"'",
        "${V},'','\"\"'",
        "${V},0x10,'\"0x10\"'",
        "'\"${V}\"',3,'\"3\"'",
        "'''${V}''',true,'\"true\"'",
        "${V}${V},3,'\"33\"'",
        "v${V},3,'\"v3\"'",
        "!!str ${V},3,'\"3\"'"
    })
    void an_unquoted_reference_alone_takes_the_type_of_its_value(String scalar, String value, String json)
            throws Exception {
        assertThat(field(scalar, value)).hasToString(json);
    }

    @Test
    void stays_a_string_where_only_strings_are_allowed() throws Exception {
        String pod = """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  labels: {}
                  annotations:
                    version: ${V}
                spec:
                  nodeSelector:
                    zone: ${V}
                  priority: ${V}
                  containers:
                    - name: a
                      args:
                        - ${V}
                      env:
                        - name: A
                          value: ${V}
                """;
        KubeObject object = one(load(pod, values("V", "42")));
        assertThat(object.annotations()).containsEntry("version", "42");
        assertThat(object.at("metadata", "annotations", "version").isTextual()).isTrue();
        assertThat(object.at("spec", "nodeSelector", "zone").isTextual()).isTrue();
        assertThat(object.at("spec", "priority").isInt()).isTrue();
        JsonNode container = object.at("spec", "containers").get(0);
        assertThat(container.at("/args/0").isTextual()).isTrue();
        assertThat(container.at("/env/0/value").isTextual()).isTrue();
        assertThat(one(load(CONFIG + "data:\n  a: ${V}\n", values("V", "true")))
                        .at("data", "a")
                        .isTextual())
                .isTrue();
    }

    @Test
    void json_strings_stay_strings() throws Exception {
        String json =
                "{\"apiVersion\": \"example.org/v1\", \"kind\": \"Foo\", \"metadata\": {\"name\": \"a\"}, \"k\": \"${V}\"}";
        assertThat(one(load("x.json", json.getBytes(StandardCharsets.UTF_8), values("V", "3")))
                        .at("k")
                        .isTextual())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "$${V},${V}",
        "$$${V},$${V}",
        "a$${V}b${V}c,a${V}bxc",
        "$V,$V",
        "$(V),$(V)",
        "${V,${V",
        "${},${}",
        "${1},${1}",
        "$${,$${",
        "$$,$$",
        "${V-W},${V-W}"
    })
    void escapes_and_leaves_other_dollars_alone(String text, String expected) throws Exception {
        assertThat(field("'" + text + "'", "x").textValue()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b",
                "x\n  injected: true",
                "]",
                "\"",
                "'",
                "*a",
                "&a",
                "!!int 3",
                "# c",
                "{",
                "---\nkind: Secret",
                "${V}",
                "$1\\0"
            })
    void a_value_never_becomes_structure(String value) throws Exception {
        assertThat(field("${V}", value).textValue()).isEqualTo(value);
        assertThat(field("x ${V} y", value).textValue()).isEqualTo("x " + value + " y");
    }

    @Test
    void every_undefined_name_is_reported_with_its_own_line() {
        assertThat(refused(
                                CONFIG + "data:\n  a: ${A}\n  b: |\n    x ${B}\n---\n" + CONFIG
                                        + "  annotations:\n    c: ${C}${A}\n",
                                values("X", ""))
                        .lines())
                .extracting(line -> line.substring(0, line.indexOf(',', line.indexOf("refers"))))
                .containsExactly(
                        "m.yaml, document 1, line 6: data.a refers to ${A}",
                        "m.yaml, document 1, line 7: data.b refers to ${B}",
                        "m.yaml, document 2, line 15: metadata.annotations.c refers to ${A}",
                        "m.yaml, document 2, line 15: metadata.annotations.c refers to ${C}");
    }

    @Test
    void an_annotation_turns_it_off_for_an_object() throws Exception {
        String script = "data:\n  run.sh: |\n    echo ${HOME} ${V}\n";
        String off = CONFIG + "  annotations:\n    k8s-release.jenkins.io/substitute: \"false\"\n" + script;
        LoadedManifests loaded =
                load(off + "---\n" + CONFIG.replace("settings", "b") + "data: {a: '${V}'}\n", values("V", "x"));
        assertThat(loaded.objects().get(0).object().text("data", "run.sh")).isEqualTo("echo ${HOME} ${V}\n");
        assertThat(loaded.objects().get(1).object().text("data", "a")).isEqualTo("x");
    }

    @Test
    void a_value_may_name_an_object() throws Exception {
        assertThat(one(load(CONFIG.replace("settings", "${APP}-settings"), values("APP", "shop")))
                        .name())
                .isEqualTo("shop-settings");
        assertThat(refused(CONFIG.replace("settings", "${APP}"), values("APP", "\u001b[2Jhunter2")))
                .contains("line 4: metadata.name must be")
                .doesNotContain("hunter2")
                .contains("it has U+001B");
    }

    @Test
    void warns_of_base64_by_accident_of_shell_forms_and_of_values_that_nothing_uses() throws Exception {
        String secret = CONFIG.replace("ConfigMap", "Secret") + "data:\n  password: ${P}\n  other: aGk=\n";
        LoadedManifests loaded = load(
                secret + "---\n" + CONFIG + "data:\n  a: \"${P:-x} ${Q%y}\"\n", values("P", "hunter22", "TYPO", "1"));
        assertThat(loaded.warnings())
                .containsExactly(
                        "m.yaml, document 1, line 6: data.password takes its value as base64, which it happens to be; if"
                                + " it is plain text, put it under stringData",
                        "m.yaml, document 2, line 14: data.a has a shell form of ${P}, which is left as it is: only"
                                + " ${NAME} is replaced",
                        "values: TYPO is used by no manifest");
    }

    @Test
    void names_of_values_are_checked() {
        assertThat(refused(CONFIG, values("A-B\n", "x")))
                .isEqualTo("values: \"A-B\\u000a\" cannot be the name of a value (letters, digits and _ only, no digit"
                        + " first)");
    }

    @Test
    void options_never_print_their_values() {
        assertThat(values("P", "hunter2")).asString().contains("P").doesNotContain("hunter2");
    }

    @Test
    void replaces_in_aliased_nodes_where_each_stands() throws Exception {
        KubeObject object = one(load(
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {v: &v ${V}}\nspec:\n  priority: *v\n"
                        .replace("{v: &v ${V}}", "\n    v: &v ${V}"),
                values("V", "7")));
        assertThat(object.at("metadata", "labels", "v").isTextual()).isTrue();
        assertThat(object.at("spec", "priority").isInt()).isTrue();
    }
}
