package io.jenkins.plugins.k8srelease.engine.health;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * PersistentVolumeClaims. One whose class binds only for the first pod that uses it is ready: waiting for it before the
 * workload is applied would wait for ever.
 */
final class ClaimJudge implements Judge {

    @Override
    public Verdict judge(KubeObject claim, Scene scene) {
        if (claim.text("status", "phase").equals("Bound")) {
            return Verdict.ready(Reason.READY, "bound to volume " + claim.text("spec", "volumeName"));
        }
        Optional<Finding> trouble = trouble(claim, scene);
        if (trouble.isPresent()) {
            return new Rollout("the claim is not bound", Reason.VOLUME_PENDING, List.of(trouble.get()))
                    .verdict(scene.now());
        }
        if (waitsForConsumer(claim, scene)) {
            return Verdict.ready(
                    Reason.WAIT_FOR_FIRST_CONSUMER, "waits for the first pod that uses it, as its storage class asks");
        }
        Verdict waits = Verdict.progressing(Reason.VOLUME_PENDING, "the claim waits for its volume");
        return mayWaitForConsumer(claim, scene) ? untilUnknownBindingEnds(claim, waits, scene) : waits;
    }

    /** Nothing tells when the claim is bound: no class can be seen, as with rights in one namespace only. */
    private static boolean mayWaitForConsumer(KubeObject claim, Scene scene) {
        boolean asksForNone =
                claim.at("spec").has("storageClassName") && storageClass(claim).isEmpty();
        return !asksForNone
                && scene.view()
                        .find(Kinds.STORAGE_CLASS, "", storageClass(claim))
                        .isEmpty()
                && scene.view().list(Kinds.STORAGE_CLASS, "").isEmpty();
    }

    private static Verdict untilUnknownBindingEnds(KubeObject claim, Verdict waits, Scene scene) {
        Instant end = Pods.createdAt(claim).plus(scene.tolerances().unknownBinding());
        return scene.now().isBefore(end)
                ? waits.reconsideredAt(Optional.of(end))
                : Verdict.ready(
                        Reason.WAIT_FOR_FIRST_CONSUMER,
                        "not bound; its storage class cannot be read, so it may wait for the first pod that uses it");
    }

    /** What keeps a claim from being bound; empty when nothing is known to. */
    static Optional<Finding> trouble(KubeObject claim, Scene scene) {
        if (claim.text("status", "phase").equals("Lost")) {
            return Optional.of(Finding.terminal(
                    Reason.VOLUME_LOST,
                    claim.ref(),
                    "",
                    "the volume " + claim.text("spec", "volumeName") + " that the claim was bound to is gone"));
        }
        if (!claim.text("status", "phase").equals("Pending")) {
            return Optional.empty();
        }
        for (KubeEvent event : scene.events(claim)) {
            Instant since = event.first().orElseGet(() -> Pods.createdAt(claim));
            String text = Texts.line(event.message());
            switch (event.reason()) {
                case "WaitForFirstConsumer",
                        "WaitForPodScheduled",
                        "Provisioning",
                        "ExternalProvisioning",
                        "ProvisioningSucceeded" -> {
                    return Optional.empty(); // newer than any trouble
                }
                case "FailedBinding" -> {
                    return Optional.of(binding(claim, text, since, scene));
                }
                case "VolumeMismatch" -> {
                    return Optional.of(Finding.terminal(Reason.VOLUME_UNBINDABLE, claim.ref(), "", text));
                }
                case "ProvisioningFailed" -> {
                    return Optional.of(provisioning(claim, text, since, scene));
                }
                default -> {
                    // tells nothing about binding
                }
            }
        }
        return Optional.empty();
    }

    private static Finding binding(KubeObject claim, String text, Instant since, Scene scene) {
        if (aVolumeFits(claim, scene)) {
            return Finding.transientOnly(
                    Reason.VOLUME_PENDING, claim.ref(), "", "a volume that fits has just become available");
        }
        return Finding.tolerated(
                Reason.VOLUME_UNBINDABLE,
                claim.ref(),
                "",
                text,
                since,
                scene.tolerances().volumeLag());
    }

    private static Finding provisioning(KubeObject claim, String text, Instant since, Scene scene) {
        String storageClass = storageClass(claim);
        if (text.contains("storageclass") && Texts.contains(text, "not found")) {
            return scene.view().find(Kinds.STORAGE_CLASS, "", storageClass).isPresent()
                    ? Finding.transientOnly(Reason.VOLUME_PENDING, claim.ref(), "", "its StorageClass exists by now")
                    : Finding.tolerated(
                            Reason.VOLUME_UNBINDABLE,
                            claim.ref(),
                            "",
                            "StorageClass \"" + storageClass + "\" does not exist",
                            since,
                            scene.tolerances().volumeLag());
        }
        if (Texts.contains(text, "only csi plugin", "is not supported", "invalid", "unsupported")) {
            return Finding.terminal(Reason.VOLUME_UNBINDABLE, claim.ref(), "", text);
        }
        return Finding.tolerated(
                Reason.VOLUME_PENDING,
                claim.ref(),
                "",
                text,
                since,
                scene.tolerances().volumes());
    }

    private static boolean waitsForConsumer(KubeObject claim, Scene scene) {
        if (claim.annotations().containsKey("volume.kubernetes.io/selected-node")) {
            return true; // the consumer is there, and its own verdict watches the volume
        }
        Optional<KubeObject> storageClass = storageClass(claim).isEmpty()
                ? defaultClass(claim, scene)
                : scene.view().find(Kinds.STORAGE_CLASS, "", storageClass(claim));
        return storageClass
                        .filter(c -> c.text("volumeBindingMode").equals("WaitForFirstConsumer"))
                        .isPresent()
                || scene.events(claim).stream()
                        .anyMatch(e -> e.reason().equals("WaitForFirstConsumer")
                                || e.reason().equals("WaitForPodScheduled"));
    }

    private static Optional<KubeObject> defaultClass(KubeObject claim, Scene scene) {
        if (claim.at("spec").has("storageClassName")) {
            return Optional.empty(); // "" asks for no class at all
        }
        return scene.view().list(Kinds.STORAGE_CLASS, "").stream()
                .filter(c -> "true".equals(c.annotations().get("storageclass.kubernetes.io/is-default-class")))
                .findFirst();
    }

    private static String storageClass(KubeObject claim) {
        String name = claim.text("spec", "storageClassName");
        return name.isEmpty() ? claim.annotations().getOrDefault("volume.beta.kubernetes.io/storage-class", "") : name;
    }

    private static boolean aVolumeFits(KubeObject claim, Scene scene) {
        Optional<Quantity> asked = Quantity.find(claim.text("spec", "resources", "requests", "storage"));
        return scene.view().list(Kinds.VOLUME, "").stream()
                .anyMatch(v -> v.text("status", "phase").equals("Available")
                        && v.text("spec", "storageClassName").equals(storageClass(claim))
                        && hasModes(v, claim)
                        && asked.isPresent()
                        && Quantity.find(v.text("spec", "capacity", "storage"))
                                .filter(size -> size.compareTo(asked.get()) >= 0)
                                .isPresent());
    }

    private static boolean hasModes(KubeObject volume, KubeObject claim) {
        for (JsonNode mode : claim.at("spec", "accessModes")) {
            boolean found = false;
            for (JsonNode offered : volume.at("spec", "accessModes")) {
                found |= offered.asText().equals(mode.asText());
            }
            if (!found) {
                return false;
            }
        }
        return true;
    }
}
