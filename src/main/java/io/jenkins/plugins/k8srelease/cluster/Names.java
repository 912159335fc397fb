package io.jenkins.plugins.k8srelease.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Names that people type: of clusters, of namespaces, and lists of them. */
final class Names {

    /** RFC 1123 label, which namespaces are, too. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Names() {}

    /** What is wrong with a name, null when nothing is. */
    @CheckForNull
    static String problem(String name) {
        return LABEL.matcher(name).matches()
                ? null
                : "Small letters, digits and '-', at most 63, beginning and ending with a letter or digit.";
    }

    /** The lines of a text area, without blank ones. */
    static List<String> lines(@CheckForNull String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[\\r\\n]+"))
                        .map(String::strip)
                        .filter(l -> !l.isEmpty())
                        .toList();
    }
}
