package io.jenkins.plugins.k8srelease;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import io.fabric8.kubernetes.client.Version;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;

/** The engine is tested with what Jenkins' plugins ship, and with nothing else. */
class ShippedVersionsTest {

    @Test
    void theClientIsTheEngines() throws Exception {
        assertThat(Version.clientVersion(), is(engines("fabric8.version")));
        assertThat(
                Files.readString(Path.of("pom.xml")),
                containsString("<fabric8.version>" + engines("fabric8.version") + "</fabric8.version>"));
    }

    @Test
    void jacksonIsTheEngines() throws Exception {
        assertThat(PackageVersion.VERSION.toString(), is(engines("jackson.version")));
    }

    @Test
    void theYamlParserIsTheEngines() throws Exception {
        Properties properties = new Properties();
        try (InputStream in =
                Load.class.getResourceAsStream("/META-INF/maven/org.snakeyaml/snakeyaml-engine/pom.properties")) {
            properties.load(in);
        }
        assertThat(properties.getProperty("version"), is(engines("snakeyaml-engine.version")));
    }

    private static String engines(String property) throws Exception {
        Matcher matcher =
                Pattern.compile("<" + property + ">([^<]+)<").matcher(Files.readString(Path.of("parent", "pom.xml")));
        assertThat(property, matcher.find());
        return matcher.group(1);
    }
}
