package io.jenkins.plugins.k8srelease.engine.event;

import io.jenkins.plugins.k8srelease.engine.health.Verdict;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;

/** Something that happened in a release. Only transitions are told: a release that waits is silent. */
public sealed interface ReleaseEvent {

    /** One line for people, without secrets. */
    String line();

    /** A step of the release begins or ends, or something is worth knowing. */
    record Info(String line) implements ReleaseEvent {}

    /** Something that a person should look at, although the release goes on. */
    record Warning(String line) implements ReleaseEvent {}

    /**
     * The release is on record: from here on another process can finish or undo it.
     *
     * @param revision its number
     */
    record Recorded(int revision) implements ReleaseEvent {

        @Override
        public String line() {
            return "release " + revision + " is on record";
        }
    }

    /** The plan stands. */
    record Planned(Plan plan) implements ReleaseEvent {

        @Override
        public String line() {
            long unchanged = plan.objects().size() - plan.changes().size();
            return plan.changes().size() + " of " + plan.objects().size() + " objects change"
                    + (unchanged == 0 ? "" : ", " + unchanged + " stay as they are");
        }
    }

    /** An object was written. */
    record Applied(ObjectRef object, String what) implements ReleaseEvent {

        @Override
        public String line() {
            return what + " " + object;
        }
    }

    /** What is known of an object's health has changed. */
    record VerdictChanged(ObjectRef object, Verdict verdict) implements ReleaseEvent {

        @Override
        public String line() {
            String state = verdict.state().name().toLowerCase(java.util.Locale.ROOT);
            return object + ": " + state + (verdict.message().isEmpty() ? "" : ": " + verdict.message());
        }
    }

    /** A pod was asked. */
    record Smoked(SmokeResult result) implements ReleaseEvent {

        @Override
        public String line() {
            return "smoke test " + result.check() + " of " + result.pod() + ": "
                    + (result.passed() ? "passed in " + result.millis() + " ms" : "failed: " + result.detail());
        }
    }
}
