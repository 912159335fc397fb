package io.jenkins.plugins.k8srelease.engine.diagnosis;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that shows a cause. All texts are redacted and free of control characters. */
public sealed interface Evidence {

    /** The object at which it was seen. */
    ObjectRef object();

    /** The evidence as lines for a log or a terminal. */
    List<String> lines();

    /** What was found at a pod, or at another object. */
    record Found(ObjectRef object, String container, String text) implements Evidence {
        @Override
        public List<String> lines() {
            return List.of(object + ": " + text);
        }
    }

    /** A condition that is not as it should be. */
    record ConditionSeen(ObjectRef object, String type, String status, String reason, String message)
            implements Evidence {
        @Override
        public List<String> lines() {
            return List.of(object + ": condition " + type + " is " + status
                    + (reason.isEmpty() ? "" : " (" + reason + ")") + (message.isEmpty() ? "" : ": " + message));
        }
    }

    /**
     * A warning event.
     *
     * @param count how often it was seen
     * @param last when it was last seen, if it says so
     */
    record EventSeen(ObjectRef object, String reason, String message, long count, Optional<Instant> last)
            implements Evidence {
        @Override
        public List<String> lines() {
            return List.of(object + ": event " + reason + (count > 1 ? " (" + count + " times)" : "") + ": " + message);
        }
    }

    /**
     * The last lines that a container wrote.
     *
     * @param previous true when they are of the run before the present one
     */
    record LogLines(ObjectRef object, String container, boolean previous, List<String> lines) implements Evidence {
        public LogLines {
            lines = List.copyOf(lines);
        }
    }
}
