package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a cluster and a user of a kubeconfig into the client's settings; what kubectl understands and we do not is refused. */
final class ConfigMaker {

    private final Console console;
    private final String description;

    ConfigMaker(Console console, String description) {
        this.console = console;
        this.description = description;
    }

    Config make(Kubeconfig.Entry cluster, Kubeconfig.Entry user) {
        Config config = Config.empty();
        server(config, cluster);
        proxy(config, cluster.value().path("proxy-url").asText(""));
        credential(config, user, cluster);
        return config;
    }

    private void server(Config config, Kubeconfig.Entry cluster) {
        String server = text(cluster, "server");
        if (!server.startsWith("https://") && !server.startsWith("http://")) {
            throw Failure.usage(description + ": the cluster's server is \"" + server + "\", which is not a URL");
        }
        if (!text(cluster, "tls-server-name").isEmpty()) {
            throw Failure.usage(
                    description + ": tls-server-name is not supported; give the cluster a server name that its"
                            + " certificate has");
        }
        config.setMasterUrl(server);
        boolean insecure = cluster.value().path("insecure-skip-tls-verify").asBoolean();
        config.setTrustCerts(insecure);
        config.setDisableHostnameVerification(insecure);
        if (insecure) {
            console.warn("warning: " + description + " switches the check of the server's certificate off");
        }
        config.setCaCertFile(file(cluster, "certificate-authority"));
        config.setCaCertData(orNull(text(cluster, "certificate-authority-data")));
    }

    /** The kubeconfig's own proxy, else that of the environment, as Go programs read it. */
    private void proxy(Config config, String named) {
        boolean https = config.getMasterUrl().startsWith("https:");
        String proxy = named.isEmpty() ? variable(https ? "HTTPS_PROXY" : "HTTP_PROXY") : named;
        if (proxy.isEmpty()) {
            return;
        }
        if (named.isEmpty()) {
            List<String> none = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
            for (String host : variable("NO_PROXY").split(",")) {
                if (!host.isBlank()) {
                    none.add(host.strip());
                }
            }
            config.setNoProxy(none.toArray(String[]::new));
        }
        if (https) {
            config.setHttpsProxy(proxy);
        } else {
            config.setHttpProxy(proxy);
        }
    }

    private String variable(String name) {
        String upper = console.environment(name);
        return upper.isEmpty() ? console.environment(name.toLowerCase(java.util.Locale.ROOT)) : upper;
    }

    private void credential(Config config, Kubeconfig.Entry user, Kubeconfig.Entry cluster) {
        config.setClientCertFile(file(user, "client-certificate"));
        config.setClientCertData(orNull(text(user, "client-certificate-data")));
        config.setClientKeyFile(file(user, "client-key"));
        config.setClientKeyData(orNull(text(user, "client-key-data")));
        config.setUsername(orNull(text(user, "username")));
        config.setPassword(orNull(text(user, "password")));
        impersonation(config, user.value());
        if (user.value().has("auth-provider")) {
            throw Failure.usage(
                    description + " uses an auth-provider, which Kubernetes removed in 1.26; use the cloud's"
                            + " exec plugin instead, as kubectl needs it, too");
        }
        String tokenFile = file(user, "tokenFile");
        // As kubectl: a token file is read again and again, and wins over a token that stands beside it.
        if (tokenFile != null) {
            config.setOauthTokenProvider(new TokenFile(Path.of(tokenFile)));
        } else if (!text(user, "token").isEmpty()) {
            config.setOauthToken(text(user, "token"));
        } else if (user.value().path("exec").isObject()) {
            ExecPlugin.of(user, cluster, console, description).configure(config);
        }
    }

    private static void impersonation(Config config, JsonNode user) {
        if (user.path("as").asText("").isEmpty()) {
            return;
        }
        config.setImpersonateUsername(user.path("as").asText());
        List<String> groups = new ArrayList<>();
        user.path("as-groups").forEach(g -> groups.add(g.asText()));
        config.setImpersonateGroups(groups.toArray(String[]::new));
        Map<String, List<String>> extras = new LinkedHashMap<>();
        user.path("as-user-extra").properties().forEach(e -> {
            List<String> values = new ArrayList<>();
            e.getValue().forEach(v -> values.add(v.asText()));
            extras.put(e.getKey(), values);
        });
        config.setImpersonateExtras(extras);
    }

    private static String text(Kubeconfig.Entry entry, String field) {
        return entry.value().path(field).asText("");
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The file that a field names, null when it names none. */
    private String file(Kubeconfig.Entry entry, String field) {
        String name = text(entry, field);
        if (name.isEmpty()) {
            return null;
        }
        Path file = entry.file().toAbsolutePath().resolveSibling(name).normalize();
        if (!Files.isReadable(file)) {
            throw Failure.usage(description + ": " + field + " names " + file + ", which cannot be read");
        }
        return file.toString();
    }
}
