package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The values of a set's Secrets, which must appear in nothing that a person reads. */
public final class SecretValues {

    private SecretValues() {}

    /** A redactor that knows them. */
    public static Redactor redactor(List<KubeObject> set) {
        return Redactor.of(of(set));
    }

    /** The values, Base64 taken off. */
    public static List<String> of(List<KubeObject> set) {
        List<String> values = new ArrayList<>();
        for (KubeObject object : set) {
            if (object.kind().equals("Secret")) {
                values.addAll(object.strings("stringData").values());
                object.strings("data").values().forEach(value -> addDecoded(value, values));
            }
        }
        return values;
    }

    private static void addDecoded(String value, List<String> values) {
        try {
            values.add(new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            values.add(value);
        }
    }
}
