package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells an image that does not exist, which never heals, from a registry that cannot be reached, which mostly does.
 *
 * <p>The kubelet's reasons ({@code pkg/kubelet/images/types.go}) do not tell them apart; the runtime's text does. Since
 * Kubernetes 1.31 the back-off repeats the text of the last pull; before, only the event {@code Failed} has it.
 */
final class ImageTrouble {

    private static final Set<String> REASONS = Set.of(
            "InvalidImageName",
            "ErrImagePull",
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "ImageInspectError",
            "RegistryUnavailable",
            "SignatureValidationFailed");

    private ImageTrouble() {}

    static boolean isReason(String waitingReason) {
        return REASONS.contains(waitingReason);
    }

    static Finding find(
            String reason,
            String message,
            String image,
            ObjectRef pod,
            String container,
            Instant since,
            List<KubeEvent> events,
            Tolerances tolerances) {
        String subject = "container " + container + ": image \"" + image + "\"";
        Optional<KubeEvent> pull = events.stream()
                // The kubelet adds the tag that is missing, so the name may go on.
                .filter(e -> e.reason().equals("Failed") && e.message().startsWith("Failed to pull image \"" + image))
                .findFirst();
        String text = message + " " + pull.map(KubeEvent::message).orElse("");
        String because = because(pull.map(KubeEvent::message).orElse(message));
        switch (reason) {
            case "InvalidImageName":
                return Finding.terminal(
                        Reason.IMAGE_NAME_INVALID, pod, container, subject + " is not a valid image name" + because);
            case "ErrImageNeverPull":
                return Finding.terminal(
                        Reason.IMAGE_NEVER_PULLED,
                        pod,
                        container,
                        subject + " is not on the node, and imagePullPolicy is Never");
            case "SignatureValidationFailed":
                return Finding.terminal(
                        Reason.IMAGE_SIGNATURE_INVALID, pod, container, subject + " has no valid signature" + because);
            default:
                break;
        }
        if (text.contains("invalid reference format")) {
            return Finding.terminal(
                    Reason.IMAGE_NAME_INVALID, pod, container, subject + " is not a valid image name" + because);
        }
        // An image takes its time to fail: the trouble begins with the first failed pull, not with the pod.
        Instant began = pull.flatMap(KubeEvent::first).filter(since::isBefore).orElse(since);
        if (saysNotFound(text)) {
            return Finding.terminal(
                    Reason.IMAGE_NOT_FOUND, pod, container, subject + " does not exist in its registry" + because);
        }
        if (saysDenied(text)) {
            return Finding.tolerated(
                    Reason.IMAGE_ACCESS_DENIED,
                    pod,
                    container,
                    subject + " may not be pulled" + because,
                    began,
                    tolerances.imageAccess());
        }
        return Finding.tolerated(
                Reason.REGISTRY_UNAVAILABLE,
                pod,
                container,
                subject + " cannot be pulled at the moment" + because,
                began,
                tolerances.registryErrors());
    }

    /** True only when a registry answered that it does not have it; a name that DNS does not find is no such answer. */
    static boolean saysNotFound(String text) {
        if (Texts.contains(text, "dial tcp", "lookup ", "no such host", "i/o timeout", "connection refused")) {
            return false;
        }
        return Texts.contains(
                text,
                "not found",
                "notfound",
                "manifest unknown",
                "manifest_unknown",
                "name unknown",
                "name_unknown",
                "no such image",
                "repository does not exist",
                "no match for platform",
                "no matching manifest",
                "does not exist in the registry");
    }

    private static boolean saysDenied(String text) {
        return Texts.contains(
                text,
                "unauthorized",
                "pull access denied",
                "access denied",
                "authentication required",
                "authorization failed",
                "no basic auth credentials",
                "403 forbidden",
                "401 unauthorized",
                "permission_denied",
                "permission denied",
                "insufficient_scope");
    }

    /** The innermost part of the runtime's text: it wraps each error in the one before. */
    private static String because(String text) {
        String line = text.replaceFirst("^Back-off pulling image \"[^\"]*\"(: ErrImagePull: )?", "");
        for (String marker : List.of("failed to resolve reference ", "failed to copy: ", "desc = ")) {
            int at = line.lastIndexOf(marker);
            if (at >= 0) {
                line = line.substring(at + marker.length());
                break;
            }
        }
        line = Texts.line(line.replaceFirst("^\"[^\"]*\": ", ""));
        return line.isEmpty() ? "" : " (" + line + ")";
    }
}
