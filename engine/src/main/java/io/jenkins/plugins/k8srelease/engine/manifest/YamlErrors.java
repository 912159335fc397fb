package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Says in a person's words what the parser found wrong. Its own message is never passed on whole: it quotes the lines
 * around the error, which may be a Secret's.
 */
final class YamlErrors {

    private YamlErrors() {}

    static Problem problem(YamlEngineException e, Origin document) {
        if (e instanceof MarkedYamlEngineException marked) {
            Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
            int line = mark.map(Mark::getLine).orElse(0) + document.line();
            int begun = marked.getContextMark().map(Mark::getLine).orElse(line) + document.line();
            String since = marked.getContextMark().isPresent() && begun < line ? "; it began in line " + begun : "";
            String message = String.valueOf(marked.getProblem());
            return new Problem(
                    document.atLine(line), "the YAML cannot be read: " + plain(message) + since, hint(message));
        }
        if (e instanceof ReaderException reader) {
            return new Problem(
                    document,
                    "the YAML cannot be read: it contains the character " + Visible.codePoint(reader.getCodePoint()),
                    "");
        }
        return new Problem(document, "the YAML cannot be read", "");
    }

    private static String plain(String message) {
        // These two go on with text of the document.
        if (message.startsWith("found undefined tag handle") || message.startsWith("expected URI in UTF-8")) {
            return "a tag (!…) with an undefined handle";
        }
        int quoted = message.indexOf('\'');
        if (message.startsWith("found character") && message.contains("TAB")) {
            return "a tab where spaces must indent";
        }
        // Characters and the names of tokens may be quoted, a longer piece of the document never is; cut to be sure.
        return quoted >= 0 || message.length() > 120 ? Visible.text(message, 120) : Visible.text(message);
    }

    private static String hint(String message) {
        if (message.contains("TAB")) {
            return "YAML is indented with spaces only";
        }
        if (message.startsWith("mapping values are not allowed here")) {
            return "check the indentation; text that contains ': ' needs quotes";
        }
        if (message.startsWith("could not find expected ':'")) {
            return "a line here is neither 'key: value' nor a list item, or a quote or bracket is not closed";
        }
        if (message.contains("that cannot start any token")) {
            return "text that begins with @, ` or % needs quotes";
        }
        if (message.contains("but found '<block mapping start>'") || message.startsWith("expected <block end>")) {
            return "check the indentation of this line and of those before it";
        }
        if (message.contains("unexpected end of stream")) {
            return "a quote or bracket is not closed";
        }
        return "";
    }
}
