package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster as a person describes it: {@code 3x2cpu,4Gi} is three nodes of two cores and four gibibytes each.
 *
 * @param nodes how many
 * @param cpu of each
 * @param memory of each
 */
public record ClusterShape(int nodes, Quantity cpu, Quantity memory) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,5})x([0-9.]+m?)cpu,(.+)");

    /**
     * Reads the description.
     *
     * @throws IllegalArgumentException when it has another form; the message shows the right one
     */
    public static ClusterShape parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches() || m.group(1).matches("0+")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" does not describe nodes: write their number, cores and memory as in 3x2cpu,4Gi");
        }
        return new ClusterShape(Integer.parseInt(m.group(1)), Quantity.parse(m.group(2)), Quantity.parse(m.group(3)));
    }

    public Quantity totalCpu() {
        return cpu.times(nodes);
    }

    public Quantity totalMemory() {
        return memory.times(nodes);
    }

    @Override
    public String toString() {
        return nodes + (nodes == 1 ? " node" : " nodes") + " of " + cpu + " cpu and " + memory;
    }
}
