package io.jenkins.plugins.k8srelease.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageChangesTest {

    @Test
    void aNewVersionIsToldByItsTag() {
        assertThat(ImageChanges.between(
                        Map.of("Deployment/web/web", "shop/web:v1", "Deployment/old/old", "shop/old:v1"),
                        Map.of("Deployment/web/web", "shop/web:v2", "StatefulSet/db/db", "shop/db:v1")))
                .isEqualTo("web v1→v2, db v1, no old");
    }

    @Test
    void theOtherColourIsTheSameWorkload() {
        Map<String, String> blue = Map.of("Deployment/web/web", "shop/web:v1");
        Map<String, String> green = Map.of("Deployment/web-green/web", "shop/web:v2");

        assertThat(ImageChanges.between(blue, green)).isEqualTo("web v1→v2");
        assertThat(ImageChanges.between(green, blue)).isEqualTo("web v2→v1");
    }
}
