package io.jenkins.plugins.k8srelease.kubeconfig;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes a kubeconfig with one context, as JSON, which every reader of YAML reads. */
public final class KubeconfigWriter {

    private static final JsonMapper MAPPER = new JsonMapper();

    private KubeconfigWriter() {}

    /**
     * The file's text.
     *
     * @param name of cluster, user and context
     */
    public static String write(String name, Kubeconfig content) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("apiVersion", "v1").put("kind", "Config").put("current-context", name);
        ObjectNode cluster = named(root, "clusters", name).putObject("cluster");
        cluster.put("server", content.server());
        data(cluster, "certificate-authority-data", content.certificateAuthority());
        ObjectNode user = named(root, "users", name).putObject("user");
        UserMaterial material = content.user();
        if (material.token() != null) {
            user.put("token", UserMaterial.text(material.token()));
        }
        data(user, "client-certificate-data", material.certificate());
        data(user, "client-key-data", UserMaterial.text(material.key()));
        if (material.username() != null && material.password() != null) {
            user.put("username", material.username()).put("password", UserMaterial.text(material.password()));
        }
        ObjectNode context = named(root, "contexts", name).putObject("context");
        context.put("cluster", name).put("user", name);
        if (content.namespace() != null) {
            context.put("namespace", content.namespace());
        }
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode named(ObjectNode root, String list, String name) {
        return root.putArray(list).addObject().put("name", name);
    }

    private static void data(ObjectNode entry, String field, @CheckForNull String text) {
        if (text != null) {
            entry.put(field, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
