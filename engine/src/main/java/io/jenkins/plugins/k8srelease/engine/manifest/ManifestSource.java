package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Where manifests come from, as the user named it. */
public sealed interface ManifestSource {

    /**
     * A file, a folder (everything below it that ends in .yaml, .yml or .json; or what kustomize makes of it when it has
     * a kustomization) or a glob such as {@code deploy/**}{@code /*.yaml}.
     */
    record Path(String path) implements ManifestSource {
        public Path {
            Objects.requireNonNull(path, "path");
        }
    }

    /**
     * Text that was given in place of a file.
     *
     * @param name what errors call it
     */
    record Text(String name, String text) implements ManifestSource {
        public Text {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(text, "text");
        }

        /** The name only: the text may hold a Secret. */
        @Override
        public String toString() {
            return "Text[name=" + name + "]";
        }
    }

    /** What is piped into the command. */
    record StandardInput() implements ManifestSource {}

    /** A line with a key or the beginning of a document, which no list of paths has. */
    Pattern LOOKS_LIKE_A_MANIFEST = Pattern.compile(
            "(?m)\\A\\s*[{\\[]\\s*[\"}\\]{]|^---[ \\t]*\\r?$|^[ \\t]*[\"']?(?:apiVersion|kind|metadata)[\"']?[ \\t]*:");

    /**
     * Reads one value of the parameter {@code manifests}: {@code -} is standard input; text that looks like YAML or JSON
     * is itself the manifest; everything else is a list of files, folders and globs, separated by commas (not those
     * inside braces) or line breaks.
     */
    static List<ManifestSource> parse(String value) {
        if ("-".equals(value.strip())) {
            return List.of(new StandardInput());
        }
        if (LOOKS_LIKE_A_MANIFEST.matcher(value).find()) {
            return List.of(new Text("the text of manifests", value));
        }
        List<ManifestSource> sources = new ArrayList<>();
        int braces = 0;
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            char c = i == value.length() ? '\n' : value.charAt(i);
            if (c == '{') {
                braces++;
            } else if (c == '}') {
                braces--;
            } else if (c == '\n' || c == '\r' || c == ',' && braces <= 0) {
                String path = value.substring(start, i).strip();
                if (!path.isEmpty()) {
                    sources.add("-".equals(path) ? new StandardInput() : new Path(path));
                }
                start = i + 1;
                braces = 0;
            }
        }
        return List.copyOf(sources);
    }

    /** Reads several values, in their order. */
    static List<ManifestSource> parse(List<String> values) {
        return values.stream().flatMap(value -> parse(value).stream()).toList();
    }
}
