package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.GroupKind;

/** The kinds that verdicts know by name. */
public final class Kinds {

    public static final GroupKind POD = core("Pod");
    public static final GroupKind EVENT = core("Event");
    public static final GroupKind EVENT_V1 = new GroupKind("events.k8s.io", "Event");
    public static final GroupKind NODE = core("Node");
    public static final GroupKind NAMESPACE = core("Namespace");
    public static final GroupKind SERVICE = core("Service");
    public static final GroupKind SERVICE_ACCOUNT = core("ServiceAccount");
    public static final GroupKind CONFIG_MAP = core("ConfigMap");
    public static final GroupKind SECRET = core("Secret");
    public static final GroupKind RESOURCE_QUOTA = core("ResourceQuota");
    public static final GroupKind CLAIM = core("PersistentVolumeClaim");
    public static final GroupKind VOLUME = core("PersistentVolume");
    public static final GroupKind REPLICATION_CONTROLLER = core("ReplicationController");
    public static final GroupKind DEPLOYMENT = apps("Deployment");
    public static final GroupKind REPLICA_SET = apps("ReplicaSet");
    public static final GroupKind STATEFUL_SET = apps("StatefulSet");
    public static final GroupKind DAEMON_SET = apps("DaemonSet");
    public static final GroupKind CONTROLLER_REVISION = apps("ControllerRevision");
    public static final GroupKind JOB = new GroupKind("batch", "Job");
    public static final GroupKind CRON_JOB = new GroupKind("batch", "CronJob");
    public static final GroupKind AUTOSCALER = new GroupKind("autoscaling", "HorizontalPodAutoscaler");
    public static final GroupKind DISRUPTION_BUDGET = new GroupKind("policy", "PodDisruptionBudget");
    public static final GroupKind INGRESS = new GroupKind("networking.k8s.io", "Ingress");
    public static final GroupKind INGRESS_CLASS = new GroupKind("networking.k8s.io", "IngressClass");
    public static final GroupKind STORAGE_CLASS = new GroupKind("storage.k8s.io", "StorageClass");
    public static final GroupKind CUSTOM_RESOURCE_DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");
    public static final GroupKind API_SERVICE = new GroupKind("apiregistration.k8s.io", "APIService");

    private Kinds() {}

    /** True for events of both of their API groups. */
    public static boolean isEvent(GroupKind kind) {
        return kind.equals(EVENT) || kind.equals(EVENT_V1);
    }

    private static GroupKind core(String kind) {
        return new GroupKind("", kind);
    }

    private static GroupKind apps(String kind) {
        return new GroupKind("apps", kind);
    }
}
