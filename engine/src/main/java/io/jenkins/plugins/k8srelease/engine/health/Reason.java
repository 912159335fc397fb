package io.jenkins.plugins.k8srelease.engine.health;

/**
 * Why a verdict is as it is. The tokens are part of the interface to machines and never change their meaning. The order
 * is that in which findings tell most: what cannot heal first, what is merely not finished last.
 */
public enum Reason {
    // What cannot start or keeps dying
    IMAGE_NAME_INVALID("InvalidImageName", "the image's name cannot be parsed"),
    IMAGE_NOT_FOUND("ImageNotFound", "the registry answers that the image, tag or platform does not exist"),
    IMAGE_NEVER_PULLED("ImageNeverPulled", "the image is not on the node and the pull policy is Never"),
    IMAGE_SIGNATURE_INVALID("ImageSignatureInvalid", "the container runtime refused the image's signature"),
    CONFIG_MAP_MISSING("ConfigMapMissing", "a container or volume needs a ConfigMap that does not exist"),
    SECRET_MISSING("SecretMissing", "a container or volume needs a Secret that does not exist"),
    CONFIG_KEY_MISSING("ConfigKeyMissing", "a ConfigMap or Secret exists but lacks a key that is needed"),
    SECURITY_CONTEXT_REFUSED("SecurityContextRefused", "the kubelet refuses the user that the container would run as"),
    COMMAND_NOT_FOUND("CommandNotFound", "the container's command does not exist or cannot be executed"),
    OUT_OF_MEMORY("OutOfMemory", "a container is killed again and again since it needs more memory than its limit"),
    LIVENESS_PROBE_FAILED("LivenessProbeFailed", "a container is restarted again and again by its liveness probe"),
    STARTUP_PROBE_FAILED("StartupProbeFailed", "a container is restarted again and again by its startup probe"),
    CRASH_LOOP("CrashLoop", "a container ends again and again"),
    CONTAINER_CONFIG_INVALID("ContainerConfigInvalid", "the kubelet cannot make the container's configuration"),
    CONTAINER_START_FAILED("ContainerStartFailed", "the container runtime cannot create or start the container"),
    // What cannot be created
    QUOTA_EXCEEDED("QuotaExceeded", "a ResourceQuota refuses the pods"),
    QUOTA_UNSPECIFIED("QuotaNeedsResources", "a ResourceQuota demands requests or limits that the pod does not have"),
    LIMIT_RANGE_VIOLATED("LimitRangeViolated", "a LimitRange refuses the pods"),
    POD_SECURITY_VIOLATED("PodSecurityViolated", "the namespace's Pod Security level refuses the pods"),
    ADMISSION_DENIED("AdmissionDenied", "an admission webhook or policy refuses the pods"),
    SERVICE_ACCOUNT_MISSING("ServiceAccountMissing", "the pods' ServiceAccount does not exist"),
    POD_INVALID("PodInvalid", "the API server finds the pods invalid"),
    NAMESPACE_TERMINATING("NamespaceTerminating", "the namespace is being deleted"),
    CREATION_FORBIDDEN("CreationForbidden", "the API server forbids the controller to create the pods"),
    WEBHOOK_UNAVAILABLE("WebhookUnavailable", "an admission webhook that must be asked does not answer"),
    CREATION_FAILED("CreationFailed", "the controller cannot create pods, for a reason that may pass"),
    // What storage lacks
    CLAIM_MISSING("PersistentVolumeClaimMissing", "the pod uses a PersistentVolumeClaim that does not exist"),
    VOLUME_UNBINDABLE("VolumeUnbindable", "no volume can satisfy the claim"),
    VOLUME_LOST("VolumeLost", "the volume that the claim was bound to is gone"),
    VOLUME_PENDING("VolumePending", "the claim waits for its volume"),
    VOLUME_ATTACH_FAILED("VolumeAttachFailed", "the volume cannot be attached to the node"),
    VOLUME_MOUNT_FAILED("VolumeMountFailed", "the kubelet cannot mount a volume"),
    // What ended as a whole
    JOB_BACKOFF_LIMIT_EXCEEDED("BackoffLimitExceeded", "the Job's pods failed more often than it allows"),
    JOB_DEADLINE_EXCEEDED("DeadlineExceeded", "the Job ran longer than it allows"),
    JOB_FAILED("JobFailed", "the Job failed for another reason, such as its pod failure policy"),
    POD_FAILED("PodFailed", "a pod without a controller ended with an error"),
    PROGRESS_DEADLINE_EXCEEDED("ProgressDeadlineExceeded", "the Deployment made no progress for its progress deadline"),
    ROLLOUT_BLOCKED("RolloutBlocked", "a broken pod of an old revision keeps the StatefulSet from replacing pods"),
    STALLED("Stalled", "a controller reports that it will not get further"),
    NAMES_NOT_ACCEPTED("NamesNotAccepted", "the CustomResourceDefinition's names collide with another's"),
    AUTOSCALER_INVALID("AutoscalerInvalid", "the autoscaler's target or metric cannot work"),
    PAUSED("Paused", "the Deployment is paused, so nothing is rolled out"),
    // What may pass
    IMAGE_ACCESS_DENIED("ImageAccessDenied", "the registry refuses access to the image"),
    REGISTRY_UNAVAILABLE("RegistryUnavailable", "the image cannot be pulled at the moment"),
    READINESS_PROBE_FAILED("ReadinessProbeFailed", "a container runs but its readiness probe fails"),
    UNSCHEDULABLE("Unschedulable", "no node can take the pod at the moment"),
    SANDBOX_FAILED("PodSandboxFailed", "the node cannot set up the pod's sandbox or network"),
    NODE_LOST("NodeLost", "the pod's node does not answer"),
    EVICTED("Evicted", "the pod was evicted, preempted or refused by its node"),
    CONTAINER_RESTARTED("ContainerRestarted", "a container ended and is started again"),
    // What is merely not finished
    READINESS_GATE_CLOSED("ReadinessGateClosed", "a readiness gate of the pod is not true yet"),
    NOT_READY("ContainersNotReady", "containers run but are not ready yet"),
    STARTING("ContainersStarting", "containers are being created or started"),
    INITIALISING("Initialising", "init containers are still running"),
    SCHEDULING_GATED("SchedulingGated", "a scheduling gate holds the pod back"),
    SCHEDULING("Scheduling", "the pod waits for the scheduler"),
    NOT_YET_AVAILABLE("NotYetAvailable", "the pod is ready, but not yet for minReadySeconds"),
    OLD_PODS_REMAIN("OldPodsRemain", "pods of the old template still run"),
    CREATING_PODS("CreatingPods", "the controller has not created all pods yet"),
    NOT_OBSERVED("GenerationNotObserved", "the controller has not seen the current generation yet"),
    SUSPENDED("Suspended", "the object is suspended"),
    JOB_RUNNING("JobRunning", "the Job's pods still run"),
    ADDRESS_PENDING("AddressPending", "the address is not assigned yet"),
    METRICS_UNAVAILABLE("MetricsUnavailable", "the autoscaler gets no metrics at the moment"),
    USAGE_PENDING("UsagePending", "the ResourceQuota's usage has not been counted yet"),
    CONDITION_PENDING("ConditionPending", "a condition that tells readiness is not true yet"),
    TERMINATING("Terminating", "the object is being deleted"),
    // What is ready
    READY("Ready", "the object is as its manifest asks"),
    COMPLETE("Complete", "the work is done"),
    OLD_REVISION_REMAINS("OldRevisionRemains", "ready, but OnDelete or a partition keeps pods of an old revision"),
    NODES_EXCUSED("NodesExcused", "ready, except on nodes that are cordoned or do not answer"),
    WAIT_FOR_FIRST_CONSUMER("WaitForFirstConsumer", "the claim is bound when the first pod uses it");

    private final String token;
    private final String meaning;

    Reason(String token, String meaning) {
        this.token = token;
        this.meaning = meaning;
    }

    /** The CamelCase token for machines. */
    public String token() {
        return token;
    }

    /** What it means, as part of a sentence. */
    public String meaning() {
        return meaning;
    }
}
