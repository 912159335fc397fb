package io.jenkins.plugins.k8srelease.engine.capacity;

/**
 * What a release writes about itself into the namespace before anything else, which quotas count too.
 *
 * @param secrets Secrets that are added: the head and the parts of the record
 * @param leases Leases that are added: one, unless the application has been released before
 */
public record OwnRecords(int secrets, int leases) {

    public static final OwnRecords NONE = new OwnRecords(0, 0);

    /** A record that fits one part, of an application that is released for the first time. */
    public static final OwnRecords FIRST_RELEASE = new OwnRecords(2, 1);
}
