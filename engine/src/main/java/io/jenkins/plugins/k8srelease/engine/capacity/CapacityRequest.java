package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A release whose fit is asked for.
 *
 * @param namespace where it goes; objects that name another one are not judged
 * @param waves its objects, in the order in which they are applied
 * @param strategy how pods are replaced
 * @param headroom share of every quota and node that must stay free, from 0 to below 1
 * @param nodesFixed true when no autoscaler may add nodes, so that a shortage of nodes is more than a warning
 * @param unchanged workloads whose pods are known to stay (the plan's answer); every other one is taken to replace its pods
 * @param retiredFirst live workloads that are deleted before the release begins, such as the colour of the release before
 * @param active for blue-green: the live Deployment that a Deployment of the release stands beside, where the names differ
 * @param smokePods pods that smoke tests start once everything is up, one after the other
 * @param records what the release writes about itself
 * @param kinds plurals of custom kinds
 * @param known what need not be read any more, null for nothing
 * @param asksNodes false to ask about quotas only
 */
public record CapacityRequest(
        String namespace,
        List<List<KubeObject>> waves,
        Strategy strategy,
        double headroom,
        boolean nodesFixed,
        Set<ObjectRef> unchanged,
        Set<ObjectRef> retiredFirst,
        Map<ObjectRef, ObjectRef> active,
        List<KubeObject> smokePods,
        OwnRecords records,
        KindNames kinds,
        Known known,
        boolean asksNodes) {

    public CapacityRequest {
        if (headroom < 0 || headroom >= 1 || Double.isNaN(headroom)) {
            throw new IllegalArgumentException(
                    "headroom is " + headroom + ": give a share from 0 to below 1, such as 0.2 for 20 %");
        }
        waves = waves.stream().map(List::copyOf).toList();
        unchanged = Set.copyOf(unchanged);
        retiredFirst = Set.copyOf(retiredFirst);
        active = Map.copyOf(active);
        smokePods = List.copyOf(smokePods);
    }

    /** A release with no headroom, nodes that an autoscaler may add to, and no record counted. */
    public static CapacityRequest of(String namespace, List<List<KubeObject>> waves, Strategy strategy) {
        return new CapacityRequest(
                namespace,
                waves,
                strategy,
                0,
                false,
                Set.of(),
                Set.of(),
                Map.of(),
                List.of(),
                OwnRecords.NONE,
                KindNames.REGULAR,
                null,
                true);
    }

    public CapacityRequest withWaves(List<List<KubeObject>> changed, Strategy changedStrategy) {
        return with(draft -> {
            draft.waves = changed;
            draft.strategy = changedStrategy;
        });
    }

    public CapacityRequest withHeadroom(double share) {
        return with(draft -> draft.headroom = share);
    }

    public CapacityRequest withNodesFixed(boolean fixed) {
        return with(draft -> draft.nodesFixed = fixed);
    }

    public CapacityRequest withUnchanged(Set<ObjectRef> workloads) {
        return with(draft -> draft.unchanged = workloads);
    }

    public CapacityRequest withColours(Set<ObjectRef> retired, Map<ObjectRef, ObjectRef> activeColours) {
        return with(draft -> {
            draft.retiredFirst = retired;
            draft.active = activeColours;
        });
    }

    public CapacityRequest withSmokePods(List<KubeObject> pods) {
        return with(draft -> draft.smokePods = pods);
    }

    public CapacityRequest withRecords(OwnRecords own) {
        return with(draft -> draft.records = own);
    }

    public CapacityRequest withKinds(KindNames names) {
        return with(draft -> draft.kinds = names);
    }

    public CapacityRequest withKnown(Known read) {
        return with(draft -> draft.known = read);
    }

    /** Asks about quotas only, which takes fewer and smaller lists. */
    public CapacityRequest withoutNodes() {
        return with(draft -> draft.asksNodes = false);
    }

    private CapacityRequest with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new CapacityRequest(
                namespace,
                draft.waves,
                draft.strategy,
                draft.headroom,
                draft.nodesFixed,
                draft.unchanged,
                draft.retiredFirst,
                draft.active,
                draft.smokePods,
                draft.records,
                draft.kinds,
                draft.known,
                draft.asksNodes);
    }

    /** A request in which something is about to change. */
    private static final class Draft {
        private List<List<KubeObject>> waves;
        private Strategy strategy;
        private double headroom;
        private boolean nodesFixed;
        private Set<ObjectRef> unchanged;
        private Set<ObjectRef> retiredFirst;
        private Map<ObjectRef, ObjectRef> active;
        private List<KubeObject> smokePods;
        private OwnRecords records;
        private KindNames kinds;
        private Known known;
        private boolean asksNodes;

        Draft(CapacityRequest from) {
            waves = from.waves;
            strategy = from.strategy;
            headroom = from.headroom;
            nodesFixed = from.nodesFixed;
            unchanged = from.unchanged;
            retiredFirst = from.retiredFirst;
            active = from.active;
            smokePods = from.smokePods;
            records = from.records;
            kinds = from.kinds;
            known = from.known;
            asksNodes = from.asksNodes;
        }
    }

    boolean isHere(KubeObject object) {
        return object.namespace().isEmpty() || object.namespace().equals(namespace);
    }

    static boolean contains(Set<ObjectRef> refs, KubeObject object) {
        return refs.stream()
                .anyMatch(r ->
                        r.groupKind().equals(object.groupKind()) && r.name().equals(object.name()));
    }

    /** The name of the live Deployment that one of the release replaces or stands beside. */
    String activeName(KubeObject deployment) {
        return active.entrySet().stream()
                .filter(e -> e.getKey().groupKind().equals(deployment.groupKind())
                        && e.getKey().name().equals(deployment.name()))
                .map(e -> e.getValue().name())
                .findFirst()
                .orElse(deployment.name());
    }
}
