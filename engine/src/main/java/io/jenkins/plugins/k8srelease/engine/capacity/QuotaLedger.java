package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The quotas of a namespace with what is used of them, kept as the API server keeps them: a charge is made in every quota that
 * matches, or in none. Not thread safe; {@link #copy()} before trying something.
 */
final class QuotaLedger {

    /**
     * Why a charge is refused.
     *
     * @param quota name of the quota
     * @param resource name in the quota
     * @param requested what would be added
     * @param used what is used already
     * @param hard the limit, with the headroom taken off
     * @param permanent true when no room would help, because the quota wants something stated
     * @param text for a person
     */
    record Refusal(
            String quota,
            String resource,
            Quantity requested,
            Quantity used,
            Quantity hard,
            boolean permanent,
            String text) {

        Quantity shortBy() {
            return used.plus(requested).minus(hard);
        }
    }

    /** One quota. */
    static final class Quota {
        final String name;
        final QuotaScopes scopes;
        final TreeMap<String, Quantity> hard;
        final TreeMap<String, Quantity> used;
        private final Map<Charge, Resources> masked;

        private Quota(String name, QuotaScopes scopes, Map<String, Quantity> hard, Map<String, Quantity> used) {
            this.name = name;
            this.scopes = scopes;
            this.hard = new TreeMap<>(hard);
            this.used = new TreeMap<>(used);
            this.masked = new IdentityHashMap<>();
        }

        /** What a charge takes from this quota; none when the quota does not count it. */
        Resources takes(Charge charge) {
            return masked.computeIfAbsent(charge, this::mask);
        }

        private Resources mask(Charge charge) {
            boolean counts = charge instanceof PodShape pod ? matches(pod) : scopes.isEmpty();
            if (!counts) {
                return Resources.NONE;
            }
            TreeMap<String, Quantity> result = new TreeMap<>();
            charge.usage().amounts().forEach((name, amount) -> {
                if (hard.containsKey(name) && !amount.isZero()) {
                    result.put(name, amount);
                }
            });
            return new Resources(result);
        }

        boolean matches(PodShape pod) {
            return hard.keySet().stream().anyMatch(ResourceNames::countsPods) && scopes.matches(pod);
        }

        Map<String, Quantity> hard() {
            return hard;
        }

        Map<String, Quantity> used() {
            return used;
        }
    }

    private final Map<String, Quota> quotas = new LinkedHashMap<>();
    private final Map<Charge, Integer> held = new IdentityHashMap<>();
    private final double headroom;

    /**
     * @param headroom the share of every quota that is to stay free, from 0 to 1
     */
    QuotaLedger(double headroom) {
        this.headroom = headroom;
    }

    QuotaLedger copy() {
        QuotaLedger copy = new QuotaLedger(headroom);
        quotas.forEach((name, q) -> copy.quotas.put(name, new Quota(q.name, q.scopes, q.hard, q.used)));
        copy.held.putAll(held);
        return copy;
    }

    Collection<Quota> quotas() {
        return quotas.values();
    }

    /** Notes something that is there already, and so is part of what the server says is used. */
    void hold(Charge charge) {
        held.merge(charge, 1, Integer::sum);
    }

    /** Adds or changes a quota: what it did not track before is counted from what is there. */
    void put(KubeObject quota) {
        Quota known = quotas.get(quota.name());
        Map<String, Quantity> status = known != null
                ? known.used
                : Resources.of(quota.at("status", "used")).amounts();
        TreeMap<String, Quantity> hard = new TreeMap<>();
        Resources.of(quota.at("spec", "hard"))
                .amounts()
                .forEach((name, amount) ->
                        hard.put(name, headroom == 0 ? amount : amount.without(headroom, ResourceNames.isWhole(name))));
        Quota changed = new Quota(quota.name(), QuotaScopes.of(quota), hard, Map.of());
        for (String name : hard.keySet()) {
            Quantity used = status.get(name);
            if (used == null) {
                used = Quantity.ZERO;
                for (Map.Entry<Charge, Integer> e : held.entrySet()) {
                    used = used.plus(changed.takes(e.getKey()).get(name).times(e.getValue()));
                }
            }
            changed.used.put(name, used);
        }
        quotas.put(quota.name(), changed);
    }

    /** Takes a charge in every quota that counts it, or says why not and takes none. */
    List<Refusal> charge(Charge charge) {
        List<Refusal> refusals = refusals(charge);
        if (refusals.isEmpty()) {
            for (Quota q : quotas.values()) {
                q.takes(charge).amounts().forEach((name, amount) -> q.used.merge(name, amount, Quantity::plus));
            }
            held.merge(charge, 1, Integer::sum);
        }
        return refusals;
    }

    List<Refusal> refusals(Charge charge) {
        List<Refusal> refusals = new ArrayList<>();
        for (Quota q : quotas.values()) {
            if (charge instanceof PodShape pod && q.matches(pod)) {
                unstated(q, pod, refusals);
            }
            q.takes(charge).amounts().forEach((name, amount) -> {
                Quantity used = q.used.getOrDefault(name, Quantity.ZERO);
                Quantity hard = q.hard.get(name);
                if (used.plus(amount).compareTo(hard) > 0) {
                    refusals.add(new Refusal(
                            q.name,
                            name,
                            amount,
                            used,
                            hard,
                            false,
                            "quota " + q.name + " has " + hard + " " + name + ", " + used + " is used and " + amount
                                    + " more is needed"));
                }
            });
        }
        return refusals;
    }

    private static void unstated(Quota q, PodShape pod, List<Refusal> refusals) {
        pod.unstated(q.hard.keySet())
                .forEach((name, containers) -> refusals.add(new Refusal(
                        q.name,
                        name,
                        Quantity.ZERO,
                        q.used.getOrDefault(name, Quantity.ZERO),
                        q.hard.get(name),
                        true,
                        "quota " + q.name + " limits " + name + ", so every container must specify it: "
                                + String.join(", ", containers) + " does not")));
    }

    /** Gives back what a charge took. */
    void refund(Charge charge) {
        for (Quota q : quotas.values()) {
            q.takes(charge)
                    .amounts()
                    .forEach((name, amount) -> q.used.merge(name, amount, (used, back) -> {
                        Quantity left = used.minus(back);
                        // The server's figure may be older than the pods that we saw.
                        return left.signum() < 0 ? Quantity.ZERO : left;
                    }));
        }
        held.computeIfPresent(charge, (c, n) -> n > 1 ? n - 1 : null);
    }

    /** Raises the limits by exactly what a charge lacks, to find out how much more would have been enough. */
    void grant(Collection<Refusal> refusals) {
        for (Refusal r : refusals) {
            quotas.get(r.quota()).hard.merge(r.resource(), r.shortBy(), Quantity::plus);
        }
    }
}
