package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The quota admission's refusal, {@code exceeded quota: NAME, requested: R, used: U, limited: L}, which names only the
 * resources that are exceeded.
 */
record QuotaRefusal(
        String quota, Map<String, String> requested, Map<String, String> used, Map<String, String> limited) {

    private static final Pattern FORM =
            Pattern.compile("exceeded quota: ([^,]+), requested: (.*?), used: (.*?), limited: ([^\\s;]+)");

    static Optional<QuotaRefusal> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.find()
                ? Optional.of(new QuotaRefusal(
                        matcher.group(1), map(matcher.group(2)), map(matcher.group(3)), map(matcher.group(4))))
                : Optional.empty();
    }

    private static Map<String, String> map(String list) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String entry : list.split(",")) {
            int at = entry.indexOf('=');
            if (at > 0) {
                result.put(
                        entry.substring(0, at).strip(), entry.substring(at + 1).strip());
            }
        }
        return result;
    }

    /** True when one pod alone asks for more than the whole quota, so that nothing that ends can make room. */
    boolean canNeverFit() {
        return requested.entrySet().stream().anyMatch(e -> {
            Optional<Quantity> asked = Quantity.find(e.getValue());
            Optional<Quantity> limit = Quantity.find(limited.getOrDefault(e.getKey(), ""));
            return asked.isPresent() && limit.isPresent() && asked.get().compareTo(limit.get()) > 0;
        });
    }

    /**
     * True when only the number of pods is refused and there are few enough of them now: the quota's controller is behind.
     *
     * @param pods that are there and have not ended
     */
    boolean hasRoomBeside(long pods) {
        String now = Long.toString(pods);
        return List.of("pods", "count/pods").containsAll(requested.keySet())
                && fits(Map.of("pods", now, "count/pods", now), limited);
    }

    /** True when, with this usage and these limits of the quota as it is now, the pod would be accepted. */
    boolean fits(Map<String, String> usedNow, Map<String, String> hardNow) {
        return requested.entrySet().stream().allMatch(e -> {
            if (!hardNow.containsKey(e.getKey())) {
                return true;
            }
            Quantity asked = Quantity.find(e.getValue()).orElse(Quantity.ZERO);
            Quantity use = Quantity.find(usedNow.getOrDefault(e.getKey(), "0")).orElse(Quantity.ZERO);
            Optional<Quantity> hard = Quantity.find(hardNow.get(e.getKey()));
            return hard.isPresent() && use.plus(asked).compareTo(hard.get()) <= 0;
        });
    }

    /** {@code ResourceQuota "team" refuses a new pod: pods: needs 1, used 3 of 3}. */
    String sentence() {
        StringBuilder text = new StringBuilder("ResourceQuota \"" + quota + "\" refuses a new pod:");
        String separator = " ";
        for (Map.Entry<String, String> need : requested.entrySet()) {
            String resource = need.getKey();
            text.append(separator)
                    .append(resource)
                    .append(": needs ")
                    .append(need.getValue())
                    .append(", used ")
                    .append(used.getOrDefault(resource, "?"))
                    .append(" of ")
                    .append(limited.getOrDefault(resource, "?"));
            separator = "; ";
        }
        return text.toString();
    }
}
