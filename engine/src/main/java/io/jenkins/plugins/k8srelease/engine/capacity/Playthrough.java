package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Plays a release through, wave by wave, in one of the orders in which its controllers and the scheduler may happen to act,
 * until it is complete or nothing moves any more.
 *
 * @param way the order
 * @param lingering whether pods that go take their time, or are gone at once
 * @param granting whether a quota that stands in the way is raised by what is lacking, to learn how much that is
 */
record Playthrough(Way way, boolean lingering, boolean granting) {

    /**
     * One of the orders.
     *
     * @param policy how the scheduler chooses among nodes
     * @param order 0 as the release lists its workloads, 1 the other way round, 2 the largest pods first; others by chance
     * @param pace how long a workload goes on before another gets its turn
     */
    record Way(NodePlacement.Policy policy, int order, Pace pace) {

        /** Enough ways to see whether the outcome depends on luck; the first is the likeliest. */
        static List<Way> all(boolean nodes) {
            List<Way> ways = new ArrayList<>();
            for (int order = 0; order < 5; order++) {
                for (NodePlacement.Policy policy : NodePlacement.Policy.values()) {
                    if (nodes || policy == NodePlacement.Policy.SPREAD) {
                        for (Pace pace : Pace.values()) {
                            ways.add(new Way(policy, order, pace));
                        }
                    }
                }
            }
            return ways;
        }
    }

    /** How long a workload goes on before another gets its turn. */
    enum Pace {
        /** As many pods as it can at this moment. */
        MOMENT,
        /** One pod. */
        POD,
        /**
         * Until it is complete or stuck: a controller whose pod was refused tries again after ever longer pauses, in which
         * another one finishes.
         */
        END
    }

    /**
     * Where it does not go on.
     *
     * @param wave the wave's name
     * @param refused what quotas refuse, by workload or object
     * @param homeless a pod for which no node has room, by workload
     * @param progress how far each unfinished workload is
     */
    record Stuck(
            String wave,
            Map<String, List<QuotaLedger.Refusal>> refused,
            Map<String, PodShape> homeless,
            Map<String, String> progress) {}

    /**
     * How it ended.
     *
     * @param stuck where it does not go on, empty when it is complete
     * @param grants every obstacle that was taken away, in order
     * @param everHomeless whether a pod ever found no node
     * @param mayPreempt whether such a pod could make the scheduler evict others
     */
    record Outcome(Optional<Stuck> stuck, List<Stuck> grants, boolean everHomeless, boolean mayPreempt) {
        boolean isComplete() {
            return stuck.isEmpty();
        }
    }

    Outcome run(ReleasePlan plan, QuotaLedger quotas, Optional<NodePlacement> placement) {
        QuotaLedger ledger = quotas.copy();
        Random random = new Random(way.order());
        World world = new World(ledger, placement.map(NodePlacement::copy), way.policy(), random, lingering);
        for (LivePod pod : plan.live().leaving()) {
            if (!lingering) {
                ledger.refund(pod.shape());
            } else {
                world.adoptLeaving(pod);
            }
        }
        Map<RolloutPlan, Rollout> running = new IdentityHashMap<>();
        plan.rollouts().forEach(p -> running.put(p, p.start(world)));
        List<Stuck> grants = new ArrayList<>();
        for (WavePlan wave : plan.waves()) {
            wave.quotas().forEach(ledger::put);
            for (ObjectCharge charge : wave.charges()) {
                List<QuotaLedger.Refusal> refusals = ledger.charge(charge);
                if (!refusals.isEmpty()) {
                    Stuck stuck = new Stuck(
                            wave.name(),
                            Map.of(charge.what(), refusals),
                            Map.of(),
                            Map.of(charge.what(), "not created"));
                    if (!granting) {
                        return new Outcome(Optional.of(stuck), grants, world.wasEverHomeless(), world.mayPreempt());
                    }
                    grants.add(stuck);
                    ledger.grant(refusals);
                    ledger.charge(charge);
                }
            }
            Optional<Stuck> stuck = play(wave, world, running);
            while (stuck.isPresent() && granting && grant(stuck.get(), ledger, grants)) {
                stuck = play(wave, world, running);
            }
            if (stuck.isPresent()) {
                return new Outcome(stuck, grants, world.wasEverHomeless(), world.mayPreempt());
            }
            world.endWave();
        }
        return new Outcome(Optional.empty(), grants, world.wasEverHomeless(), world.mayPreempt());
    }

    private static boolean grant(Stuck stuck, QuotaLedger ledger, List<Stuck> grants) {
        for (Map.Entry<String, List<QuotaLedger.Refusal>> e : stuck.refused().entrySet()) {
            if (e.getValue().stream().noneMatch(QuotaLedger.Refusal::permanent)) {
                ledger.grant(e.getValue());
                grants.add(new Stuck(stuck.wave(), Map.of(e.getKey(), e.getValue()), Map.of(), stuck.progress()));
                return true;
            }
        }
        return false;
    }

    private Optional<Stuck> play(WavePlan wave, World world, Map<RolloutPlan, Rollout> running) {
        List<RolloutPlan> order = new ArrayList<>(wave.rollouts());
        Random random = new Random(way.order());
        switch (way.order()) {
            case 0 -> {
                // As they are listed.
            }
            case 1 -> Collections.reverse(order);
            case 2 ->
                order.sort(Comparator.comparing((RolloutPlan p) -> size(p)).reversed());
            default -> Collections.shuffle(order, random);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            world.beginRound();
            for (RolloutPlan plan : order) {
                changed |= turn(running.get(plan), world);
            }
            if (way.order() > 2) {
                Collections.shuffle(order, random);
            }
        }
        Map<String, String> progress = new LinkedHashMap<>();
        for (RolloutPlan plan : wave.rollouts()) {
            if (!running.get(plan).isComplete()) {
                progress.put(plan.workload().shortName(), running.get(plan).progress());
            }
        }
        if (progress.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Stuck(wave.name(), named(world.refused()), named(world.homeless()), progress));
    }

    private boolean turn(Rollout rollout, World world) {
        world.beginTurn(way.pace() == Pace.POD ? 1 : Integer.MAX_VALUE);
        boolean changed = rollout.step(world);
        boolean goesOn = changed;
        while (goesOn && way.pace() == Pace.END) {
            goesOn = rollout.step(world);
        }
        return changed;
    }

    /** CPU and memory of a pod on one scale: a core counts as much as four gibibytes. */
    private static double size(RolloutPlan plan) {
        Resources r = plan.next().requests();
        return r.get(ResourceNames.CPU).amount().doubleValue()
                + r.get(ResourceNames.MEMORY).amount().doubleValue() / (4L << 30);
    }

    private static <T> Map<String, T> named(Map<ObjectRef, T> byRef) {
        Map<String, T> result = new LinkedHashMap<>();
        byRef.forEach((ref, value) -> result.put(ref.shortName(), value));
        return result;
    }
}
