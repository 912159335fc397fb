package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a kustomization, built by the real kubectl and released to a real API server. */
@Tag("cluster")
class KustomizationTest {

    @TempDir
    Path folder;

    private final Releasing releasing = new Releasing();

    @AfterEach
    void close() {
        releasing.close();
    }

    private List<LoadedObject> load(String tag) throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path kubectl = programs.resolve("kubectl");
        Files.writeString(
                kubectl, "#!/bin/sh\nexec '" + System.getenv("K8S_RELEASE_TEST_LOCALKUBE") + "' kubectl \"$@\"\n");
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path base = Files.createDirectories(folder.resolve("base"));
        Files.writeString(base.resolve("web.yaml"), Apps.web("v1"));
        Files.writeString(base.resolve("kustomization.yaml"), "resources: [web.yaml]\n");
        Path overlay = Files.createDirectories(folder.resolve("overlay"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                resources: [../base]
                namePrefix: blue-
                images: [{name: localhost/web, newTag: %s}]
                configMapGenerator: [{name: extra, literals: [A=b]}]
                """.formatted(tag));
        return new ManifestLoader(
                        LocalManifestFiles.within(folder),
                        new LocalKustomize(folder, programs + ":/usr/bin:/bin", Duration.ofMinutes(1)))
                .load(List.of(new ManifestSource.Path("overlay")), LoadOptions.standard())
                .objects();
    }

    private ReleaseResult deploy(String tag) throws Exception {
        return releasing
                .engine
                .deploy(
                        releasing.cluster.admin(),
                        new DeployRequest(releasing.names, load(tag), Releasing.SETTINGS, Releasing.holder(), false),
                        event -> {})
                .join();
    }

    @Test
    void whatKubectlBuildsIsReleased() throws Exception {
        ReleaseResult first = deploy("v1");
        assertThat(first.status()).as(first.message()).isEqualTo(Status.SUCCEEDED);
        assertThat(deploy("v1").status()).isEqualTo(Status.UNCHANGED);
        ReleaseResult second = deploy("v2");
        assertThat(second.status()).as(second.message()).isEqualTo(Status.SUCCEEDED);

        KubeObject web = releasing.cluster.get("apps/v1", "Deployment", releasing.names.namespace(), "blue-web");
        assertThat(web.at("spec", "template", "spec", "containers")
                        .get(0)
                        .path("image")
                        .asText())
                .isEqualTo("localhost/web:v2");
        assertThat(second.plan().orElseThrow().changes())
                .singleElement()
                .satisfies(changed -> assertThat(changed.config().name()).isEqualTo("blue-web"));
    }
}
