package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A Deployment whose pods are replaced. Follows the Deployment controller ({@code pkg/controller/deployment/rolling.go}): a
 * changed number of replicas is first given to the old ReplicaSet; new pods come as far as the surge allows, counted by what
 * the ReplicaSets want and not by what was admitted; old pods go as far as enough others are available.
 *
 * @param workload the Deployment
 * @param live its pods now
 * @param next a pod of the new revision
 * @param replicas how many are wanted
 * @param surge how many more may be there at a time
 * @param unavailable how many fewer may be available at a time
 * @param recreate all old pods go, and are gone, before the first new one comes
 * @param beside for blue-green: the pods that are there belong to the other colour and stay
 * @param creates the new ReplicaSet
 * @param lingering how many old pods may be stopping at the same time
 */
record DeploymentPlan(
        ObjectRef workload,
        List<LivePod> live,
        PodShape next,
        int replicas,
        int surge,
        int unavailable,
        boolean recreate,
        boolean beside,
        List<ObjectCharge> creates,
        int lingering)
        implements RolloutPlan {

    private static String moment(int old, int young, int stopping) {
        if (old == 0 && stopping == 0) {
            return young + " new pods";
        }
        return old + " old and " + young + " new pods" + (stopping > 0 ? ", " + stopping + " more stopping" : "");
    }

    private PodShape oldShape() {
        return live.get(0).shape();
    }

    @Override
    public Footprint before() {
        return Footprint.of(live.size() + " pods", live);
    }

    @Override
    public Footprint after() {
        if (beside) {
            return new Footprint(
                            live.size() + " pods of the active colour and " + replicas + " of the new one",
                            before().entries())
                    .and(next, replicas);
        }
        return Footprint.of(replicas + " new pods", next, replicas);
    }

    @Override
    public List<Footprint> states() {
        List<Footprint> states = new ArrayList<>();
        states.add(before());
        if (live.isEmpty() || beside || recreate) {
            states.add(after());
            return states;
        }
        // The old ReplicaSet is scaled first; never below what is there now as far as the peak is concerned.
        int old = Math.max(live.size(), replicas);
        states.add(new Footprint(old + " old pods", before().entries()).and(oldShape(), old - live.size()));
        for (int young = 1; young <= replicas; young++) {
            int staying = Math.max(0, Math.min(old, replicas + surge - young));
            int stopping = Math.min(lingering, old - staying);
            int oldOnes = staying + stopping;
            Footprint state = new Footprint(
                    moment(staying, young, stopping), before().entries().subList(0, Math.min(live.size(), oldOnes)));
            states.add(state.and(oldShape(), Math.max(0, oldOnes - live.size())).and(next, young));
        }
        return states;
    }

    @Override
    public boolean createsPods() {
        return replicas > 0;
    }

    @Override
    public RolloutPlan withoutLingering() {
        return new DeploymentPlan(workload, live, next, replicas, surge, unavailable, recreate, beside, creates, 0);
    }

    @Override
    public Rollout start(World world) {
        world.lingerAtMost(workload, recreate ? 0 : lingering);
        return new Run(world.adoptAll(live));
    }

    private final class Run implements Rollout {
        private final PodSet old;
        private final PodSet young;
        private boolean scaled;
        private boolean created;

        Run(List<SimPod> pods) {
            old = new PodSet(live.isEmpty() ? next : oldShape(), pods);
            young = new PodSet(next, new ArrayList<>());
        }

        @Override
        public boolean step(World world) {
            boolean changed = false;
            if (!scaled) {
                scaled = true;
                changed = true;
                if (old.target > 0 && !recreate && !beside) {
                    old.target = replicas;
                }
            }
            if (!beside) {
                changed |= old.reconcile(world);
            }
            if (!created) {
                for (ObjectCharge charge : creates) {
                    if (!world.create(workload, charge)) {
                        return changed;
                    }
                }
                created = true;
                changed = true;
            }
            if (beside) {
                young.target = replicas;
                return changed | young.reconcile(world);
            }
            return changed | (recreate ? recreate(world) : roll(world));
        }

        private boolean recreate(World world) {
            old.target = 0;
            boolean changed = old.reconcile(world);
            if (old.pods.isEmpty()) {
                young.target = replicas;
            }
            return changed | young.reconcile(world);
        }

        private boolean roll(World world) {
            boolean changed = false;
            int room = replicas + surge - old.target - young.target;
            if (young.target < replicas && room > 0) {
                young.target = Math.min(replicas, young.target + room);
                changed = true;
            }
            changed |= young.reconcile(world);
            int minAvailable = replicas - unavailable;
            int waiting = young.target - young.available();
            int mayGo = old.target + young.target - minAvailable - waiting;
            if (old.target > 0 && mayGo > 0) {
                int unhealthy = Math.min(mayGo, old.target - old.available());
                int spare = old.available() + young.available() - minAvailable;
                int going = Math.min(old.target, unhealthy + Math.max(0, Math.min(spare, mayGo - unhealthy)));
                if (going > 0) {
                    old.target -= going;
                    changed = true;
                }
            }
            return changed | old.reconcile(world);
        }

        @Override
        public boolean isComplete() {
            return scaled && (beside || old.pods.isEmpty()) && young.target == replicas && young.isComplete();
        }

        @Override
        public String progress() {
            return moment(old.pods.size(), young.pods.size(), 0);
        }
    }
}
