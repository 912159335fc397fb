package io.jenkins.plugins.k8srelease.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    @TempDir
    Path folder;

    private Console console(Map<String, String> environment) {
        return new Console(
                new ByteArrayInputStream(new byte[0]), System.out, System.err, environment, folder, Terminal.none());
    }

    private Map<String, String> file(String text) throws IOException {
        Files.writeString(folder.resolve("values.env"), text);
        return Values.of(console(Map.of()), List.of(), List.of(), List.of(Path.of("values.env")))
                .all();
    }

    @Test
    void readsFilesAsShellsDo() throws IOException {
        assertThat(file("# comment\n\n"
                        + "A=1\n"
                        + "export B = two words # why\n"
                        + "C='single $x \\n"
                        + "'\n"
                        + "D=\"double \\\"x\\\" \\\\ \\n"
                        + "\" # end\n"
                        + "E=\n"
                        + "F=a=b\n"
                        + "G='#x'\n"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "A",
                        "1",
                        "B",
                        "two words",
                        "C",
                        "single $x \\n",
                        "D",
                        "double \"x\" \\ \n",
                        "E",
                        "",
                        "F",
                        "a=b",
                        "G",
                        "#x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK=1\nhunter2", "OK=1\n2X=hunter2", "OK=1\nX='hunter2", "OK=1\nX='hunter2' rest"})
    void aWrongLineIsNamedAndNotQuoted(String text) {
        assertThatThrownBy(() -> file(text))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("values.env, line 2")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void theCommandLineWinsOverTheFile() throws IOException {
        Files.writeString(folder.resolve("f"), "A=file\nB=file\nC=file\n");
        Values values = Values.of(
                console(Map.of("B", "environment", "D", "environment")),
                List.of("A=argument", "D"),
                List.of("B"),
                List.of(Path.of("f")));
        assertThat(values.all())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "argument", "B", "environment", "C", "file", "D", "environment"));
    }

    @Test
    void secretsAreThoseOfTheEnvironmentThoseCalledSoAndThoseThatEndInASecret() throws IOException {
        Console console = console(Map.of("FROM_ENV", "value-one"));
        Values values = Values.of(
                console,
                List.of("DB_PASSWORD=value-two", "PLAIN=value-three", "LOG_LEVEL=debug"),
                List.of("FROM_ENV"),
                List.of());
        assertThat(console.clean("value-one value-two value-three debug")).isEqualTo("*** *** value-three debug");
        KubeObject secret = new KubeObject(
                (ObjectNode)
                        new JsonMapper()
                                .readTree(
                                        "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"stringData\":{\"dsn\":\"db:value-three@x\"}}"));
        values.hideSecrets(console.masking(), List.of(new LoadedObject(secret, Origin.of("s.yaml"))));
        assertThat(console.clean("value-three debug")).isEqualTo("*** debug");
    }
}
