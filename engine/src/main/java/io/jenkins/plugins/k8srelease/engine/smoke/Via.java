package io.jenkins.plugins.k8srelease.engine.smoke;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** From where a smoke test asks. */
public enum Via {
    /** Through the API server's proxy, every ready pod behind the Service, each by itself. Needs {@code get pods/proxy}. */
    PROXY,
    /**
     * From a pod that is made for it, runs curl and is removed: the Service is asked by its name, as the application's
     * other pods do. Needs {@code create} and {@code delete pods}, {@code get pods/log}, and an image with curl.
     */
    POD,
    /** From this machine, at a URL. Redirects to another host are not followed. */
    URL;

    /** Reads {@code proxy}, {@code pod} or {@code url}. */
    public static Via parse(String text) {
        return Words.of(Via.class, text);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Constants by their names in lower case. */
    static final class Words {

        private Words() {}

        static <E extends Enum<E>> E of(Class<E> type, String text) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(e -> e.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(Arrays.stream(type.getEnumConstants())
                                    .map(E::toString)
                                    .collect(Collectors.joining(", "))
                            + " are possible, not '" + text + "'"));
        }
    }
}
