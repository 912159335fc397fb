package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The grammar of Kubernetes' names, as in its apimachinery (validation of DNS-1123, DNS-1035 and path segments). What
 * passes here is safe in a URL, a log and a file name; the API server checks the rest.
 */
final class Names {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern VERSION = Pattern.compile("[a-z](?:[a-z0-9-]*[a-z0-9])?");
    private static final Pattern KIND = Pattern.compile("[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?");
    private static final Pattern QUALIFIED = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?");

    /** Kinds whose names are labels, since they become a part of a host name. */
    private static final Set<String> LABEL_KINDS = Set.of("Namespace", "Service");

    private static final String RBAC = "rbac.authorization.k8s.io/";

    private Names() {}

    static boolean isLabel(String text) {
        return text.length() <= 63 && LABEL.matcher(text).matches();
    }

    static boolean isSubdomain(String text) {
        return text.length() <= 253 && SUBDOMAIN.matcher(text).matches();
    }

    static boolean isApiVersion(String text) {
        int slash = text.indexOf('/');
        String version = text.substring(slash + 1);
        return version.length() <= 63
                && VERSION.matcher(version).matches()
                && (slash < 0 || isSubdomain(text.substring(0, slash)));
    }

    static boolean isKind(String text) {
        return text.length() <= 63 && KIND.matcher(text).matches();
    }

    /** The key of a label or annotation: an optional DNS prefix and a name. */
    static boolean isQualifiedName(String text) {
        int slash = text.indexOf('/');
        String name = text.substring(slash + 1);
        return name.length() <= 63
                && QUALIFIED.matcher(name).matches()
                && (slash < 0 || isSubdomain(text.substring(0, slash)));
    }

    static boolean isLabelValue(String text) {
        return text.isEmpty() || text.length() <= 63 && QUALIFIED.matcher(text).matches();
    }

    /** The first character that no name may have, alone so that the whole is not printed; empty when there is none. */
    static String culprit(String apiVersion, String name) {
        return apiVersion.startsWith(RBAC)
                ? ""
                : name.codePoints()
                        .filter(c -> !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.'))
                        .mapToObj(c -> "it has " + (c > ' ' && c < 0x7F ? Character.toString(c) : Visible.codePoint(c)))
                        .findFirst()
                        .orElse("");
    }

    /** What is wrong with the name of an object; empty when nothing is. The name itself is not quoted. */
    static String problem(String apiVersion, String kind, String name) {
        if (apiVersion.startsWith(RBAC)) {
            boolean good = !name.isEmpty()
                    && name.length() <= 253
                    && !name.equals(".")
                    && !name.equals("..")
                    && name.codePoints().allMatch(c -> c > ' ' && c < 0x7F && c != '/' && c != '%');
            return good ? "" : "must be printable ASCII without spaces, / and %, and at most 253 characters";
        }
        if (apiVersion.equals("v1") && LABEL_KINDS.contains(kind)) {
            return isLabel(name)
                    ? ""
                    : "must be lower-case letters, digits and -, begin and end with a letter or digit, and have at most"
                            + " 63 characters";
        }
        return isSubdomain(name)
                ? ""
                : "must be lower-case letters, digits, - and ., begin and end with a letter or digit, and have at most"
                        + " 253 characters";
    }
}
