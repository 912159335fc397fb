package io.jenkins.plugins.k8srelease.engine.capacity;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Amounts by resource name, such as {@code cpu} or {@code requests.memory}: a Kubernetes ResourceList. Immutable.
 *
 * @param amounts sorted by name; a name that is present with zero is not the same as one that is absent
 */
public record Resources(@JsonValue SortedMap<String, Quantity> amounts) {

    public static final Resources NONE = new Resources(new TreeMap<>());

    public Resources {
        amounts = Collections.unmodifiableSortedMap(new TreeMap<>(amounts));
    }

    /** Reads a ResourceList such as {@code resources.requests}; absent or null gives none. */
    public static Resources of(JsonNode list) {
        TreeMap<String, Quantity> result = new TreeMap<>();
        list.properties().forEach(e -> result.put(e.getKey(), Quantity.parse(e.getValue())));
        return new Resources(result);
    }

    public static Resources of(String name, Quantity amount) {
        return new Resources(new TreeMap<>(Map.of(name, amount)));
    }

    /** The amount, zero when absent. */
    public Quantity get(String name) {
        return amounts.getOrDefault(name, Quantity.ZERO);
    }

    public boolean has(String name) {
        return amounts.containsKey(name);
    }

    public boolean isEmpty() {
        return amounts.isEmpty();
    }

    public Resources plus(Resources other) {
        return merge(other, Quantity::plus, UnaryOperator.identity());
    }

    public Resources minus(Resources other) {
        return merge(other, Quantity::minus, q -> Quantity.ZERO.minus(q));
    }

    /** The greater amount of each name. */
    public Resources max(Resources other) {
        return merge(other, Quantity::max, UnaryOperator.identity());
    }

    /** These amounts, and those of the other list for names that are absent here. */
    public Resources orElse(Resources other) {
        return merge(other, (mine, theirs) -> mine, UnaryOperator.identity());
    }

    public Resources with(String name, Quantity amount) {
        TreeMap<String, Quantity> result = new TreeMap<>(amounts);
        result.put(name, amount);
        return new Resources(result);
    }

    public Resources times(long factor) {
        TreeMap<String, Quantity> result = new TreeMap<>();
        amounts.forEach((name, amount) -> result.put(name, amount.times(factor)));
        return new Resources(result);
    }

    private Resources merge(Resources other, BinaryOperator<Quantity> both, UnaryOperator<Quantity> onlyOther) {
        if (other.isEmpty()) {
            return this;
        }
        TreeMap<String, Quantity> result = new TreeMap<>(amounts);
        other.amounts.forEach((name, amount) -> {
            Quantity mine = result.get(name);
            result.put(name, mine == null ? onlyOther.apply(amount) : both.apply(mine, amount));
        });
        return new Resources(result);
    }
}
