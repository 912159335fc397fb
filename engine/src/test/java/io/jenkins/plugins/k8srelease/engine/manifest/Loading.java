package io.jenkins.plugins.k8srelease.engine.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Loads texts and bytes for the tests of this package. */
final class Loading {

    static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";

    private Loading() {}

    static LoadedManifests load(String yaml) throws Exception {
        return load(yaml, LoadOptions.standard());
    }

    static LoadedManifests load(String yaml, LoadOptions options) throws Exception {
        return load("m.yaml", yaml.getBytes(StandardCharsets.UTF_8), options);
    }

    static LoadedManifests load(String name, byte[] content, LoadOptions options)
            throws BadInputException, IOException, InterruptedException {
        ManifestFiles files = (path, limits) -> Gathered.of(new Gathered.File(path, path, content));
        return new ManifestLoader(files, KustomizeRunner.none()).load(List.of(new ManifestSource.Path(name)), options);
    }

    /** The only object. */
    static KubeObject one(String yaml) throws Exception {
        return one(load(yaml));
    }

    static KubeObject one(LoadedManifests loaded) {
        assertThat(loaded.objects()).hasSize(1);
        return loaded.objects().get(0).object();
    }

    /** What an unquoted scalar or other text after {@code k: } becomes. */
    static JsonNode field(String yaml) throws Exception {
        return one("apiVersion: example.org/v1\nkind: Foo\nmetadata:\n  name: a\nspec:\n  k: " + yaml + "\n")
                .at("spec", "k");
    }

    /** The message of the refusal, one problem a line. */
    static String refused(String yaml) {
        return refused(yaml, LoadOptions.standard());
    }

    static String refused(String yaml, LoadOptions options) {
        return refused("m.yaml", yaml.getBytes(StandardCharsets.UTF_8), options);
    }

    static String refused(String name, byte[] content, LoadOptions options) {
        BadInputException e = catchThrowableOfType(BadInputException.class, () -> load(name, content, options));
        assertThat(e).as("the input was accepted").isNotNull();
        return e.getMessage();
    }
}
