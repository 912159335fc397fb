package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from the kubelet's texts which ConfigMap, Secret or key is missing; the same for environment variables
 * ({@code CreateContainerConfigError}) and for volumes ({@code FailedMount}).
 */
final class ConfigTrouble {

    private static final Pattern OBJECT_MISSING =
            Pattern.compile("(configmap|secret)s? \"([^\"]+)\" not found", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY_MISSING =
            Pattern.compile("couldn't find key (\\S+) in (ConfigMap|Secret) ([^/\\s]+)/(\\S+)");
    private static final Pattern VOLUME_KEY_MISSING =
            Pattern.compile("references non-existent (config|secret) key: (\\S+)");
    private static final Pattern NOT_REGISTERED = Pattern.compile("object \"([^\"/]+)\"/\"([^\"]+)\" not registered");

    private ConfigTrouble() {}

    /** What the text says is missing; empty when it speaks of something else. */
    static Optional<Finding> find(String text, KubeObject pod, String container, Instant since, Scene scene) {
        if (isLag(text)) {
            return Optional.empty();
        }
        String where = container.isEmpty() ? "" : "container " + container + ": ";
        Matcher object = OBJECT_MISSING.matcher(text);
        if (object.find()) {
            boolean map = object.group(1).equalsIgnoreCase("configmap");
            String name = object.group(2);
            boolean exists = find(map, pod.namespace(), name, scene).isPresent();
            return Optional.of(missing(
                    map ? Reason.CONFIG_MAP_MISSING : Reason.SECRET_MISSING,
                    pod.ref(),
                    container,
                    where
                            + (map ? "ConfigMap \"" : "Secret \"")
                            + name
                            + (exists
                                    ? "\" was missing; it exists now and the kubelet will try again"
                                    : "\" does not exist in namespace " + pod.namespace()),
                    exists,
                    since,
                    scene));
        }
        Matcher key = KEY_MISSING.matcher(text);
        if (key.find()) {
            boolean map = key.group(2).equals("ConfigMap");
            boolean exists = find(map, key.group(3), key.group(4), scene)
                    .filter(o -> hasKey(o, key.group(1)))
                    .isPresent();
            return Optional.of(missing(
                    Reason.CONFIG_KEY_MISSING,
                    pod.ref(),
                    container,
                    where + key.group(2) + " \"" + key.group(4) + "\" "
                            + (exists ? "now has the key \"" : "has no key \"") + key.group(1) + "\"",
                    exists,
                    since,
                    scene));
        }
        Matcher volumeKey = VOLUME_KEY_MISSING.matcher(text);
        if (volumeKey.find()) {
            return Optional.of(missing(
                    Reason.CONFIG_KEY_MISSING,
                    pod.ref(),
                    container,
                    where + "a volume needs the key \"" + volumeKey.group(2) + "\" that its "
                            + (volumeKey.group(1).equals("config") ? "ConfigMap" : "Secret") + " does not have",
                    false,
                    since,
                    scene));
        }
        return Optional.empty();
    }

    /**
     * True when the text tells nothing about the object: the kubelet's cache was not ready, or the cluster has not yet
     * published its own certificate into a namespace that was just created.
     */
    static boolean isLag(String text) {
        return Texts.contains(text, "failed to sync", "kube-root-ca.crt", "openshift-service-ca.crt")
                || NOT_REGISTERED.matcher(text).find();
    }

    private static Finding missing(
            Reason reason,
            ObjectRef pod,
            String container,
            String detail,
            boolean existsNow,
            Instant since,
            Scene scene) {
        return existsNow
                ? Finding.transientOnly(reason, pod, container, detail)
                : Finding.tolerated(
                        reason,
                        pod,
                        container,
                        detail,
                        since,
                        scene.tolerances().configLag());
    }

    private static Optional<KubeObject> find(boolean map, String namespace, String name, Scene scene) {
        GroupKind kind = map ? Kinds.CONFIG_MAP : Kinds.SECRET;
        return scene.view().find(kind, namespace, name);
    }

    private static boolean hasKey(KubeObject config, String key) {
        return config.at("data", key).isValueNode()
                || config.at("binaryData", key).isValueNode()
                || config.at("stringData", key).isValueNode();
    }
}
