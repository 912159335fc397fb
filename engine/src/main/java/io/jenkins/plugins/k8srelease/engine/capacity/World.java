package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Quotas and nodes while a release is played through. Pods become ready as soon as they have a node; those that go either
 * leave at once, or linger as long as their grace period allows.
 */
final class World {

    private final QuotaLedger ledger;
    private final Optional<NodePlacement> nodes;
    private final NodePlacement.Policy policy;
    private final Random random;
    private final boolean lingering;
    private final Map<ObjectRef, Integer> lingerCaps = new HashMap<>();
    private final Map<ObjectRef, Deque<SimPod>> leaving = new HashMap<>();
    private final Map<ObjectRef, List<QuotaLedger.Refusal>> refused = new LinkedHashMap<>();
    private final Map<ObjectRef, PodShape> homeless = new LinkedHashMap<>();
    private boolean everHomeless;
    private boolean mayPreempt;
    private int budget = Integer.MAX_VALUE;

    /**
     * @param nodes empty when nodes are not looked at
     * @param lingering whether pods that go take their time
     */
    World(
            QuotaLedger ledger,
            Optional<NodePlacement> nodes,
            NodePlacement.Policy policy,
            Random random,
            boolean lingering) {
        this.ledger = ledger;
        this.nodes = nodes;
        this.policy = policy;
        this.random = random;
        this.lingering = lingering;
    }

    QuotaLedger ledger() {
        return ledger;
    }

    Optional<NodePlacement> nodes() {
        return nodes;
    }

    void lingerAtMost(ObjectRef workload, int pods) {
        lingerCaps.put(workload, pods);
    }

    /** Adds a pod that runs already and that quota and nodes know of. */
    SimPod adopt(LivePod live) {
        SimPod pod = new SimPod(live.shape(), SimPod.NOWHERE);
        if (!live.node().isEmpty()) {
            pod.bound = true;
            pod.node = nodes.map(n -> n.table().find(live.node())).orElse(SimPod.NOWHERE);
            nodes.ifPresent(n -> {
                if (pod.node >= 0) {
                    n.take(pod.shape, pod.node);
                }
            });
            pod.available = live.ready();
        }
        return pod;
    }

    /** Notes a pod that is being deleted and that nodes still count. */
    void adoptLeaving(LivePod live) {
        nodes.ifPresent(n -> {
            int node = n.table().find(live.node());
            if (node >= 0) {
                n.take(live.shape(), node);
            }
        });
    }

    /** Creates a pod as a controller does; empty when it is refused. */
    Optional<SimPod> create(PodShape shape, int pinned) {
        if (budget == 0) {
            return Optional.empty();
        }
        List<QuotaLedger.Refusal> refusals = ledger.charge(shape);
        if (!refusals.isEmpty()) {
            refused.put(shape.workload(), refusals);
            return Optional.empty();
        }
        budget--;
        SimPod pod = new SimPod(shape, pinned);
        schedule(pod);
        return Optional.of(pod);
    }

    /** Charges an object that a controller creates; false when it is refused. */
    boolean create(ObjectRef workload, ObjectCharge charge) {
        List<QuotaLedger.Refusal> refusals = ledger.charge(charge);
        if (!refusals.isEmpty()) {
            refused.put(workload, refusals);
        }
        return refusals.isEmpty();
    }

    /** Looks for a node for a pod that has none; true when that changed something. */
    boolean schedule(SimPod pod) {
        if (pod.available || pod.bound || pod.node != SimPod.NOWHERE) {
            return false;
        }
        if (nodes.isEmpty()) {
            pod.available = true;
            return true;
        }
        NodePlacement placement = nodes.get();
        if (pod.pinned >= 0) {
            if (placement.hasRoom(pod.shape, pod.pinned)) {
                placement.take(pod.shape, pod.pinned);
                pod.node = pod.pinned;
            }
        } else {
            pod.node = placement.place(pod.shape, policy, random);
        }
        pod.available = pod.node >= 0;
        if (!pod.available) {
            homeless.put(pod.shape.workload(), pod.shape);
            everHomeless = true;
            mayPreempt |= pod.shape.priority() > 0;
        }
        return pod.available;
    }

    void remove(SimPod pod) {
        int cap = lingering ? lingerCaps.getOrDefault(pod.shape.workload(), 0) : 0;
        if (cap == 0) {
            release(pod);
            return;
        }
        Deque<SimPod> queue = leaving.computeIfAbsent(pod.shape.workload(), w -> new ArrayDeque<>());
        queue.add(pod);
        if (queue.size() > cap) {
            release(queue.remove());
        }
    }

    private void release(SimPod pod) {
        ledger.refund(pod.shape);
        if (pod.node >= 0) {
            nodes.ifPresent(n -> n.release(pod.shape, pod.node));
        }
    }

    /** What was on its way out is gone. */
    void endWave() {
        leaving.values().forEach(queue -> queue.forEach(this::release));
        leaving.clear();
    }

    /** Forgets what stood in the way before a new round. */
    void beginRound() {
        refused.clear();
        homeless.clear();
    }

    /** A workload's turn, in which it may create so many pods. */
    void beginTurn(int pods) {
        budget = pods;
    }

    /** What the quotas refused in this round, by workload. */
    Map<ObjectRef, List<QuotaLedger.Refusal>> refused() {
        return refused;
    }

    /** The pods for which no node had room in this round, by workload. */
    Map<ObjectRef, PodShape> homeless() {
        return homeless;
    }

    /** Whether at any moment a pod found no node. */
    boolean wasEverHomeless() {
        return everHomeless;
    }

    /** Whether a pod without a node has a priority, so that the scheduler might evict others for it. */
    boolean mayPreempt() {
        return mayPreempt;
    }

    /** Adopts pods whose readiness is no concern of the release: what is on a node counts as available. */
    SimPod adoptAsAvailable(LivePod live) {
        SimPod pod = adopt(live);
        pod.available |= pod.bound;
        return pod;
    }

    List<SimPod> adoptAll(List<LivePod> pods) {
        List<SimPod> result = new ArrayList<>();
        pods.forEach(p -> result.add(adopt(p)));
        return result;
    }
}
