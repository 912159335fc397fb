package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one release goes from a colour to the other: everything that another process needs to go on or to go back. Recorded
 * before the first change.
 *
 * @param service the active Service
 * @param preview the preview Service
 * @param from what serves before, null when nothing does
 * @param to what is brought up; the UIDs of its Deployments are not known yet
 * @param steering the live objects that are steered, in the order in which they are held
 * @param templates digest of each pod template of {@code from}, by Deployment: somebody else's change of one ends the release
 * @param drainMillis see {@link BlueGreenOptions}
 * @param keepMillis see {@link BlueGreenOptions}
 * @param gated true when a test of the caller stands before the switch
 * @param way what kind of switch it is
 */
public record BlueGreenPlan(
        String service,
        String preview,
        Colours.Side from,
        Colours.Side to,
        List<Steered> steering,
        Map<String, String> templates,
        long drainMillis,
        long keepMillis,
        boolean gated,
        Way way) {

    /** The kinds of switch. */
    public enum Way {
        /** To a new version. */
        FORTH,
        /** Back to the colour that was kept. */
        BACK
    }

    public BlueGreenPlan {
        steering = List.copyOf(steering);
        templates = Map.copyOf(templates);
    }

    /** What turns the requests; empty when the release makes the Service itself. */
    @JsonIgnore
    public Optional<Steered> pivot() {
        return steering.stream().filter(this::isPivot).findFirst();
    }

    public boolean isPivot(Steered steered) {
        return steered.ref().groupKind().equals(Kinds.SERVICE)
                && steered.ref().name().equals(service);
    }

    /** True when an object's fields are steered, so that it is not simply set back to its pre-image. */
    public boolean isSteered(KubeObject object) {
        return steering.stream().anyMatch(s -> !s.uid().isEmpty() && s.ref().sameObject(object.ref()));
    }

    /** The application's colours when the release has succeeded. */
    public Colours coloursAfter(Colours.Side active, Colours.Side standby) {
        return new Colours(service, preview, active, standby);
    }

    @JsonIgnore
    public List<ObjectRef> toDeployments(String namespace) {
        return refs(to, namespace);
    }

    static List<ObjectRef> refs(Colours.Side side, String namespace) {
        return side == null
                ? List.of()
                : side.workloads().stream()
                        .map(m -> new ObjectRef("apps/v1", "Deployment", namespace, m.deployment()))
                        .toList();
    }
}
