package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a YAML stream at its document markers before it is parsed, so that an error in one document does not hide those
 * of the others. The specification allows it: a line that begins with {@code ---} or {@code ...} is a marker wherever it
 * stands, even inside a quoted scalar.
 */
final class YamlDocuments {

    /**
     * @param number number of the document, from 1
     * @param firstLine line of the file with which the text begins, from 1
     */
    record Part(int number, int firstLine, String text) {}

    private final List<Part> parts = new ArrayList<>();
    private final String text;
    private int number;
    private int start;
    private int startLine = 1;
    private boolean marked;
    private boolean content;

    private YamlDocuments(String text) {
        this.text = text;
    }

    /** The documents that have any content. Empty ones count, but are left out. */
    static List<Part> of(String text) {
        YamlDocuments documents = new YamlDocuments(text);
        documents.split();
        return documents.parts;
    }

    private void split() {
        int line = 1;
        for (int at = 0; at < text.length(); line++) {
            int end = endOfLine(at);
            if (isMarker(at, "---")) {
                // Comments and directives before the first marker belong to the document that it begins.
                if (marked || content) {
                    close(at, line);
                }
                marked = true;
                content |= hasContent(at + 3, end);
            } else if (isMarker(at, "...")) {
                close(end, line + 1);
            } else {
                content |= text.charAt(at) != '%' && hasContent(at, end);
            }
            at = end;
        }
        close(text.length(), line);
    }

    private void close(int end, int nextLine) {
        if (marked || content) {
            number++;
        }
        if (content) {
            parts.add(new Part(number, startLine, text.substring(start, end)));
        }
        start = end;
        startLine = nextLine;
        marked = false;
        content = false;
    }

    private boolean isMarker(int at, String marker) {
        return text.startsWith(marker, at) && (at + 3 == text.length() || " \t\r\n".indexOf(text.charAt(at + 3)) >= 0);
    }

    private boolean hasContent(int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '#') {
                return false;
            }
            if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                return true;
            }
        }
        return false;
    }

    /** Index after the line break of the line that begins at an index. */
    private int endOfLine(int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                return i + 1;
            }
            if (c == '\r') {
                return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
            }
        }
        return text.length();
    }
}
