package io.jenkins.plugins.k8srelease.client;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import jenkins.model.Jenkins;

/** Makes the client's settings. */
public final class ClientConfigs {

    private ClientConfigs() {}

    /** Connects with material that stays as it is; for one question, such as a connection test. */
    public static Cluster connect(ServerAddress server, UserMaterial user, ClusterOptions options) {
        return connect(server, user, () -> user, options);
    }

    /**
     * Connects with a token that may be replaced while the connection lasts.
     *
     * @param user certificate and password, which stay
     * @param current asked for the token before each request; must be quick mostly
     */
    public static Cluster connect(
            ServerAddress server, UserMaterial user, Supplier<UserMaterial> current, ClusterOptions options) {
        return Cluster.connect(settings(server, user, current), options);
    }

    /** The settings alone. */
    public static Config settings(ServerAddress server, UserMaterial user, Supplier<UserMaterial> current) {
        String problem = ServerAddress.problem(server.url());
        if (problem != null) {
            throw new IllegalArgumentException(server.url() + ": " + problem);
        }
        ConfigBuilder builder = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withTrustCerts(false)
                .withDisableHostnameVerification(false)
                .withCaCertData(base64(server.certificateAuthority()))
                .withClientCertData(base64(user.certificate()))
                .withClientKeyData(base64(UserMaterial.text(user.key())));
        if (user.username() != null && user.password() != null) {
            builder.withUsername(user.username()).withPassword(UserMaterial.text(user.password()));
        }
        if (server.proxied()) {
            proxy(builder, server);
        }
        Config config = builder.build();
        // Always a provider, also for who has no token: without one the client looks for a kubeconfig after a 401.
        config.setOauthTokenProvider(() -> UserMaterial.text(current.get().token()));
        return config;
    }

    private static void proxy(ConfigBuilder builder, ServerAddress server) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null
                || proxy.getName() == null
                || ProxyConfiguration.getNoProxyHostPatterns(proxy.getNoProxyHost()).stream()
                        .anyMatch(p -> p.matcher(server.host()).matches())) {
            return;
        }
        builder.withHttpsProxy("http://" + proxy.getName() + ":" + proxy.getPort());
        if (proxy.getUserName() != null && proxy.getSecretPassword() != null) {
            builder.withProxyUsername(proxy.getUserName())
                    .withProxyPassword(proxy.getSecretPassword().getPlainText());
        }
    }

    @CheckForNull
    private static String base64(@CheckForNull String text) {
        return text == null || text.isBlank()
                ? null
                : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
