package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A StatefulSet: pods have names, so an old one is gone before its successor comes. Missing pods are created in order (all at
 * once with podManagementPolicy Parallel), surplus ones go from the highest number on, then pods are replaced one at a time
 * from the highest number down to the partition.
 *
 * @param workload the StatefulSet
 * @param live its pods now, by number
 * @param young a pod of the new revision, by number; as many as are wanted
 * @param partition the lowest number that is replaced
 * @param ordered whether a pod waits until those before it are ready
 * @param replaces whether the controller replaces pods at all ({@code OnDelete}, or an unchanged template: no)
 * @param claims what a missing pod's claims are charged, by number
 * @param revisions the new ControllerRevision
 */
record StatefulSetPlan(
        ObjectRef workload,
        Map<Integer, LivePod> live,
        List<PodShape> young,
        int partition,
        boolean ordered,
        boolean replaces,
        Map<Integer, List<ObjectCharge>> claims,
        List<ObjectCharge> revisions)
        implements RolloutPlan {

    private boolean isReplaced(int number) {
        return replaces && number >= partition;
    }

    /** The revision that a missing pod gets: below the partition the old one, as long as one is known. */
    private PodShape shapeFor(int number) {
        if (live.isEmpty() || number >= partition) {
            return young.get(number);
        }
        return live.containsKey(number)
                ? live.get(number).shape()
                : live.values().iterator().next().shape();
    }

    @Override
    public PodShape next() {
        return young.get(young.size() - 1);
    }

    @Override
    public List<ObjectCharge> creates() {
        List<ObjectCharge> all = new ArrayList<>(revisions);
        claims.values().forEach(all::addAll);
        return all;
    }

    @Override
    public Footprint before() {
        return Footprint.of(live.size() + " pods", List.copyOf(live.values()));
    }

    @Override
    public Footprint after() {
        return footprint(0, "all pods");
    }

    /** The pods when those from a number on are new. */
    private Footprint footprint(int from, String moment) {
        Footprint result = new Footprint(moment, List.of());
        for (int i = 0; i < young.size(); i++) {
            boolean stays = live.containsKey(i) && (!isReplaced(i) || i < from);
            result = result.and(stays ? live.get(i).shape() : shapeFor(i), 1);
        }
        return result;
    }

    @Override
    public List<Footprint> states() {
        List<Footprint> states = new ArrayList<>();
        states.add(before());
        // Until surplus pods are gone the missing ones may already be there.
        Footprint grown = footprint(young.size(), Math.max(young.size(), live.size()) + " pods");
        for (Map.Entry<Integer, LivePod> e : live.entrySet()) {
            if (e.getKey() >= young.size()) {
                grown = grown.and(e.getValue().shape(), 1);
            }
        }
        states.add(grown);
        for (int from = young.size() - 1; from >= 0; from--) {
            states.add(footprint(from, "pods from number " + from + " on replaced"));
        }
        return states;
    }

    @Override
    public boolean createsPods() {
        for (int i = 0; i < young.size(); i++) {
            if (!live.containsKey(i) || isReplaced(i)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Rollout start(World world) {
        Map<Integer, SimPod> pods = new HashMap<>();
        live.forEach((number, pod) -> pods.put(number, world.adoptAsAvailable(pod)));
        return new Run(pods);
    }

    private final class Run implements Rollout {
        private final Map<Integer, SimPod> pods;
        private final List<ObjectCharge> charged = new ArrayList<>();

        Run(Map<Integer, SimPod> pods) {
            this.pods = pods;
        }

        @Override
        public boolean step(World world) {
            for (ObjectCharge charge : revisions) {
                if (!pay(world, charge)) {
                    return false;
                }
            }
            boolean changed = fill(world);
            if (ordered && !firstAreAvailable()) {
                return changed;
            }
            for (int i = highest(); i >= young.size(); i--) {
                SimPod surplus = pods.remove(i);
                if (surplus != null) {
                    world.remove(surplus);
                    return true;
                }
            }
            return changed | (firstAreAvailable() && replaceOne(world));
        }

        private boolean pay(World world, ObjectCharge charge) {
            if (charged.contains(charge)) {
                return true;
            }
            boolean paid = world.create(workload, charge);
            if (paid) {
                charged.add(charge);
            }
            return paid;
        }

        private boolean fill(World world) {
            boolean changed = false;
            for (int i = 0; i < young.size(); i++) {
                SimPod pod = pods.get(i);
                if (pod == null) {
                    for (ObjectCharge claim : claims.getOrDefault(i, List.of())) {
                        if (!pay(world, claim)) {
                            return changed;
                        }
                    }
                    var created = world.create(shapeFor(i), SimPod.NOWHERE);
                    if (created.isEmpty()) {
                        return changed;
                    }
                    pod = created.get();
                    pods.put(i, pod);
                    changed = true;
                } else {
                    changed |= world.schedule(pod);
                }
                if (ordered && !pod.available) {
                    return changed;
                }
            }
            return changed;
        }

        private boolean replaceOne(World world) {
            for (int i = young.size() - 1; i >= 0; i--) {
                SimPod pod = pods.get(i);
                if (isReplaced(i) && pod.shape != young.get(i)) {
                    pods.remove(i);
                    world.remove(pod);
                    return true;
                }
            }
            return false;
        }

        private boolean firstAreAvailable() {
            for (int i = 0; i < young.size(); i++) {
                SimPod pod = pods.get(i);
                if (pod == null || !pod.available) {
                    return false;
                }
            }
            return true;
        }

        private int highest() {
            return pods.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        }

        @Override
        public boolean isComplete() {
            if (highest() >= young.size() || !firstAreAvailable()) {
                return false;
            }
            for (int i = 0; i < young.size(); i++) {
                if (isReplaced(i) && pods.get(i).shape != young.get(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String progress() {
            return pods.size() + " of " + young.size() + " pods";
        }
    }
}
