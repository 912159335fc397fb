package io.jenkins.plugins.k8srelease.engine.manifest;

import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.load;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.one;
import static io.jenkins.plugins.k8srelease.engine.manifest.Loading.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {

    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String OTHER_DIGEST = "sha256:" + "b".repeat(64);

    private static String pod(String image) {
        return "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: '" + image
                + "'}\n";
    }

    private static LoadOptions images(String... overrides) {
        return LoadOptions.standard()
                .withImages(Stream.of(overrides).map(ImageOverride::parse).toList());
    }

    private static String replaced(String image, String override) throws Exception {
        String digests = override.replace("DIGEST", DIGEST);
        return one(load(pod(image.replace("OTHER", OTHER_DIGEST)), images(digests)))
                .at("spec", "containers")
                .at("/0/image")
                .asText()
                .replace(DIGEST, "DIGEST")
                .replace(OTHER_DIGEST, "OTHER");
    }

    /** The last column is what kustomize 5.5.0 made of the same images, where it can say the same. */
    @ParameterizedTest
    @CsvSource({
        "backend:v1, backend=:v2, backend:v2",
        "backend, backend=:v2, backend:v2",
        "backend:v1, backend:v2, backend:v2",
        "backend:v1, backend=shop/backend, shop/backend:v1",
        "backend:v1, backend=shop/backend:v2, shop/backend:v2",
        "backend:v1, backend=localhost:5000/backend, localhost:5000/backend:v1",
        "backend:v1, backend=localhost:5000/backend:v2, localhost:5000/backend:v2",
        "backend:v1, backend=shop/backend@DIGEST, shop/backend@DIGEST",
        "backend:v1, backend=@DIGEST, backend@DIGEST",
        "backend:v1, backend@DIGEST, backend@DIGEST",
        "backend@OTHER, backend=:v2, backend:v2",
        "backend:v1@OTHER, backend=shop/backend, shop/backend:v1@OTHER",
        "backend:v1@OTHER, backend=:v2, backend:v2",
        "backend:v1, backend=shop/backend:v2@DIGEST, shop/backend:v2@DIGEST",
        "localhost:5000/x, localhost:5000/x=:v2, localhost:5000/x:v2",
        "localhost:5000/x:v1, localhost:5000/x=y:v2, y:v2",
        "reg.example.org/a/b_c.d--e:v1, reg.example.org/a/b_c.d--e:v2, reg.example.org/a/b_c.d--e:v2"
    })
    void replaces_as_kustomize_does(String image, String override, String expected) throws Exception {
        assertThat(replaced(image, override)).isEqualTo(expected);
    }

    @Test
    void finds_containers_wherever_a_pod_template_is() throws Exception {
        LoadedManifests loaded = load("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: a}
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          initContainers: [{name: i, image: "backend:v1"}]
                          containers: [{name: c, image: "backend:v1"}, {name: s, image: "sidecar:v1"}]
                          ephemeralContainers: [{name: e, image: "backend:v1"}]
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Rollout
                metadata: {name: a}
                spec: {template: {spec: {containers: [{name: c, image: backend}]}}}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: a.example.org}
                spec: {example: {containers: [{image: backend}]}}
                """, images("backend=:v2"));
        JsonNode spec = loaded.objects().get(0).object().at("spec", "jobTemplate", "spec", "template", "spec");
        assertThat(spec.at("/initContainers/0/image").asText()).isEqualTo("backend:v2");
        assertThat(spec.at("/containers/0/image").asText()).isEqualTo("backend:v2");
        assertThat(spec.at("/containers/1/image").asText()).isEqualTo("sidecar:v1");
        assertThat(spec.at("/ephemeralContainers/0/image").asText()).isEqualTo("backend:v2");
        assertThat(loaded.objects()
                        .get(1)
                        .object()
                        .at("spec")
                        .at("/template/spec/containers/0/image")
                        .asText())
                .isEqualTo("backend:v2");
        assertThat(loaded.objects()
                        .get(2)
                        .object()
                        .at("spec")
                        .at("/example/containers/0/image")
                        .asText())
                .isEqualTo("backend");
    }

    @Test
    void a_value_is_put_in_first() throws Exception {
        assertThat(one(load(pod("${NAME}:v1"), images("backend=:v2").withValues(java.util.Map.of("NAME", "backend"))))
                        .at("spec", "containers")
                        .at("/0/image")
                        .asText())
                .isEqualTo("backend:v2");
    }

    @Test
    void an_override_that_matches_nothing_is_an_error() {
        assertThat(refused(pod("registry.example.org/shop/backend:v1"), images("backend=:v2")))
                .isEqualTo("images: no container uses the image backend (did you mean"
                        + " registry.example.org/shop/backend? the manifests use registry.example.org/shop/backend)");
        assertThat(refused(pod("backend:v1"), images("bakcend=:v2")))
                .isEqualTo(
                        "images: no container uses the image bakcend (did you mean backend? the manifests use backend)");
        assertThat(refused(Loading.CONFIG, images("backend=:v2")))
                .isEqualTo("images: no container uses the image backend (the manifests have no containers)");
        assertThat(refused(pod("backend:v1"), images("backend=:v2", "backend=:v3")))
                .isEqualTo("images: the image backend is replaced twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "backend",
                "backend=",
                "=:v2",
                "backend=v2",
                "Backend=:v2",
                "backend=:",
                "backend=:a b",
                "backend=@sha256:abc",
                "backend=@md5:abc",
                "backend=../x:v1",
                "back end=:v2",
                "backend=a/b:v2:v3",
                "backend=\u001b[0m:v2",
                "a=b=c:v1"
            })
    void refuses_what_is_no_override(String text) {
        assertThatThrownBy(() -> ImageOverride.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void says_how_to_write_a_tag() {
        assertThatThrownBy(() -> ImageOverride.parse("backend=v2"))
                .hasMessage(
                        "\"backend=v2\" may mean a tag or a name: write backend=:v2 for the tag, or give the name with"
                                + " its tag or registry");
    }

    @Test
    void entries_of_a_map_may_be_plain_tags() {
        assertThat(ImageOverride.of("backend", "v2")).isEqualTo(new ImageOverride("backend", "", "v2", ""));
        assertThat(ImageOverride.of("backend", ":v2")).isEqualTo(new ImageOverride("backend", "", "v2", ""));
        assertThat(ImageOverride.of("backend", DIGEST)).isEqualTo(new ImageOverride("backend", "", "", DIGEST));
        assertThat(ImageOverride.of("backend", "@" + DIGEST)).isEqualTo(new ImageOverride("backend", "", "", DIGEST));
        assertThat(ImageOverride.of("backend", "shop/backend:v2"))
                .isEqualTo(new ImageOverride("backend", "shop/backend", "v2", ""));
    }

    @Test
    void names_are_checked_in_little_time() {
        assertThat(ImageName.isName("a".repeat(100_000))).isFalse();
        assertThat(ImageName.isName("a-".repeat(100) + "!")).isFalse();
        assertThat(ImageName.isName("a.".repeat(120) + "A/b")).isTrue();
        assertThat(List.of("a__b", "a_b", "a--b", "a.b/c").stream().allMatch(ImageName::isName))
                .isTrue();
        assertThat(List.of("a___b", "-a", "a-", "a//b", "a/", "/a", "a b").stream()
                        .anyMatch(ImageName::isName))
                .isFalse();
    }
}
