package io.jenkins.plugins.k8srelease.engine.capacity;

/** Something that quotas count. */
sealed interface Charge permits PodShape, ObjectCharge {

    /** What it is charged, by the names that quotas use. */
    Resources usage();
}
