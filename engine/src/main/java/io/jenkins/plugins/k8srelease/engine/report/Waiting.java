package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the release is waiting for, as its events tell it. Not thread-safe. */
public final class Waiting {

    private final Map<ObjectRef, String> objects = new LinkedHashMap<>();
    private String last = "";

    /** Takes one event in. */
    public void see(ReleaseEvent event) {
        if (event instanceof ReleaseEvent.VerdictChanged changed) {
            switch (changed.verdict().state()) {
                case PROGRESSING ->
                    objects.put(changed.object(), changed.verdict().message());
                case READY, FAILED -> objects.remove(changed.object());
            }
        } else if (event instanceof ReleaseEvent.Info info) {
            if (info.line().startsWith("undoing")) {
                // What was waited for no longer counts; what is restored tells its own verdicts.
                objects.clear();
            }
            last = info.line();
        } else if (event instanceof ReleaseEvent.Planned) {
            last = "applying";
        }
    }

    /** One line without an end, empty before anything happened. */
    public String text() {
        if (objects.isEmpty()) {
            return last;
        }
        Map.Entry<ObjectRef, String> first = objects.entrySet().iterator().next();
        int more = objects.size() - 1;
        return "waiting for " + first.getKey().shortName() + (more > 0 ? " and " + more + " more" : "") + ": "
                + first.getValue();
    }
}
