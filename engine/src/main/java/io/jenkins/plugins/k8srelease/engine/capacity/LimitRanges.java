package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The LimitRanges of a namespace: their defaults, and what they refuse. As the LimitRanger admission plugin, including that
 * a request is compared with its limit in thousandths where they are small enough.
 *
 * @param ranges the LimitRange objects, in the order in which the server would apply them
 */
record LimitRanges(List<KubeObject> ranges) {

    private static final long MAX_MILLI = Long.MAX_VALUE / 1000;

    LimitRanges {
        ranges = List.copyOf(ranges);
    }

    /** What the server itself fills into an item of type Container: a default from the max, a default request from that or the min. */
    private record Item(
            String type, Resources min, Resources max, Resources limits, Resources requests, Resources ratio) {
        static Item of(JsonNode node) {
            Resources min = Resources.of(node.path("min"));
            Resources max = Resources.of(node.path("max"));
            Resources limits = Resources.of(node.path("default"));
            Resources requests = Resources.of(node.path("defaultRequest"));
            String type = node.path("type").asText();
            if (type.equals("Container")) {
                limits = limits.orElse(max);
                requests = requests.orElse(limits).orElse(min);
            }
            return new Item(type, min, max, limits, requests, Resources.of(node.path("maxLimitRequestRatio")));
        }
    }

    private static List<Item> items(KubeObject range) {
        List<Item> items = new ArrayList<>();
        range.at("spec", "limits").forEach(node -> items.add(Item.of(node)));
        return items;
    }

    /** Fills defaults into the containers of a pod's spec, in place. */
    void fill(ObjectNode spec) {
        for (KubeObject range : ranges) {
            Resources limits = Resources.NONE;
            Resources requests = Resources.NONE;
            for (Item item : items(range)) {
                if (item.type.equals("Container")) {
                    // A later item of the same object wins, as in the server.
                    limits = item.limits.orElse(limits);
                    requests = item.requests.orElse(requests);
                }
            }
            for (String list : new String[] {"containers", "initContainers"}) {
                for (JsonNode container : spec.path(list)) {
                    fill((ObjectNode) container, "limits", limits);
                    fill((ObjectNode) container, "requests", requests);
                }
            }
        }
    }

    static void fill(ObjectNode holder, String part, Resources defaults) {
        if (defaults.isEmpty()) {
            return;
        }
        ObjectNode resources = holder.withObjectProperty("resources");
        ObjectNode target =
                resources.path(part).isObject() ? (ObjectNode) resources.get(part) : resources.putObject(part);
        defaults.amounts().forEach((name, amount) -> {
            if (!target.has(name)) {
                target.put(name, amount.toString());
            }
        });
    }

    /** What is refused of a pod whose defaults are filled in; empty when nothing is. */
    List<String> refusals(JsonNode spec, PodResources pod) {
        List<String> refusals = new ArrayList<>();
        for (KubeObject range : ranges) {
            for (Item item : items(range)) {
                if (item.type.equals("Container")) {
                    for (String list : new String[] {"containers", "initContainers"}) {
                        for (JsonNode c : spec.path(list)) {
                            JsonNode r = c.path("resources");
                            check(
                                    range,
                                    item,
                                    "container " + c.path("name").asText(),
                                    Resources.of(r.path("requests")),
                                    Resources.of(r.path("limits")),
                                    refusals);
                        }
                    }
                } else if (item.type.equals("Pod")) {
                    // The plugin leaves the overhead out here, unlike quota.
                    Resources overhead = pod.overhead();
                    Resources requests = pod.requests().minus(overhead);
                    Resources limits = pod.limits();
                    for (String name : overhead.amounts().keySet()) {
                        if (!limits.get(name).isZero()) {
                            limits = limits.with(name, limits.get(name).minus(overhead.get(name)));
                        }
                    }
                    check(range, item, "the pod", requests, limits, refusals);
                }
            }
        }
        return refusals;
    }

    /** What is refused of a claim. */
    List<String> claimRefusals(JsonNode spec) {
        List<String> refusals = new ArrayList<>();
        Resources requests = Resources.of(spec.path("resources").path("requests"));
        for (KubeObject range : ranges) {
            for (Item item : items(range)) {
                if (item.type.equals("PersistentVolumeClaim")) {
                    item.min.amounts().forEach((name, min) -> {
                        if (requests.get(name).compareTo(min) < 0) {
                            refusals.add(says(range) + "at least " + min + " of " + name + ", and it asks for "
                                    + stated(requests, name));
                        }
                    });
                    item.max.amounts().forEach((name, max) -> {
                        if (!requests.has(name) || requests.get(name).compareTo(max) > 0) {
                            refusals.add(says(range) + "at most " + max + " of " + name + ", and it asks for "
                                    + stated(requests, name));
                        }
                    });
                }
            }
        }
        return refusals;
    }

    private static void check(
            KubeObject range, Item item, String what, Resources requests, Resources limits, List<String> out) {
        item.min.amounts().forEach((name, min) -> {
            if (!requests.has(name) || less(requests.get(name), min)) {
                out.add(says(range) + "at least " + min + " of " + name + ", and " + what + " requests "
                        + stated(requests, name));
            } else if (limits.has(name) && less(limits.get(name), min)) {
                out.add(says(range) + "at least " + min + " of " + name + ", and the limit of " + what + " is "
                        + limits.get(name));
            }
        });
        item.max.amounts().forEach((name, max) -> {
            if (!limits.has(name) || less(max, limits.get(name))) {
                out.add(says(range) + "at most " + max + " of " + name + ", and the limit of " + what + " is "
                        + stated(limits, name));
            } else if (requests.has(name) && less(max, requests.get(name))) {
                out.add(says(range) + "at most " + max + " of " + name + ", and " + what + " requests "
                        + requests.get(name));
            }
        });
        item.ratio.amounts().forEach((name, ratio) -> {
            Quantity request = requests.get(name);
            Quantity limit = limits.get(name);
            if (request.isZero() || limit.isZero()) {
                out.add(says(range) + "a limit of at most " + ratio + " times the request of " + name + ", and " + what
                        + " lacks one of the two");
            } else if (exceeds(limit, request, ratio)) {
                out.add(says(range) + "a limit of at most " + ratio + " times the request of " + name + ", and " + what
                        + " has " + request + " and " + limit);
            }
        });
    }

    private static boolean less(Quantity a, Quantity b) {
        boolean small = a.units() <= MAX_MILLI && b.units() <= MAX_MILLI;
        return small ? a.millis() < b.millis() : a.units() < b.units();
    }

    private static boolean exceeds(Quantity limit, Quantity request, Quantity ratio) {
        boolean small = limit.units() <= MAX_MILLI && request.units() <= MAX_MILLI;
        double observed = small ? (double) limit.millis() / request.millis() : (double) limit.units() / request.units();
        return BigDecimal.valueOf(observed * 1000).compareTo(BigDecimal.valueOf(ratio.millis())) > 0;
    }

    private static String stated(Resources resources, String name) {
        return resources.has(name) ? resources.get(name).toString() : "nothing";
    }

    private static String says(KubeObject range) {
        return "limit range " + range.name() + " wants ";
    }
}
