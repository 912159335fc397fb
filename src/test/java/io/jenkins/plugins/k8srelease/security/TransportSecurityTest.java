package io.jenkins.plugins.k8srelease.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.ProxyConfiguration;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.client.ClientConfigs;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where requests go, and what goes along. */
class TransportSecurityTest extends SharedJenkins {

    private ApiServer server;

    @BeforeEach
    void setUp() throws Exception {
        server = new ApiServer().token("good", "release");
        TestCredentials.inJenkins(TestCredentials.token("release-token", "good"));
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        try (ApiServer thief = new ApiServer()) {
            server.redirectTo(thief.url());
            try (Cluster cluster = ClientConfigs.connect(
                    new ServerAddress(server.url(), server.caCertificate() + thief.caCertificate(), false),
                    UserMaterial.ofToken(Secret.fromString("good")),
                    ClusterOptions.standard())) {
                ApiException e =
                        assertThrows(ApiException.class, () -> Cluster.join(cluster.send(ApiRequest.get("/version"))));
                assertThat(e.code(), is(307));
            }
            assertThat(thief.requests(), is(empty()));
            assertThat(test(server.url(), server.caCertificate()), containsString("redirect"));
            assertThat(thief.requests(), is(empty()));
        }
    }

    @Test
    void theServersCertificateIsChecked() throws Exception {
        try (ApiServer another = new ApiServer()) {
            assertThat(test(server.url(), another.caCertificate()), containsString("not trusted"));
        }
        // kubernetes-cli takes no authority for "do not check"
        assertThat(test(server.url(), ""), containsString("not trusted"));
        assertThat(
                test(server.url().replace("127.0.0.1", "localhost"), server.caCertificate()),
                containsString("not trusted"));
        assertThat(server.requests(), is(empty()));
        assertThat(test(server.url(), server.caCertificate()), containsString("as release"));
    }

    @Test
    void security1646_nothingComesFromTheControllersEnvironment() throws Exception {
        Map<String, String> settings = Map.of(
                "kubernetes.auth.token", "of-the-controller",
                "kubernetes.master", "https://of-the-controller",
                "kubernetes.certs.client.file", "/of/the/controller",
                "kubernetes.trust.certificates", "true",
                "https.proxyHost", "127.0.0.1",
                "https.proxyPort", "1",
                "kubernetes.auth.tryServiceAccount", "true");
        settings.forEach(System::setProperty);
        try (Cluster cluster = ClientConfigs.connect(
                new ServerAddress(server.url(), server.caCertificate(), true),
                UserMaterial.none(),
                ClusterOptions.standard())) {
            ApiException e =
                    assertThrows(ApiException.class, () -> Cluster.join(cluster.send(ApiRequest.get("/version"))));
            assertThat(e.code(), is(401));
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
        assertThat(
                server.requests().stream().map(ApiServer.Request::authorization).toList(), everyItem(is("")));
        assertThat(server.requests(), is(not(empty())));
    }

    @Test
    void jenkinsOwnProxyIsTheOnlyOne() throws Exception {
        jenkins.jenkins.setProxy(new ProxyConfiguration("proxy.example.com", 3128, "me", "pass", "*.internal"));
        UserMaterial nobody = UserMaterial.none();
        Config through =
                ClientConfigs.settings(new ServerAddress("https://k8s.example.com", null, true), nobody, () -> nobody);
        assertThat(through.getHttpsProxy(), is("http://proxy.example.com:3128"));
        assertThat(through.getProxyUsername(), is("me"));
        Config inside =
                ClientConfigs.settings(new ServerAddress("https://k8s.internal", null, true), nobody, () -> nobody);
        assertThat(inside.getHttpsProxy(), is(nullValue()));
        Config direct =
                ClientConfigs.settings(new ServerAddress("https://k8s.example.com", null, false), nobody, () -> nobody);
        assertThat(direct.getHttpsProxy(), is(nullValue()));
    }

    private String test(String url, String caCertificate) throws Exception {
        FormValidation answer =
                new ServerAccess.DescriptorImpl().doTestConnection(url, caCertificate, "release-token", false, "shop");
        return answer.getMessage();
    }
}
