package io.jenkins.plugins.k8srelease.engine.diagnosis;

import io.jenkins.plugins.k8srelease.engine.health.Finding;
import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;

/** What to do next, for every reason of a verdict. */
final class Hints {

    /** A busy node's container runtime can miss that it was the kernel which killed, and then says only Error. */
    private static final String KILLED =
            "Exit code 137 is a kill from outside, most often for using more memory than the limit: compare the two. ";

    private Hints() {}

    static String of(Reason reason) {
        return switch (reason) {
            case IMAGE_NAME_INVALID ->
                "Correct the image's name; it must be a lower-case path with an optional registry, tag and digest.";
            case IMAGE_NOT_FOUND ->
                "Check the tag for a typing error, that the build has pushed the image, and that it was built for the nodes' platform.";
            case IMAGE_NEVER_PULLED -> "Load the image onto the nodes, or set imagePullPolicy to IfNotPresent.";
            case IMAGE_SIGNATURE_INVALID -> "Sign the image as the nodes' policy asks, or use one that is signed.";
            case IMAGE_ACCESS_DENIED ->
                "Check imagePullSecrets of the pod or its ServiceAccount, and that the credentials may read this repository; many registries also answer so when the repository does not exist.";
            case REGISTRY_UNAVAILABLE ->
                "Check that the nodes reach the registry (DNS, proxy, certificate, rate limit), then release again.";
            case CONFIG_MAP_MISSING ->
                "Add the ConfigMap to the manifests or create it in this namespace, or mark the reference as optional.";
            case SECRET_MISSING ->
                "Add the Secret to the manifests or create it in this namespace, or mark the reference as optional.";
            case CONFIG_KEY_MISSING -> "Add the key, or correct the reference; keys are case-sensitive.";
            case SECURITY_CONTEXT_REFUSED ->
                "Set runAsUser to the number of a user other than root that the image can run as.";
            case COMMAND_NOT_FOUND ->
                "Check command and args of the container against what the image contains and against the nodes' platform.";
            case OUT_OF_MEMORY -> "Raise the container's memory limit, or make the application keep within it.";
            case LIVENESS_PROBE_FAILED ->
                "Check the liveness probe's path, port and timeout; give a slow start a startup probe.";
            case STARTUP_PROBE_FAILED ->
                "Allow the start more time (failureThreshold × periodSeconds of the startup probe), or find out why it takes so long.";
            case CRASH_LOOP, CONTAINER_RESTARTED ->
                "Read the last lines of the log, and check the settings and services that the application needs to start.";
            case CONTAINER_CONFIG_INVALID, CONTAINER_START_FAILED ->
                "Correct the container's settings that the message names.";
            case QUOTA_EXCEEDED ->
                "Raise the ResourceQuota, lower requests, limits or replicas, or let the rollout end old pods first (maxUnavailable above 0).";
            case QUOTA_UNSPECIFIED ->
                "Give every container the requests and limits that the quota counts, or add a LimitRange with defaults.";
            case LIMIT_RANGE_VIOLATED ->
                "Bring the containers' requests and limits into the bounds of the namespace's LimitRange.";
            case POD_SECURITY_VIOLATED ->
                "Set the security context fields that the message lists, or have the namespace's Pod Security level changed.";
            case ADMISSION_DENIED -> "Change what the policy refuses, or ask its owner.";
            case SERVICE_ACCOUNT_MISSING -> "Add the ServiceAccount to the manifests, or correct serviceAccountName.";
            case POD_INVALID -> "Correct the pod template as the message says.";
            case NAMESPACE_TERMINATING ->
                "Wait until the namespace is gone and release again, or release into another one.";
            case CREATION_FORBIDDEN ->
                "Check which admission plug-in or right refuses the pods; the message is the API server's.";
            case WEBHOOK_UNAVAILABLE ->
                "Check the pods and the Service behind the webhook, or have its failurePolicy changed.";
            case CREATION_FAILED ->
                "Look at the state of the API server and of the controller manager, then release again.";
            case CLAIM_MISSING -> "Add the PersistentVolumeClaim to the manifests, or correct claimName.";
            case VOLUME_UNBINDABLE ->
                "Check the claim's storage class, size and access modes against the volumes and provisioners of the cluster.";
            case VOLUME_LOST -> "Restore the volume, or delete the claim and its data with it and release again.";
            case VOLUME_PENDING -> "Look at the events of the claim and at the provisioner of its storage class.";
            case VOLUME_ATTACH_FAILED ->
                "A ReadWriteOnce volume is attached to one node only: use the strategy Recreate, or end the pod that still holds it.";
            case VOLUME_MOUNT_FAILED -> "Look at the node's kubelet and at the storage driver.";
            case JOB_BACKOFF_LIMIT_EXCEEDED, JOB_FAILED, POD_FAILED -> "Read the last lines of the failed pod's log.";
            case JOB_DEADLINE_EXCEEDED -> "Raise activeDeadlineSeconds, or find out what the Job waits for.";
            case PROGRESS_DEADLINE_EXCEEDED ->
                "Look at what keeps the new pods from becoming ready; raise progressDeadlineSeconds if they only need more time.";
            case ROLLOUT_BLOCKED ->
                "Delete the broken pod; with OrderedReady the StatefulSet does not replace it by itself.";
            case STALLED -> "Look at the object's conditions and at the log of its controller.";
            case NAMES_NOT_ACCEPTED -> "Another CustomResourceDefinition has these names: remove it, or choose others.";
            case AUTOSCALER_INVALID -> "Correct the autoscaler's target, selector or metrics.";
            case PAUSED -> "Resume the Deployment with \"kubectl rollout resume\", or set spec.paused to false.";
            case READINESS_PROBE_FAILED ->
                "Ask the probe's address yourself; check its path and port, and the services that the application depends on.";
            case UNSCHEDULABLE ->
                "Lower the requests, add nodes, or correct node selectors, affinities, tolerations and topology constraints.";
            case SANDBOX_FAILED -> "Look at the node's container runtime and network plug-in.";
            case NODE_LOST -> "Look at the node; its pods are replaced elsewhere after about five minutes.";
            case EVICTED -> "Look at the pressure on the node, and at requests that are lower than what is used.";
            case READINESS_GATE_CLOSED ->
                "Look at the controller that sets the readiness gate, such as a load balancer's.";
            case NOT_READY, STARTING, INITIALISING ->
                "Allow more time with the step's timeout, or find out what the containers wait for.";
            case SCHEDULING_GATED -> "Something must remove the pod's scheduling gate.";
            case SCHEDULING -> "Look at the scheduler.";
            case OLD_PODS_REMAIN, NOT_YET_AVAILABLE, CREATING_PODS, NOT_OBSERVED ->
                "Allow more time with the step's timeout; if nothing moves, look at the controller manager.";
            case SUSPENDED -> "Set spec.suspend to false, or whatever queues the Job must admit it.";
            case JOB_RUNNING -> "Allow more time with the step's timeout.";
            case ADDRESS_PENDING ->
                "Look at the controller that assigns the address; without one in the cluster, use another type.";
            case METRICS_UNAVAILABLE -> "Check that a metrics server is installed.";
            case USAGE_PENDING -> "Look at the controller manager.";
            case CONDITION_PENDING -> "Look at the object's conditions and at the log of its controller.";
            case TERMINATING -> "Wait until it is gone; look at its finalizers if it stays.";
            case READY, COMPLETE, OLD_REVISION_REMAINS, NODES_EXCUSED, WAIT_FOR_FIRST_CONSUMER -> "";
        };
    }

    /** A container that was restarted once or twice has the trouble that restarted it. */
    private static Reason trouble(Finding finding) {
        if (finding.reason() != Reason.CONTAINER_RESTARTED) {
            return finding.reason();
        }
        if (finding.detail().contains("liveness probe failed")) {
            return Reason.LIVENESS_PROBE_FAILED;
        }
        if (finding.detail().contains("startup probe failed")) {
            return Reason.STARTUP_PROBE_FAILED;
        }
        return finding.detail().contains("OOMKilled") ? Reason.OUT_OF_MEMORY : finding.reason();
    }

    /** The hint, with the command that shows more. */
    static String of(Finding finding) {
        String look = lookAt(finding.object());
        Reason trouble = trouble(finding);
        String hint = of(trouble);
        if (trouble == Reason.CRASH_LOOP || trouble == Reason.CONTAINER_RESTARTED) {
            hint = finding.detail().contains("exit code 137") ? KILLED + hint : hint;
        }
        return hint.isEmpty() ? "" : hint + " See: " + look;
    }

    private static String lookAt(ObjectRef object) {
        String namespace = object.namespace().isEmpty() ? "" : " -n " + object.namespace();
        return "kubectl describe " + object.shortName() + namespace;
    }
}
