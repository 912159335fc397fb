package io.jenkins.plugins.k8srelease.engine.manifest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns bytes into text, and says clearly when they are none. Manifests are UTF-8, as kubectl wants them. */
final class TextDecoder {

    private static final String CONVERT = "convert the file to UTF-8, for example with iconv -f UTF-16 -t UTF-8";

    private TextDecoder() {}

    /** The text without a leading byte order mark; empty after a problem was reported. */
    static Optional<String> decode(byte[] bytes, String file, Problems problems) {
        if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
            problems.add(Origin.of(file), "the file is in UTF-16 or UTF-32, not in UTF-8", CONVERT);
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = lineOf(bytes, in.position());
            boolean binary = contains(bytes, (byte) 0);
            problems.add(
                    new Origin(file, 0, line),
                    binary ? "the file is binary" : "the bytes here are not UTF-8",
                    binary ? "only YAML and JSON files can be released" : "convert the file to UTF-8");
            return Optional.empty();
        }
        out.flip();
        String text = out.toString();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        return hasOnlyText(text, file, problems) ? Optional.of(text) : Optional.empty();
    }

    private static boolean hasOnlyText(String text, String file, Problems problems) {
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                line++;
            } else if (c == 0) {
                problems.add(
                        new Origin(file, 0, line),
                        "the file holds a NUL byte: it is binary, or UTF-16 without a byte order mark",
                        CONVERT);
                return false;
            } else if (c < ' ' && c != '\t' && c != '\r' || c >= 0x7F && c < 0xA0 || c == 0xFFFE || c == 0xFFFF) {
                problems.add(
                        new Origin(file, 0, line),
                        "the control character " + Visible.codePoint(c) + " may not stand in a manifest",
                        "write it as an escape in a double-quoted string");
                return false;
            } else if (c == 0x2028 || c == 0x2029) {
                problems.add(
                        new Origin(file, 0, line),
                        "the character " + Visible.codePoint(c)
                                + " is a line break in YAML 1.1 (kubectl) and none in YAML 1.2",
                        "write it as an escape in a double-quoted string");
                return false;
            } else if (c == 0xFEFF) {
                problems.add(
                        new Origin(file, 0, line),
                        "a byte order mark in the middle of the file",
                        "were files joined? remove the mark");
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    private static int lineOf(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
