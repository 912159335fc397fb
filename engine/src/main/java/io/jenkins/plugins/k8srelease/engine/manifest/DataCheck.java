package io.jenkins.plugins.k8srelease.engine.manifest;

import io.jenkins.plugins.k8srelease.engine.manifest.Located.Field;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Mapping;
import io.jenkins.plugins.k8srelease.engine.manifest.Located.Scalar;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks the data of ConfigMaps and Secrets. No value is ever quoted. */
final class DataCheck {

    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

    private DataCheck() {}

    static void check(Mapping object, String kind, Origin origin, Problems problems) {
        switch (kind) {
            case "Secret" -> {
                entries(object, "data", true, origin, problems);
                entries(object, "stringData", false, origin, problems);
            }
            case "ConfigMap" -> {
                entries(object, "data", false, origin, problems);
                entries(object, "binaryData", true, origin, problems);
            }
            default -> {}
        }
    }

    private static void entries(Mapping object, String map, boolean encoded, Origin origin, Problems problems) {
        Field field = object.fields().get(map);
        if (field == null || Located.isEmpty(field.value())) {
            return;
        }
        if (!(field.value() instanceof Mapping mapping)) {
            problems.add(
                    origin.atLine(field.keyLine()),
                    map + " must be a mapping, not " + field.value().describe(),
                    "");
            return;
        }
        for (Map.Entry<String, Field> entry : mapping.fields().entrySet()) {
            String key = entry.getKey();
            Origin here = origin.atLine(entry.getValue().keyLine());
            if (!KEY.matcher(key).matches()) {
                problems.add(
                        here,
                        map + "." + Visible.text(key, 80) + " is not a valid key",
                        "letters, digits, -, _ and . only");
            }
            if (entry.getValue().value() instanceof Scalar scalar
                    && scalar.value().isNull()) {
                problems.add(
                        here,
                        map + "." + Visible.text(key, 80) + " has no value",
                        "write \"\" for an empty one, or leave the key out");
            }
            if (encoded
                    && entry.getValue().value() instanceof Scalar scalar
                    && scalar.value().isTextual()) {
                encoded(map, key, scalar, here, problems);
            }
        }
    }

    private static void encoded(String map, String key, Scalar scalar, Origin here, Problems problems) {
        String path = map + "." + Visible.text(key, 80);
        if (!isBase64(scalar.value().textValue())) {
            problems.add(
                    here,
                    path + " is not base64",
                    map.equals("data") ? "put plain text under stringData" : "put plain text under data");
        } else if (scalar.substituted()) {
            problems.warn(
                    here,
                    path + " takes its value as base64, which it happens to be; if it is plain text, put it under "
                            + (map.equals("data") ? "stringData" : "data"));
        }
    }

    /** As Go's encoding/base64 reads it: line breaks are ignored, padding is required. */
    private static boolean isBase64(String text) {
        String joined = text.replace("\n", "").replace("\r", "");
        if (joined.length() % 4 != 0) {
            return false;
        }
        try {
            Base64.getDecoder().decode(joined);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
