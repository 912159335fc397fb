package io.jenkins.plugins.k8srelease.engine.history;

import io.jenkins.plugins.k8srelease.engine.object.Digests;
import java.util.regex.Pattern;

/**
 * The names of an application's record.
 *
 * @param namespace where the application lives
 * @param app the application's name
 */
public record RecordNames(String namespace, String app) {

    /** Label with the application's name on everything of its record. */
    public static final String APP_LABEL = "k8s-release.jenkins.io/app";

    /** Label with the revision on a release's parts. */
    public static final String REVISION_LABEL = "k8s-release.jenkins.io/revision";

    /** Label with the id of the set that an object is part of (KEP-3659, ApplySet). */
    public static final String PART_OF_LABEL = "applyset.kubernetes.io/part-of";

    private static final Pattern APP = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");

    /**
     * Names an application's record.
     *
     * @throws IllegalArgumentException when the name cannot be part of a Secret's name and of a label
     */
    public RecordNames {
        if (!APP.matcher(app).matches()) {
            throw new IllegalArgumentException("the application's name must be 1 to 40 lower-case letters, digits and"
                    + " dashes, beginning and ending with a letter or digit");
        }
    }

    public String head() {
        return "k8s-release." + app + ".head";
    }

    public String part(int revision, String content, int number) {
        return "k8s-release." + app + "." + revision + "." + content + "." + number;
    }

    public String lease() {
        return "k8s-release." + app;
    }

    /** The field manager of everything that is applied for the application. */
    public String fieldManager() {
        return "k8s-release:" + app;
    }

    /** The id of the application's ApplySet, whose parent is the head: a hash as KEP-3659 prescribes. */
    public String applySetId() {
        return "applyset-" + Digests.base64UrlSha256(head() + "." + namespace + ".Secret.") + "-v1";
    }
}
