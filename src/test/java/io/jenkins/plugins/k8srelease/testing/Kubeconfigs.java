package io.jenkins.plugins.k8srelease.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Kubeconfigs as people store them. */
public final class Kubeconfigs {

    private Kubeconfigs() {}

    /**
     * A kubeconfig.
     *
     * @param cluster lines of its cluster's entry
     * @param user lines of its user's entry
     */
    public static String of(String cluster, String user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: here
                contexts:
                - name: here
                  context: {cluster: there, user: me, namespace: shop}
                clusters:
                - name: there
                  cluster:
                %s
                users:
                - name: me
                  user:
                %s
                """.formatted(cluster.indent(4).stripTrailing(), user.indent(4).stripTrailing());
    }

    /** One with a token for a server. */
    public static String withToken(String url, String token) {
        return of("server: " + url, "token: " + token);
    }

    public static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
