package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.time.Duration;
import java.util.List;

/**
 * Smoke tests of what is live.
 *
 * @param names the namespace of the Services, and the application
 * @param checks run one after the other, all of them, also when one fails
 * @param timeoutMillis how long all of them may wait for endpoints and pods
 * @param holder who asks
 * @param marksBad true to say of the application's live release that it is bad when a check fails, so that a rollback to
 *     {@code previous} never leads to it
 */
public record SmokeRequest(
        RecordNames names, List<SmokeCheck> checks, long timeoutMillis, Holder holder, boolean marksBad) {

    /** Stands for the application when none was named: it only shows on the label of a pod that asks. */
    private static final String NO_APPLICATION = "smoke-test";

    public SmokeRequest {
        checks = List.copyOf(checks);
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("there is no smoke test to run");
        }
    }

    /** Of an application, whose live release is bad when a check fails. */
    public SmokeRequest(RecordNames names, List<SmokeCheck> checks, long timeoutMillis, Holder holder) {
        this(names, checks, timeoutMillis, holder, !names.app().equals(NO_APPLICATION));
    }

    /** For Services that need not belong to an application of ours. */
    public static SmokeRequest of(String namespace, List<SmokeCheck> checks, Duration timeout, Holder holder) {
        return new SmokeRequest(new RecordNames(namespace, NO_APPLICATION), checks, timeout.toMillis(), holder);
    }
}
