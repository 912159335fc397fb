package io.jenkins.plugins.k8srelease.security;

import static io.jenkins.plugins.k8srelease.testing.Kubeconfigs.base64;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import io.jenkins.plugins.k8srelease.testing.Kubeconfigs;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kubeconfig that somebody stored must not make the controller do. */
class KubeconfigSecurityTest extends SharedJenkins {

    private static final String SERVER = "https://k8s.example.com:6443";
    private static final ServerAddress ADDRESS = new ServerAddress(SERVER, null, false);

    @TempDir
    Path folder;

    @Test
    void security1738_programsOfAKubeconfigAreNotRun() {
        Path proof = folder.resolve("it-ran");
        String user = """
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: touch
                  args: ["%s"]
                """.formatted(proof);
        String said = refused(Kubeconfigs.of("server: " + SERVER, user));
        assertThat(said, allOf(containsString("\"exec\""), containsString("service account")));
        assertFalse(Files.exists(proof), "the program of the kubeconfig was run");
    }

    @ParameterizedTest
    @CsvSource({
        "tokenFile, token itself",
        "client-certificate, --flatten",
        "client-key, --flatten",
    })
    void security2096_filesOfTheControllerAreNotRead(String field, String alternative) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "the-controllers-own-secret");
        String said = refused(Kubeconfigs.of("server: " + SERVER, "token: t\n" + field + ": " + secret));
        assertThat(
                said,
                allOf(
                        containsString("\"" + field + "\""),
                        containsString(alternative),
                        not(containsString("own-secret"))));
    }

    @Test
    void security2096_authoritiesAreNotReadFromFilesOfTheController() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.crt"), "x");
        String said = refused(Kubeconfigs.of("server: " + SERVER + "\ncertificate-authority: " + file, "token: t"));
        assertThat(said, containsString("--flatten"));
    }

    @Test
    void issuersOfAKubeconfigAreNotCalled() {
        String user = """
                auth-provider:
                  name: oidc
                  config: {idp-issuer-url: "https://elsewhere.example.com", refresh-token: r, client-id: c}
                """;
        assertThat(refused(Kubeconfigs.of("server: " + SERVER, user)), containsString("any issuer"));
    }

    @Test
    void proxiesOfAKubeconfigAreNotUsed() {
        assertThat(
                refused(Kubeconfigs.of("server: " + SERVER + "\nproxy-url: http://elsewhere.example.com", "token: t")),
                containsString("\"proxy-url\""));
    }

    @Test
    void actingAsSomebodyElseIsRefusedAndNotForgotten() {
        assertThat(
                refused(Kubeconfigs.of("server: " + SERVER, "token: t\nas: system:admin")), containsString("\"as\""));
    }

    @Test
    void security1738_aTokenOfOneServerIsNotSentToAnother() {
        assertThat(refused(Kubeconfigs.withToken("https://other.example.com", "t")), containsString("another server"));
    }

    @Test
    void theCheckOfTheServerCannotBeSwitchedOff() {
        assertThat(
                refused(Kubeconfigs.of("server: " + SERVER + "\ninsecure-skip-tls-verify: true", "token: t")),
                containsString("insecure-skip-tls-verify"));
    }

    @Test
    void security2448_yamlMakesNoObjects() {
        String said = refused("!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\""
                + SERVER + "\"]]]]");
        assertThat(said, containsString("is not YAML"));
    }

    @Test
    void security1731_yamlDoesNotGrow() {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ncurrent-context: *c\n";
        assertThat(refused(bomb), containsString("is not YAML"));
    }

    @Test
    void whatIsWrongIsToldWithoutTheContent() {
        assertThat(
                refused("token: my-secret-token\n  broken: [\n"),
                allOf(containsString("is not YAML"), not(containsString("my-secret-token"))));
    }

    @Test
    void theUserOfAGoodOneIsTaken() throws Exception {
        String user = "client-certificate-data: " + base64("CERT") + "\nclient-key-data: " + base64("KEY");
        UserMaterials.Read read = UserMaterials.read(
                TestCredentials.file("good", Kubeconfigs.of("server: https://K8S.example.com:6443/", user)), ADDRESS);
        assertThat(read.user().certificate(), is("CERT"));
        assertThat(read.user().key().getPlainText(), is("KEY"));
        assertThat(read.namespace(), is("shop"));
    }

    private static String refused(String kubeconfig) {
        StandardCredentials credential = TestCredentials.file("kube", kubeconfig);
        return assertThrows(CredentialException.class, () -> UserMaterials.read(credential, ADDRESS))
                .getMessage();
    }
}
