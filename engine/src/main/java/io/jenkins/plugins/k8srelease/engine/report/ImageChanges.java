package io.jenkins.plugins.k8srelease.engine.report;

import io.jenkins.plugins.k8srelease.engine.history.Colours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which images one release has that another has not, as short as people say it. */
final class ImageChanges {

    /** A colour's Deployment is the workload whose name it has but for the colour. */
    private static final Pattern COLOURED =
            Pattern.compile("(Deployment/.+)-(?:" + Colours.BLUE + "|" + Colours.GREEN + ")(/[^/]+)");

    private ImageChanges() {}

    /**
     * {@code backend v1→v2}.
     *
     * @param before images by {@code Kind/name/container}, empty when there is nothing to compare with
     */
    static String between(Map<String, String> before, Map<String, String> after) {
        Map<String, String> then = byWorkload(before);
        Map<String, String> now = byWorkload(after);
        List<String> changes = new ArrayList<>();
        now.forEach((place, image) -> {
            String old = then.get(place);
            if (old == null) {
                changes.add(container(place) + " " + version(image));
            } else if (!old.equals(image)) {
                boolean sameName = name(old).equals(name(image));
                changes.add(container(place) + " " + version(old) + "→" + (sameName ? version(image) : image));
            }
        });
        then.keySet().stream().filter(p -> !now.containsKey(p)).forEach(p -> changes.add("no " + container(p)));
        return changes.isEmpty() ? "-" : String.join(", ", changes);
    }

    private static Map<String, String> byWorkload(Map<String, String> images) {
        Map<String, String> sorted = new TreeMap<>();
        images.forEach((place, image) -> sorted.put(COLOURED.matcher(place).replaceFirst("$1$2"), image));
        return sorted;
    }

    private static String container(String place) {
        return place.substring(place.lastIndexOf('/') + 1);
    }

    private static String name(String image) {
        String withoutDigest = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = withoutDigest.lastIndexOf(':');
        return colon > withoutDigest.lastIndexOf('/') ? withoutDigest.substring(0, colon) : withoutDigest;
    }

    private static String version(String image) {
        int at = image.indexOf('@');
        if (at >= 0) {
            return image.substring(at + 1, Math.min(image.length(), at + 20));
        }
        String rest = image.substring(name(image).length());
        return rest.isEmpty() ? "latest" : rest.substring(1);
    }
}
