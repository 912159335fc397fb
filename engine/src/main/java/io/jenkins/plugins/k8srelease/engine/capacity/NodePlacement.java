package io.jenkins.plugins.k8srelease.engine.capacity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What is free on each node at one moment. Not thread safe; {@link #copy()} before trying something. */
final class NodePlacement {

    /** Which of the nodes with room is taken. The scheduler spreads; the others find what depends on luck. */
    enum Policy {
        SPREAD,
        PACK,
        FIRST,
        RANDOM
    }

    private final NodeTable table;
    private final long[][] free;
    private final double headroom;
    private final int[] slots;
    /** How empty each node is; kept beside what is free, since every pod looks at every node. */
    private final double[] freeShares;

    private final Map<Integer, List<String>> ports = new HashMap<>();

    /**
     * Empty nodes.
     *
     * @param headroom share of every node that is to stay free
     */
    NodePlacement(NodeTable table, double headroom) {
        this.table = table;
        this.headroom = headroom;
        this.free = new long[table.size()][];
        this.slots = new int[table.size()];
        this.freeShares = new double[table.size()];
        for (int i = 0; i < free.length; i++) {
            free[i] = table.allocatable(i).clone();
            for (int r = 0; r < free[i].length; r++) {
                free[i][r] -= kept(free[i][r]);
            }
            slots[i] = table.slots(i);
            freeShares[i] = freeShare(i);
        }
    }

    private NodePlacement(NodePlacement other) {
        this.table = other.table;
        this.headroom = other.headroom;
        this.free = new long[other.free.length][];
        for (int i = 0; i < free.length; i++) {
            free[i] = other.free[i].clone();
        }
        this.slots = other.slots.clone();
        this.freeShares = other.freeShares.clone();
        other.ports.forEach((node, list) -> ports.put(node, new ArrayList<>(list)));
    }

    NodePlacement copy() {
        return new NodePlacement(this);
    }

    NodeTable table() {
        return table;
    }

    long[] free(int node) {
        return free[node];
    }

    private long kept(long amount) {
        return (long) Math.ceil(amount * headroom);
    }

    /** What pods take there. */
    long[] taken(int node) {
        long[] taken = table.allocatable(node).clone();
        for (int r = 0; r < taken.length; r++) {
            taken[r] -= kept(taken[r]) + free[node][r];
        }
        return taken;
    }

    boolean hasRoom(PodShape pod, int node) {
        return hasRoom(pod, table.demand(pod), node);
    }

    private boolean hasRoom(PodShape pod, long[] demand, int node) {
        if (slots[node] < 1) {
            return false;
        }
        for (int i = 0; i < demand.length; i++) {
            // Nothing of a resource always fits, even where more is promised than there is.
            if (demand[i] > 0 && demand[i] > free[node][i]) {
                return false;
            }
        }
        List<String> taken = ports.get(node);
        return taken == null || table.hostPorts(pod).stream().noneMatch(p -> conflicts(p, taken));
    }

    private static boolean conflicts(String port, List<String> taken) {
        String[] mine = port.split("/", 3);
        for (String other : taken) {
            String[] theirs = other.split("/", 3);
            boolean sameAddress = mine[1].equals(theirs[1]) || mine[1].equals("0.0.0.0") || theirs[1].equals("0.0.0.0");
            if (mine[0].equals(theirs[0]) && mine[2].equals(theirs[2]) && sameAddress) {
                return true;
            }
        }
        return false;
    }

    /** Finds a node for a pod and takes the room there; -1 when there is none. */
    int place(PodShape pod, Policy policy, Random random) {
        boolean[] eligible = table.eligible(pod);
        long[] demand = table.demand(pod);
        int best = -1;
        double bestScore = 0;
        int candidates = 0;
        for (int i = 0; i < eligible.length; i++) {
            if (!eligible[i] || !hasRoom(pod, demand, i)) {
                continue;
            }
            candidates++;
            double score =
                    switch (policy) {
                        case FIRST -> -i;
                        case SPREAD -> freeShares[i];
                        case PACK -> -freeShares[i];
                        case RANDOM -> random.nextInt(candidates) == 0 ? candidates : -1;
                    };
            if (best < 0 || score > bestScore) {
                best = i;
                bestScore = score;
            }
        }
        if (best >= 0) {
            take(pod, best);
        }
        return best;
    }

    private double freeShare(int node) {
        double sum = 0;
        for (int r = 0; r < 2; r++) {
            long all = table.allocatable(node)[r];
            sum += all == 0 ? 0 : (double) free[node][r] / all;
        }
        return sum;
    }

    void take(PodShape pod, int node) {
        change(pod, node, -1);
        Set<String> hostPorts = table.hostPorts(pod);
        if (!hostPorts.isEmpty()) {
            ports.computeIfAbsent(node, n -> new ArrayList<>()).addAll(hostPorts);
        }
    }

    void release(PodShape pod, int node) {
        change(pod, node, 1);
        List<String> taken = ports.get(node);
        if (taken != null) {
            table.hostPorts(pod).forEach(taken::remove);
        }
    }

    private void change(PodShape pod, int node, int sign) {
        long[] demand = table.demand(pod);
        for (int i = 0; i < demand.length; i++) {
            free[node][i] += sign * demand[i];
        }
        slots[node] += sign;
        freeShares[node] = freeShare(node);
    }
}
