package io.jenkins.plugins.k8srelease.engine.history;

/**
 * Who runs a release.
 *
 * @param id unique for each run that claims; a resumed Jenkins step has the same as before
 * @param by the person or build, for messages, for example {@code shop/main #42 (alice)}
 * @param host where it runs
 * @param process the process, null when only the Lease can tell whether it lives
 */
public record Holder(String id, String by, String host, ProcessIdentity process) {

    /** True when this machine can tell that the holder's process is gone. */
    public boolean isKnownDead() {
        return process != null && process.isKnownDead();
    }

    @Override
    public String toString() {
        return by + (host == null || host.isEmpty() ? "" : " on " + host);
    }
}
