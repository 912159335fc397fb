package io.jenkins.plugins.k8srelease.engine.diagnosis;

import io.jenkins.plugins.k8srelease.engine.health.CreationRefusal;
import io.jenkins.plugins.k8srelease.engine.health.Finding;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Diagnoses of what the API server, or the engine itself, refuses before anything runs: rights, immutable fields, fields and
 * objects that belong to others.
 */
public final class Refusals {

    private static final Pattern FORBIDDEN = Pattern.compile(
            "User \"([^\"]*)\" cannot (\\w+) resource \"([^\"]+)\"(?: in API group \"([^\"]*)\")?(?: (?:in the namespace \"([^\"]+)\"|at the cluster scope))?");
    private static final Pattern IMMUTABLE =
            Pattern.compile("([\\w.\\[\\]/-]+): (?:Invalid value: .*?: |Forbidden: )?field is immutable");
    private static final Pattern CONFLICT = Pattern.compile(
            "conflict(?:s)? with \"([^\"]+)\"(?: with subresource \"[^\"]+\")?(?: using [^:]+)?[: ]\\s*(?:- )?(\\.[^\\s,]+)?");

    private final Redactor redactor;

    public Refusals(Redactor redactor) {
        this.redactor = redactor;
    }

    /**
     * What an error answer of the API server to a write means.
     *
     * @param status the HTTP status
     * @param message the message of the answer's {@code Status}
     */
    public Diagnosis refused(ObjectRef object, int status, String message) {
        String text = redactor.redact(message).replaceAll("\\s+", " ").strip();
        List<Evidence> evidence = List.of(new Evidence.Found(object, "", "HTTP " + status + ": " + text));
        Matcher forbidden = FORBIDDEN.matcher(text);
        if (status == 403 && forbidden.find()) {
            return new Diagnosis(object + ": " + right(forbidden), roleHint(forbidden), evidence);
        }
        Matcher conflict = CONFLICT.matcher(text);
        if (status == 409 && text.contains("Apply failed") && conflict.find()) {
            String field = conflict.group(2) == null ? "a field" : conflict.group(2);
            return new Diagnosis(
                    object + ": " + field + " belongs to \"" + conflict.group(1) + "\", which set another value",
                    "Leave the field out of the manifest, have its owner give it up, or take it over with onConflict: force.",
                    evidence);
        }
        if (text.contains("field is immutable") || text.contains("updates to statefulset spec for fields other than")) {
            Matcher field = IMMUTABLE.matcher(text);
            return new Diagnosis(
                    object + ": "
                            + (field.find()
                                    ? field.group(1) + " cannot be changed"
                                    : "a field that cannot be changed differs"),
                    "Keep the old value, or delete the object first (a StatefulSet with --cascade=orphan keeps its pods), or give it another name.",
                    evidence);
        }
        return other(object, status, text, evidence);
    }

    private static Diagnosis other(ObjectRef object, int status, String text, List<Evidence> evidence) {
        if (status == 404 && text.startsWith("namespaces ")) {
            return new Diagnosis(
                    object + ": namespace " + object.namespace() + " does not exist",
                    "Add the Namespace to the manifests, or create it.",
                    evidence);
        }
        if (status == 409) {
            return new Diagnosis(
                    object + ": it was changed or recreated by somebody else at the same time",
                    "Release again; look for a second release or a controller that writes the same object.",
                    evidence);
        }
        if (status == 401) {
            return new Diagnosis(
                    "The API server does not accept the credentials", "Renew the token or certificate.", evidence);
        }
        Finding finding = CreationRefusal.classify(object, text);
        return finding.reason() == Reason.CREATION_FAILED
                ? new Diagnosis(
                        object + ": the API server refuses it: " + text,
                        status >= 500 || status == 429
                                ? "Release again; look at the API server if it stays."
                                : "Correct what the message names.",
                        evidence)
                : new Diagnosis(object + ": " + finding.detail(), Hints.of(finding.reason()), evidence);
    }

    /**
     * What to do when the API server does not admit the pods of a workload.
     *
     * @param message its words
     * @return the cause in plain words where they are known, and the hint
     */
    public static String pods(ObjectRef workload, String message) {
        Finding finding = CreationRefusal.classify(workload, message);
        // A name that is made up for the question says nothing, and what a person must act upon is not cut.
        String words = message.replaceFirst("^pods \"[^\"]*\" is forbidden: ", "");
        String cause = finding.reason() == Reason.SERVICE_ACCOUNT_MISSING ? finding.detail() : words;
        String hint = Hints.of(finding.reason());
        return hint.isEmpty() ? cause : cause.replaceFirst("\\.$", "") + ". " + hint;
    }

    /** An object that carries the label of another application's set. */
    public Diagnosis ofAnotherApplication(ObjectRef object, String application) {
        String cause = object + " is part of application \"" + application + "\"";
        return new Diagnosis(
                cause,
                "Rename the object or remove it from one of the two applications; nothing is taken from another application.",
                List.of(new Evidence.Found(object, "", cause)));
    }

    private static String right(Matcher forbidden) {
        String where = forbidden.group(5) == null ? " in the whole cluster" : " in namespace " + forbidden.group(5);
        return "user \"" + forbidden.group(1) + "\" may not " + forbidden.group(2) + " " + forbidden.group(3) + where;
    }

    private static String roleHint(Matcher forbidden) {
        String kind = forbidden.group(5) == null ? "ClusterRole" : "Role";
        String group = forbidden.group(4) == null ? "" : forbidden.group(4);
        return String.format(
                Locale.ROOT,
                "Give the user a %s with {apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]}.",
                kind,
                group,
                forbidden.group(3),
                forbidden.group(2));
    }
}
