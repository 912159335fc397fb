package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.List;

/**
 * Pods that are there at the same time.
 *
 * @param moment for a person: {@code 2 old, 2 new and 1 that is stopping}
 * @param entries how many of which
 */
record Footprint(String moment, List<Entry> entries) {

    static final Footprint NOTHING = new Footprint("no pods", List.of());

    record Entry(PodShape shape, int count) {}

    Footprint {
        entries = List.copyOf(entries);
    }

    static Footprint of(String moment, PodShape shape, int count) {
        return count == 0 ? NOTHING : new Footprint(moment, List.of(new Entry(shape, count)));
    }

    static Footprint of(String moment, List<LivePod> pods) {
        return new Footprint(
                moment, pods.stream().map(p -> new Entry(p.shape(), 1)).toList());
    }

    Footprint and(PodShape shape, int count) {
        if (count == 0) {
            return this;
        }
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(shape, count));
        return new Footprint(moment, more);
    }

    int pods() {
        return entries.stream().mapToInt(Entry::count).sum();
    }

    /** What a quota is charged for one of its resources. */
    Quantity takes(QuotaLedger.Quota quota, String resource) {
        Quantity sum = Quantity.ZERO;
        for (Entry e : entries) {
            sum = sum.plus(quota.takes(e.shape()).get(resource).times(e.count()));
        }
        return sum;
    }

    /** The sum by the names that quotas use, whatever quotas there are. */
    Resources usage() {
        Resources sum = Resources.NONE;
        for (Entry e : entries) {
            sum = sum.plus(e.shape().usage().times(e.count()));
        }
        return sum;
    }
}
