package io.jenkins.plugins.k8srelease.engine.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The colours of an application that is released blue-green: the one that serves, and the one before as long as it is
 * kept. From the first blue-green release on, whoever writes the application's Service sends this selector.
 *
 * @param service the active Service, which people reach
 * @param preview the Service by which the other colour is tested before it serves
 * @param active what serves
 * @param standby what served before, or what a failed release left on request; null when nothing is kept
 */
public record Colours(String service, String preview, Side active, Side standby) {

    public static final String BLUE = "blue";
    public static final String GREEN = "green";

    /**
     * One colour as it runs.
     *
     * @param colour {@value #BLUE} or {@value #GREEN}
     * @param revision the release that brought it up, 0 for one that was adopted
     * @param selector the whole selector that finds its pods and no others
     * @param workloads its Deployments
     * @param copies its own ConfigMaps and Secrets, by {@code Kind/name}; some may be the other colour's, too
     * @param keepUntil RFC 3339; from then on it is retired by whoever comes by. Null while it is active
     * @param retiring true from before the first of it is deleted: no rollback may count on it any more
     */
    public record Side(
            String colour,
            int revision,
            Map<String, String> selector,
            List<Member> workloads,
            Set<String> copies,
            String keepUntil,
            boolean retiring) {

        public Side {
            selector = Map.copyOf(selector);
            workloads = List.copyOf(workloads);
            copies = copies == null ? Set.of() : Set.copyOf(copies);
        }

        public Side keptUntil(Instant deadline) {
            return new Side(
                    colour,
                    revision,
                    selector,
                    workloads,
                    copies,
                    deadline == null ? null : deadline.toString(),
                    retiring);
        }

        Side asRetiring() {
            return new Side(colour, revision, selector, workloads, copies, keepUntil, true);
        }

        /** The same colour with what a later release made of it. */
        public Side released(int number, List<Member> members, Set<String> more) {
            Set<String> all = new TreeSet<>(copies);
            all.addAll(more);
            return new Side(colour, number, selector, members, all, null, false);
        }

        /** True when its time is over, or its retirement has begun. */
        public boolean isDue(Instant now) {
            return retiring || keepUntil == null || !Instant.parse(keepUntil).isAfter(now);
        }
    }

    /**
     * A Deployment of one colour.
     *
     * @param workload the name by which people know it, whatever the colour
     * @param deployment its name in the cluster
     * @param uid another object of that name is not it
     */
    public record Member(String workload, String deployment, String uid) {}

    /** The colour that is not active. */
    public static String other(String colour) {
        return colour.equals(BLUE) ? GREEN : BLUE;
    }

    /** What {@code deployment/NAME} means: the active colour's Deployment, found by either of its names. */
    @JsonIgnore
    public Optional<Member> activeMember(String name) {
        return active.workloads().stream()
                .filter(m -> m.workload().equals(name) || m.deployment().equals(name))
                .findFirst();
    }

    public Colours withStandby(Side side) {
        return new Colours(service, preview, active, side);
    }

    /** Says, before anything of it is deleted, that the standby is being retired. */
    public Colours retiring() {
        return standby == null ? this : withStandby(standby.asRetiring());
    }
}
