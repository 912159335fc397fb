package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import java.util.Locale;
import java.util.Map;

/**
 * The plural resource name of a kind, as quotas write it in {@code count/deployments.apps}. Every kind that Kubernetes brings
 * follows the English rule; a custom resource may not, and whoever knows discovery's answer gives it.
 *
 * @param known plural by kind, for kinds that the rule does not fit
 */
public record KindNames(Map<GroupKind, String> known) {

    public static final KindNames REGULAR = new KindNames(Map.of());

    public KindNames {
        known = Map.copyOf(known);
    }

    public String plural(GroupKind kind) {
        String plural = known.get(kind);
        return plural != null ? plural : regular(kind.kind().toLowerCase(Locale.ROOT));
    }

    private static String regular(String singular) {
        if (singular.equals("endpoints")) {
            return singular;
        }
        if (singular.endsWith("s") || singular.endsWith("x") || singular.endsWith("ch") || singular.endsWith("sh")) {
            return singular + "es";
        }
        if (singular.endsWith("y")
                && singular.length() > 1
                && "aeiou".indexOf(singular.charAt(singular.length() - 2)) < 0) {
            return singular.substring(0, singular.length() - 1) + "ies";
        }
        return singular + "s";
    }
}
