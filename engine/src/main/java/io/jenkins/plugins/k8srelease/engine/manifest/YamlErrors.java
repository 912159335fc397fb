package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Says in a person's words what the parser found wrong. Its own message is never passed on: it speaks of tokens, and
 * quotes the lines around the error, which may be a Secret's.
 */
final class YamlErrors {

    private record Words(String message, String hint) {}

    private YamlErrors() {}

    static Problem problem(YamlEngineException e, Origin document) {
        if (e instanceof MarkedYamlEngineException marked) {
            Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
            int line = mark.map(Mark::getLine).orElse(0) + document.line();
            int begun = marked.getContextMark().map(Mark::getLine).orElse(0) + document.line();
            String since = marked.getContextMark().isPresent() && begun < line ? "; it began in line " + begun : "";
            Words words = words(String.valueOf(marked.getProblem()));
            return new Problem(document.atLine(line), words.message() + since, words.hint());
        }
        if (e instanceof ReaderException reader) {
            return new Problem(
                    document,
                    "the character " + Visible.codePoint(reader.getCodePoint()) + " may not stand in YAML",
                    "write it as an escape in a double-quoted string");
        }
        if (e instanceof YamlVersionException) {
            return new Problem(document, "the %YAML directive names an unknown version", "leave the directive out");
        }
        return new Problem(document, "the YAML cannot be read", "");
    }

    private static Words words(String problem) {
        if (problem.startsWith("found character") && problem.contains("TAB")) {
            return new Words("a tab where spaces must indent", "YAML is indented with spaces only");
        }
        if (problem.startsWith("found character '") && problem.length() > 17) {
            return new Words(
                    "a value cannot begin with " + Visible.text(problem.substring(17, 18)), "put the text in quotes");
        }
        if (problem.startsWith("mapping values are not allowed")) {
            return new Words(
                    "a colon stands where no key can be",
                    "check the indentation of this line and of the one before; text that contains ': ' needs quotes");
        }
        if (problem.startsWith("could not find expected ':'")) {
            return new Words("a line is neither 'key: value' nor a list item", "is a colon missing, or a quote open?");
        }
        if (problem.startsWith("expected <block end>, but found '<scalar>'")) {
            return new Words(
                    "text goes on after the end of a value", "check the quotes in this line and in the one before");
        }
        if (problem.startsWith("expected <block end>")
                || problem.startsWith("expected '<document start>'")
                || problem.contains("entries are not allowed")) {
            return new Words(
                    "the indentation does not fit the lines before", "what belongs together has the same indentation");
        }
        if (problem.startsWith("expected ','")) {
            return new Words("a bracket or brace is not closed, or a comma is missing", "");
        }
        if (problem.contains("end of stream") || problem.contains("document separator")) {
            return new Words("the document ends inside a quoted text", "a quote is not closed");
        }
        if (problem.contains("'<stream end>'") || problem.contains("but got <stream end>")) {
            return new Words("the document ends where a value was expected", "is a bracket or brace not closed?");
        }
        if (problem.contains("escape")) {
            return new Words(
                    "an unknown escape in a double-quoted text", "write \\\\ for a backslash, or use single quotes");
        }
        if (problem.contains("tag") || problem.contains("URI")) {
            return new Words(YamlTags.MESSAGE, YamlTags.HINT);
        }
        return new Words("the YAML cannot be read here", "check the indentation, quotes and brackets");
    }
}
