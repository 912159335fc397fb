package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why the API server does not let a controller create pods, from the text that the controller passes on in the condition
 * {@code ReplicaFailure} or the event {@code FailedCreate}. The wording is that of the admission plug-ins of Kubernetes
 * 1.33.
 *
 * @param text the API server's words
 * @param controller the object whose pods are refused
 * @param since when the refusals began
 * @param retryLag how long the controller may take to try again after room was made
 * @param roomMayAppear true while pods are ending, or may be ended, that count against the same quota
 */
record CreationTrouble(
        String text, ObjectRef controller, Instant since, Duration retryLag, boolean roomMayAppear, Scene scene) {

    private static final Pattern NO_SERVICE_ACCOUNT =
            Pattern.compile("error looking up service account ([^/\\s]+)/([^:\\s]+): .*not found");

    Finding find() {
        Tolerances tolerances = scene.tolerances();
        String line = Texts.line(text);
        Optional<QuotaRefusal> quota = QuotaRefusal.parse(text);
        if (quota.isPresent()) {
            return quota(quota.get());
        }
        if (Texts.contains(text, "must specify") && Texts.contains(text, "failed quota")) {
            return terminal(Reason.QUOTA_UNSPECIFIED, line);
        }
        if (Texts.contains(text, "insufficient quota to consume", "insufficient quota to match")) {
            return terminal(Reason.QUOTA_EXCEEDED, line);
        }
        if (Texts.contains(
                text, "status unknown for quota", "error enforcing limit ranges", "object is being deleted")) {
            return tolerated(Reason.CREATION_FAILED, line, tolerances.creation());
        }
        if (Texts.contains(text, "usage per container is", "usage per pod is", "limit to request ratio per")) {
            return terminal(Reason.LIMIT_RANGE_VIOLATED, line);
        }
        if (Texts.contains(text, "violates podsecurity", "security context constraint")) {
            return terminal(Reason.POD_SECURITY_VIOLATED, line);
        }
        if (Texts.contains(text, "failed calling webhook", "failed to call webhook")) {
            return tolerated(Reason.WEBHOOK_UNAVAILABLE, line, tolerances.creation());
        }
        if (Texts.contains(text, "denied the request", "denied request")) {
            return terminal(Reason.ADMISSION_DENIED, line);
        }
        Matcher account = NO_SERVICE_ACCOUNT.matcher(text);
        if (account.find()) {
            return serviceAccount(account.group(1), account.group(2));
        }
        return others(line, tolerances);
    }

    private Finding others(String line, Tolerances tolerances) {
        if (Texts.contains(text, "because it is being terminated")) {
            return terminal(Reason.NAMESPACE_TERMINATING, line);
        }
        if (Texts.contains(text, "no priorityclass with name", "runtimeclass \"", "pod overhead", "pod rejected")) {
            return terminal(Reason.POD_INVALID, line);
        }
        if (Texts.contains(text, " is invalid: ")) {
            return terminal(Reason.POD_INVALID, line);
        }
        if (Texts.contains(text, "cannot create resource", "cannot set blockownerdeletion")) {
            return terminal(Reason.CREATION_FORBIDDEN, line);
        }
        if (Texts.contains(text, "no api token found", "already exists", "operation cannot be fulfilled")) {
            return tolerated(Reason.CREATION_FAILED, line, tolerances.creation());
        }
        if (Texts.contains(text, "is forbidden: ")) {
            // An admission plug-in that is not known here; most of them refuse for good, but some wait for a cache.
            return tolerated(Reason.CREATION_FORBIDDEN, line, tolerances.serviceAccountLag());
        }
        return tolerated(Reason.CREATION_FAILED, line, tolerances.creation());
    }

    private Finding quota(QuotaRefusal refusal) {
        if (refusal.canNeverFit()) {
            return terminal(Reason.QUOTA_EXCEEDED, refusal.sentence() + "; one pod alone is more than the quota");
        }
        Optional<KubeObject> quota = scene.view().find(Kinds.RESOURCE_QUOTA, controller.namespace(), refusal.quota());
        boolean fitsNow = quota.isPresent()
                && refusal.fits(
                        quota.get().strings("status", "used"), quota.get().strings("status", "hard"));
        if (fitsNow) {
            return tolerated(
                    Reason.QUOTA_EXCEEDED,
                    refusal.sentence() + "; there is room now and the controller will try again",
                    scene.tolerances().creation().plus(retryLag));
        }
        if (podsThatCount().filter(refusal::hasRoomBeside).isPresent()) {
            return Finding.transientOnly(
                    Reason.QUOTA_EXCEEDED,
                    controller,
                    "",
                    refusal.sentence() + "; pods have ended, which the quota has not counted yet");
        }
        if (roomMayAppear || anyPodIsEnding()) {
            return Finding.transientOnly(
                    Reason.QUOTA_EXCEEDED, controller, "", refusal.sentence() + "; pods that end may make room");
        }
        return tolerated(Reason.QUOTA_EXCEEDED, refusal.sentence(), retryLag);
    }

    /** What a quota of pods counts in the namespace: all of them until they have ended. Empty when pods are not known. */
    private Optional<Long> podsThatCount() {
        List<KubeObject> pods = scene.view().list(Kinds.POD, controller.namespace());
        return pods.isEmpty()
                ? Optional.empty()
                : Optional.of(pods.stream().filter(pod -> !Pods.hasEnded(pod)).count());
    }

    /** Any pod of the namespace that is being deleted gives back what it uses. */
    private boolean anyPodIsEnding() {
        return scene.view().list(Kinds.POD, controller.namespace()).stream()
                .anyMatch(pod -> pod.isBeingDeleted() && !Pods.hasEnded(pod));
    }

    private Finding serviceAccount(String namespace, String name) {
        boolean exists =
                scene.view().find(Kinds.SERVICE_ACCOUNT, namespace, name).isPresent();
        return exists
                ? Finding.transientOnly(
                        Reason.SERVICE_ACCOUNT_MISSING,
                        controller,
                        "",
                        "ServiceAccount \"" + name + "\" was missing; it exists now and the controller will try again")
                : tolerated(
                        Reason.SERVICE_ACCOUNT_MISSING,
                        "ServiceAccount \"" + name + "\" does not exist in namespace " + namespace,
                        scene.tolerances().serviceAccountLag());
    }

    private Finding terminal(Reason reason, String detail) {
        return Finding.terminal(reason, controller, "", detail);
    }

    private Finding tolerated(Reason reason, String detail, Duration tolerance) {
        return Finding.tolerated(reason, controller, "", detail, since, tolerance);
    }
}
