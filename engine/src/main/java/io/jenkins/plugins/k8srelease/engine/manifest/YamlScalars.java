package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an unquoted YAML scalar means. kubectl reads YAML 1.1 as Go's yaml.v2 does, other tools read YAML 1.2. Where both
 * agree, that is the meaning. Where they disagree about the <em>type</em> ({@code yes}, {@code 1_000}) the scalar is an
 * error: one of the two readers would be surprised. An octal number ({@code 0644}) is read as kubectl does, with a
 * warning, since file modes are written so everywhere.
 */
final class YamlScalars {

    /**
     * @param value null when the scalar is an error
     * @param problem empty when it is not
     * @param hint what to do about the problem
     * @param warning empty when there is none
     */
    record Meaning(JsonNode value, String problem, String hint, String warning) {
        static Meaning of(JsonNode value) {
            return new Meaning(value, "", "", "");
        }

        static Meaning problem(String problem, String hint) {
            return new Meaning(null, problem, hint, "");
        }

        /** A number, or the refusal when it does not fit. */
        static Meaning number(JsonNode value, String warning) {
            return value == null ? problem(Numbers.REFUSED, Numbers.REFUSED_HINT) : new Meaning(value, "", "", warning);
        }
    }

    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> OLD_BOOLEANS =
            Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
    private static final Set<String> NOT_FINITE = Set.of(
            ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN");

    private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*+)");
    private static final Pattern OCTAL_1_1 = Pattern.compile("[-+]?0[0-7]++");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]++");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]++");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(?:\\.[0-9]++|[0-9]++(?:\\.[0-9]*+)?)(?:[eE][-+]?[0-9]++)?");

    /** Numbers for Go only: prefixes that YAML 1.2 does not know, or a sign before a prefix. */
    private static final Pattern PREFIXED_1_1 = Pattern.compile("[-+]?0(?:[bB][01]++|[oO][0-7]++|[xX][0-9a-fA-F]++)");

    private YamlScalars() {}

    static Meaning plain(String text) {
        if (NULL.contains(text)) {
            return Meaning.of(NullNode.getInstance());
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return Meaning.of(BooleanNode.valueOf(TRUE.contains(text)));
        }
        if (OLD_BOOLEANS.contains(text)) {
            return Meaning.problem(
                    "an unquoted y, yes, n, no, on or off is a boolean in YAML 1.1 (kubectl) and a string in YAML 1.2",
                    "write true or false, or put the word in quotes");
        }
        if (NOT_FINITE.contains(text)) {
            return Meaning.problem("infinity and NaN have no form in JSON", "if it is text, put it in quotes");
        }
        char first = text.charAt(0);
        if (first != '-' && first != '+' && first != '.' && !(first >= '0' && first <= '9')) {
            return Meaning.of(TextNode.valueOf(text));
        }
        return numberOrText(text);
    }

    private static Meaning numberOrText(String text) {
        if (INTEGER.matcher(text).matches()) {
            return Meaning.number(Numbers.integer(text, 10), "");
        }
        if (OCTAL_1_1.matcher(text).matches()) {
            return Meaning.number(
                    Numbers.integer(text, 8),
                    "the leading zero makes this an octal number, as in kubectl (YAML 1.1); YAML 1.2 would read it as"
                            + " decimal; write 0o… for octal, or put it in quotes if it is text");
        }
        if (OCTAL.matcher(text).matches()) {
            return Meaning.number(Numbers.integer(text.substring(2), 8), "");
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return Meaning.number(Numbers.integer(text.substring(2), 16), "");
        }
        if (FLOAT.matcher(text).matches()) {
            boolean leadingZero = text.length() > 1 && text.matches("[-+]?0[0-9].*+");
            return Meaning.number(
                    Numbers.decimal(text),
                    leadingZero ? "a number with a leading zero; put it in quotes if it is text" : "");
        }
        String withoutUnderscores = text.replace("_", "");
        if (PREFIXED_1_1.matcher(text).matches()
                || text.charAt(0) != '.'
                        && withoutUnderscores.length() < text.length()
                        && (FLOAT.matcher(withoutUnderscores).matches()
                                || PREFIXED_1_1.matcher(withoutUnderscores).matches())) {
            return Meaning.problem(
                    "this is a number in YAML 1.1 (kubectl) and a string in YAML 1.2",
                    "write a number without underscores, sign before a prefix or 0b, or put the text in quotes");
        }
        return Meaning.of(TextNode.valueOf(text));
    }
}
