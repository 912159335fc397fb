package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DaemonSet: one pod on each node that it matches. Without a surge an old pod goes before its successor comes, on so many
 * nodes at a time; with a surge the successor comes first.
 *
 * @param workload the DaemonSet
 * @param live its pods now, by node name
 * @param next a pod of the new revision
 * @param wanted names of the nodes that are to have one
 * @param surge on how many nodes a second pod may run at a time
 * @param unavailable on how many nodes none may run at a time
 * @param replaces whether the controller replaces pods at all
 * @param creates the new ControllerRevision
 * @param lingering how many old pods may be stopping at the same time
 */
record DaemonSetPlan(
        ObjectRef workload,
        Map<String, LivePod> live,
        PodShape next,
        List<String> wanted,
        int surge,
        int unavailable,
        boolean replaces,
        List<ObjectCharge> creates,
        int lingering)
        implements RolloutPlan {

    @Override
    public Footprint before() {
        return Footprint.of(live.size() + " pods", List.copyOf(live.values()));
    }

    @Override
    public Footprint after() {
        return footprint(replaces ? wanted.size() : 0, 0, wanted.size() + " pods");
    }

    /** The pods when the first nodes are done, and some nodes have an old pod beside the new one. */
    private Footprint footprint(int done, int both, String moment) {
        Footprint result = new Footprint(moment, List.of());
        for (int i = 0; i < wanted.size(); i++) {
            LivePod old = live.get(wanted.get(i));
            boolean keepsOld = old != null && i >= done - both;
            boolean hasNew = old == null || i < done;
            result = result.and(next, hasNew ? 1 : 0);
            if (keepsOld) {
                result = result.and(old.shape(), 1);
            }
        }
        return result;
    }

    @Override
    public List<Footprint> states() {
        List<Footprint> states = new ArrayList<>();
        states.add(before());
        Footprint grown = footprint(0, 0, wanted.size() + " pods");
        for (Map.Entry<String, LivePod> e : live.entrySet()) {
            if (!wanted.contains(e.getKey())) {
                grown = grown.and(e.getValue().shape(), 1);
            }
        }
        states.add(grown);
        if (replaces) {
            int both = surge == 0 ? 0 : surge + lingering;
            for (int done = 1; done <= wanted.size(); done++) {
                int beside = Math.min(both, done);
                states.add(footprint(
                        done, beside, done + " new pods" + (beside > 0 ? ", " + beside + " beside an old one" : "")));
            }
        }
        return states;
    }

    @Override
    public boolean createsPods() {
        return replaces ? !wanted.isEmpty() : !live.keySet().containsAll(wanted);
    }

    @Override
    public RolloutPlan withoutLingering() {
        return new DaemonSetPlan(workload, live, next, wanted, surge, unavailable, replaces, creates, 0);
    }

    @Override
    public Rollout start(World world) {
        world.lingerAtMost(workload, surge == 0 ? 0 : lingering);
        Map<String, SimPod> old = new LinkedHashMap<>();
        live.forEach((node, pod) -> old.put(node, world.adoptAsAvailable(pod)));
        return new Run(old);
    }

    private final class Run implements Rollout {
        private final Map<String, SimPod> old;
        private final Map<String, SimPod> young = new HashMap<>();
        private boolean created;

        Run(Map<String, SimPod> old) {
            this.old = old;
        }

        @Override
        public boolean step(World world) {
            boolean changed = false;
            if (!created) {
                for (ObjectCharge charge : creates) {
                    if (!world.create(workload, charge)) {
                        return false;
                    }
                }
                created = true;
                changed = true;
            }
            for (String node : List.copyOf(old.keySet())) {
                if (!wanted.contains(node)) {
                    world.remove(old.remove(node));
                    changed = true;
                }
            }
            for (SimPod pod : young.values()) {
                changed |= world.schedule(pod);
            }
            for (String node : wanted) {
                if (!old.containsKey(node) && !young.containsKey(node)) {
                    changed |= add(world, node);
                }
            }
            return changed | (replaces && (surge > 0 ? rollWithSurge(world) : rollInPlace(world)));
        }

        private boolean add(World world, String node) {
            int pinned = world.nodes().map(n -> n.table().find(node)).orElse(SimPod.NOWHERE);
            var pod = world.create(next, pinned);
            pod.ifPresent(p -> young.put(node, p));
            return pod.isPresent();
        }

        private boolean rollInPlace(World world) {
            long down = wanted.stream().filter(node -> !isAvailable(node)).count();
            boolean changed = false;
            for (String node : wanted) {
                SimPod pod = old.get(node);
                if (pod != null && (!pod.available || down < unavailable)) {
                    down += pod.available ? 1 : 0;
                    old.remove(node);
                    world.remove(pod);
                    changed = true;
                }
            }
            return changed;
        }

        private boolean rollWithSurge(World world) {
            boolean changed = false;
            for (String node : List.copyOf(old.keySet())) {
                if (young.containsKey(node) && young.get(node).available) {
                    world.remove(old.remove(node));
                    changed = true;
                }
            }
            long beside = old.keySet().stream().filter(young::containsKey).count();
            for (String node : List.copyOf(old.keySet())) {
                if (beside < surge && !young.containsKey(node) && add(world, node)) {
                    beside++;
                    changed = true;
                }
            }
            return changed;
        }

        private boolean isAvailable(String node) {
            SimPod pod = young.containsKey(node) ? young.get(node) : old.get(node);
            return pod != null && pod.available;
        }

        @Override
        public boolean isComplete() {
            return created
                    && (!replaces || old.isEmpty())
                    && wanted.stream().allMatch(node -> isAvailable(node) || (!replaces && old.containsKey(node)));
        }

        @Override
        public String progress() {
            return old.size() + " old and " + young.size() + " new pods on " + wanted.size() + " nodes";
        }
    }
}
