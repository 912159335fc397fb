package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where something of a manifest was written.
 *
 * @param file name of the file as the user would write it, or what else the text came from ("standard input")
 * @param document number of the document in the file, from 1; 0 when the whole file is meant
 * @param line line in the file, from 1; 0 when no line is known
 */
public record Origin(String file, int document, int line) implements Serializable, Comparable<Origin> {

    private static final long serialVersionUID = 1L;

    public Origin {
        Objects.requireNonNull(file, "file");
    }

    /** The file as a whole. */
    public static Origin of(String file) {
        return new Origin(file, 0, 0);
    }

    /** Another line of the same document. */
    public Origin atLine(int other) {
        return new Origin(file, document, other);
    }

    @Override
    public int compareTo(Origin other) {
        int byFile = file.compareTo(other.file);
        return byFile != 0 ? byFile : Integer.compare(line, other.line);
    }

    /** {@code backend.yaml, document 2, line 14}, safe to print whatever the file's name contains. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Visible.text(file));
        if (document > 0) {
            text.append(", document ").append(document);
        }
        if (line > 0) {
            text.append(", line ").append(line);
        }
        return text.toString();
    }
}
