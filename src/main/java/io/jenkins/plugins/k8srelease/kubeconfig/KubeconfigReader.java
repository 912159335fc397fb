package io.jenkins.plugins.k8srelease.kubeconfig;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.util.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the current context of a kubeconfig that somebody stored as a credential. Whoever may store a credential and
 * start a build would otherwise run programs on the controller ({@code exec}), read its files (paths, {@code tokenFile})
 * or have it call any address ({@code auth-provider}, {@code proxy-url}).
 */
public final class KubeconfigReader {

    /** Far more than a kubeconfig needs, far less than what a parser could be troubled with. */
    public static final int MAX_BYTES = 1024 * 1024;

    private final String name;

    private KubeconfigReader(String name) {
        this.name = name;
    }

    /**
     * Reads text.
     *
     * @param text YAML or JSON
     * @param name how messages call it, for example {@code credential "prod"}
     */
    @NonNull
    public static Kubeconfig read(String text, String name) throws KubeconfigException {
        return new KubeconfigReader(name).read(text);
    }

    private Kubeconfig read(String text) throws KubeconfigException {
        if (text.length() > MAX_BYTES) {
            throw problem("is larger than " + MAX_BYTES + " bytes, which no kubeconfig is");
        }
        Map<?, ?> tree = parse(text);
        String contextName = text(tree, "current-context");
        if (contextName == null) {
            throw problem("has no current-context; set it with 'kubectl config use-context', and store that file");
        }
        Map<?, ?> context = entry(tree, "contexts", "context", contextName);
        Map<?, ?> cluster = entry(tree, "clusters", "cluster", text(context, "cluster"));
        String userName = text(context, "user");
        Map<?, ?> user = userName == null ? Map.of() : entry(tree, "users", "user", userName);
        refuseInCluster(cluster);
        refuseInUser(user);
        String server = text(cluster, "server");
        if (server == null) {
            throw problem("names no server in its current context");
        }
        return new Kubeconfig(
                server,
                data(cluster, "certificate-authority-data"),
                !Boolean.parseBoolean(String.valueOf(cluster.get("insecure-skip-tls-verify"))),
                text(context, "namespace"),
                material(user));
    }

    private Map<?, ?> parse(String text) throws KubeconfigException {
        Object tree;
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setMaxAliasesForCollections(0)
                    .setAllowDuplicateKeys(false)
                    .build();
            tree = new Load(settings).loadFromString(text);
        } catch (YamlEngineException | StackOverflowError e) {
            // The parser's message quotes the line, which may hold a token.
            throw problem("is not YAML");
        }
        if (tree instanceof Map<?, ?> map) {
            return map;
        }
        throw problem("is not a kubeconfig: a mapping with clusters, users and contexts is expected");
    }

    private Map<?, ?> entry(Map<?, ?> tree, String list, String field, @CheckForNull String wanted)
            throws KubeconfigException {
        if (tree.get(list) instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof Map<?, ?> named
                        && String.valueOf(named.get("name")).equals(wanted)
                        && named.get(field) instanceof Map<?, ?> found) {
                    return found;
                }
            }
        }
        throw problem("does not define the " + field + " that its current context names");
    }

    private void refuseInCluster(Map<?, ?> cluster) throws KubeconfigException {
        refuse(
                cluster,
                "proxy-url",
                "Clusters are reached as the administrator configured it under \"Kubernetes clusters\"");
        refuse(
                cluster,
                "certificate-authority",
                "It names a file; 'kubectl config view --flatten --minify' writes its content into the kubeconfig");
        refuse(cluster, "tls-server-name", "Give the cluster a name that its certificate has");
    }

    private void refuseInUser(Map<?, ?> user) throws KubeconfigException {
        refuse(
                user,
                "exec",
                "It would run a program on the controller. Use the token of a service account instead, the credential"
                        + " \"Kubernetes service account, short-lived token\", or a plugin that provides tokens for your cloud");
        refuse(
                user,
                "auth-provider",
                "It would let the controller call any issuer. Use the token of a service account instead, or a plugin"
                        + " that provides tokens for your cloud");
        refuse(user, "tokenFile", "It names a file of the controller; store the token itself as a credential");
        for (String path : List.of("client-certificate", "client-key")) {
            refuse(
                    user,
                    path,
                    "It names a file; 'kubectl config view --flatten --minify' writes its content into the kubeconfig");
        }
        for (String acting : List.of("as", "as-uid", "as-groups", "as-user-extra")) {
            refuse(
                    user,
                    acting,
                    "Acting as somebody else is not supported; use a credential of the one whose rights are meant");
        }
    }

    private void refuse(Map<?, ?> entry, String field, String instead) throws KubeconfigException {
        if (entry.get(field) != null) {
            throw problem("has \"" + field + "\", which is not accepted. " + instead);
        }
    }

    private UserMaterial material(Map<?, ?> user) throws KubeconfigException {
        String certificate = data(user, "client-certificate-data");
        String key = data(user, "client-key-data");
        if ((certificate == null) != (key == null)) {
            throw problem("has a client certificate without its key, or a key without its certificate");
        }
        return new UserMaterial(
                secret(text(user, "token")),
                certificate,
                secret(key),
                text(user, "username"),
                text(user, "username") == null ? null : Secret.fromString(text(user, "password")));
    }

    @CheckForNull
    private static Secret secret(@CheckForNull String text) {
        return text == null ? null : Secret.fromString(text);
    }

    @CheckForNull
    private String data(Map<?, ?> entry, String field) throws KubeconfigException {
        String encoded = text(entry, field);
        if (encoded == null) {
            return null;
        }
        try {
            return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw problem("has \"" + field + "\", which is not Base64");
        }
    }

    @CheckForNull
    private static String text(Map<?, ?> entry, String field) {
        Object value = entry.get(field);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private KubeconfigException problem(String what) {
        return new KubeconfigException("the kubeconfig of " + name + " " + what);
    }
}
