package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Console console() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return new Console(
                new ByteArrayInputStream(new byte[0]), nowhere, nowhere, environment, folder, Terminal.none());
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Access access(String context) {
        Console console = console();
        return Kubeconfig.read(console, null).access(console, context);
    }

    private static String config(String name, String server, String user) {
        return "current-context: " + name + "\ncontexts: [{name: " + name + ", context: {cluster: c-" + name
                + ", user: u-" + name
                + ", namespace: ns-" + name + "}}]\nclusters: [{name: c-" + name + ", cluster: {server: '" + server
                + "'}}]\nusers: [{name: u-" + name + ", user: " + user + "}]\n";
    }

    @Test
    void severalFilesAreMergedTheFirstWinsAndMissingOnesAreIgnored() throws IOException {
        write("one", config("one", "https://one:6443", "{token: first}"));
        write(
                "two",
                config("two", "https://two:6443", "{token: second}")
                        .replace("users: [", "users: [{name: u-one, user: {token: other}}, "));
        environment.put(
                "KUBECONFIG", folder.resolve("missing") + ":" + folder.resolve("one") + "::" + folder.resolve("two"));
        assertThat(access(null).config().getMasterUrl()).startsWith("https://one:6443");
        assertThat(access(null).config().getOauthToken()).isEqualTo("first");
        assertThat(access(null).namespace()).isEqualTo("ns-one");
        assertThat(access("two").config().getMasterUrl()).startsWith("https://two:6443");
        assertThat(access("two").description()).isEqualTo("context \"two\" of " + folder.resolve("two"));
    }

    @Test
    void withoutAVariableTheFileInTheHomeFolder() throws IOException {
        environment.put("HOME", folder.toString());
        assertThatThrownBy(() -> access(null)).isInstanceOf(Failure.class).hasMessageContaining(".kube/config");
        write(".kube/config", config("home", "https://home", "{}").replace(", namespace: ns-home", ""));
        assertThat(access(null).config().getMasterUrl()).startsWith("https://home");
        assertThat(access(null).namespace()).isEqualTo("default");
    }

    @Test
    void nothingOfThisProcessGetsInByAccident() throws IOException {
        environment.put("KUBECONFIG", write("c", config("c", "https://c", "{}")).toString());
        Config config = access(null).config();
        assertThat(config.getOauthToken()).isNull();
        assertThat(config.getClientCertFile()).isNull();
        assertThat(config.getHttpsProxy()).isNull();
    }

    @Test
    void relativePathsBeginAtTheirOwnFile() throws IOException {
        write("sub/ca.crt", "certificate");
        write("sub/token", "from-file\n");
        environment.put(
                "KUBECONFIG",
                write(
                                "sub/config",
                                config("c", "https://c", "{tokenFile: token, token: beside}")
                                        .replace("server:", "certificate-authority: ca.crt, server:"))
                        .toString());
        Config config = access(null).config();
        assertThat(config.getCaCertFile())
                .isEqualTo(folder.resolve("sub/ca.crt").toString());
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("from-file");
    }

    @Test
    void aPluginIsRunWithoutAShellAndAgainBeforeItsCredentialExpires() throws IOException {
        Path plugin = write(
                "bin/login",
                "#!/bin/sh\nn=$(cat count 2>/dev/null || echo 0); n=$((n+1)); echo $n > " + folder.resolve("count")
                        + "\n"
                        + "case $KUBERNETES_EXEC_INFO in *ExecCredential*) ;; *) exit 9 ;; esac\n"
                        + "echo \"{\\\"apiVersion\\\": \\\"client.authentication.k8s.io/v1\\\", \\\"kind\\\":"
                        + " \\\"ExecCredential\\\", \\\"status\\\": {\\\"token\\\":"
                        + " \\\"$1-$WHO-$(cat " + folder.resolve("count")
                        + ")\\\", \\\"expirationTimestamp\\\": \\\"$EXPIRES\\\"}}\"\n");
        plugin = Files.writeString(
                plugin, Files.readString(plugin).replace("cat count", "cat " + folder.resolve("count")));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwx------"));
        String exec = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/login, args: [\"a b;$(x)\"],"
                + " env: [{name: WHO, value: me}, {name: EXPIRES, value: \"%s\"}], interactiveMode: Never}}";
        environment.put(
                "KUBECONFIG",
                write(
                                "config",
                                config(
                                        "c",
                                        "https://c",
                                        exec.formatted(Instant.now().plusSeconds(10))))
                        .toString());
        Config soon = access(null).config();
        assertThat(soon.getOauthTokenProvider().getToken()).isEqualTo("a b;$(x)-me-2");
        write("config", config("c", "https://c", exec.formatted(Instant.now().plusSeconds(3600))));
        Config later = access(null).config();
        assertThat(later.getOauthTokenProvider().getToken()).isEqualTo("a b;$(x)-me-3");
        assertThat(later.getOauthTokenProvider().getToken()).isEqualTo("a b;$(x)-me-3");
    }

    @Test
    void aPluginThatFailsIsNamed() throws IOException {
        environment.put(
                "KUBECONFIG",
                write(
                                "config",
                                config(
                                        "c",
                                        "https://c",
                                        "{exec: {apiVersion: v, command: no-such-program-here, installHint: get it}}"))
                        .toString());
        assertThatThrownBy(() -> access(null))
                .hasMessageContaining("no-such-program-here")
                .hasMessageContaining("get it")
                .extracting(e -> ((Failure) e).exitCode())
                .isEqualTo(4);
    }

    @Test
    void whatIsWrongIsSaidWithoutTheContentOfTheFile() throws IOException {
        environment.put("KUBECONFIG", write("config", "token: [secret-stuff").toString());
        assertThatThrownBy(() -> access(null)).hasMessageContaining("not YAML").hasMessageNotContaining("secret-stuff");
        write("config", config("prod", "https://c", "{token: t}"));
        assertThatThrownBy(() -> access("prdo")).hasMessageContaining("did you mean \"prod\"?");
        write("config", config("prod", "https://c", "{auth-provider: {name: gcp}}"));
        assertThatThrownBy(() -> access(null)).hasMessageContaining("auth-provider");
        write("config", config("prod", "c:6443", "{}"));
        assertThatThrownBy(() -> access(null)).hasMessageContaining("not a URL");
        write("config", config("prod", "https://c", "{client-certificate: gone.crt}"));
        assertThatThrownBy(() -> access(null)).hasMessageContaining("gone.crt");
    }

    @Test
    void theProxyOfTheEnvironmentUnlessTheKubeconfigNamesOne() throws IOException {
        environment.put("HTTPS_PROXY", "http://proxy:3128");
        environment.put("NO_PROXY", ".example.org, 10.0.0.0/8");
        environment.put(
                "KUBECONFIG", write("config", config("c", "https://c", "{}")).toString());
        Config config = access(null).config();
        assertThat(config.getHttpsProxy()).isEqualTo("http://proxy:3128");
        assertThat(config.getNoProxy()).contains("127.0.0.1", ".example.org", "10.0.0.0/8");
        write("config", config("c", "https://c", "{}").replace("server:", "proxy-url: 'http://own:1', server:"));
        assertThat(access(null).config().getHttpsProxy()).isEqualTo("http://own:1");
    }
}
