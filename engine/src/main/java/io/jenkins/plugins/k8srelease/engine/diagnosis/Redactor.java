package io.jenkins.plugins.k8srelease.engine.diagnosis;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of any text that people will see: the known values of Secrets, in the forms in which they are written,
 * and whatever looks like a credential by its surroundings. Immutable.
 */
public final class Redactor {

    /** What stands for a secret. */
    public static final String MASK = "***";

    /**
     * The shortest value that is looked for by itself. Shorter ones ("root", "3306") are parts of ordinary words and numbers;
     * they are still masked after {@code password=} and the like.
     */
    static final int SHORTEST = 6;

    private record Rule(Pattern pattern, String replacement) {}

    private static final String SECRET_WORD =
            "(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)";

    /** Names that tell where a secret is, or whether there is one. */
    private static final String NO_SECRET =
            "(?:[\\w-]{1,60}\\.){0,9}(?:secrets|secretName|secretRef|secretKeyRef|imagePullSecrets?"
                    + "|credentialsId|automountServiceAccountToken)\\b";

    /** What stands for none: {@code (using password: YES)}, {@code automount-token=false}. */
    private static final String NO_VALUE = "(?!(?:YES|NO)\\)|(?:true|false|null|none)\\b)";

    private static final List<Rule> RULES = List.of(
            rule(
                    "-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\\s\\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|\\z)",
                    MASK),
            rule(
                    "(?i)\\b((?:proxy-)?authorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?(?:bearer|basic|token|digest)?\\s{0,3})[^\\s\"',;]+",
                    "$1" + MASK),
            rule("(?i)\\b(bearer\\s{1,3})[A-Za-z0-9._~+/-]{8,}=*", "$1" + MASK),
            rule("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*)?", MASK),
            rule("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b", MASK),
            rule("\\b(?:gh[pousr]_[A-Za-z0-9]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abprs]-[A-Za-z0-9-]{10,})", MASK),
            rule("([A-Za-z][A-Za-z0-9+.-]{0,30}://[^\\s:/@\"']{0,100}:)[^\\s/\"']{1,300}@", "$1" + MASK + "@"),
            rule(
                    "(?i)((?<![\\w.-])(?!" + NO_SECRET + ")[\\w.-]{0,60}?" + SECRET_WORD
                            + "[\\w.-]{0,60}[\"']?\\s{0,3}(?:=|(?<!/[\\w.-]{1,250}):)\\s{0,3})" + NO_VALUE
                            + "(?:\"(?:[^\"\\\\]|\\\\.){1,500}\"|'[^']{1,500}'|[^\\s,;&\"'()]+)",
                    "$1" + MASK),
            rule("(?i)((?:^|\\s)--?(?:password|passwd|token|secret|api-key)\\s{1,3})(?!-)\\S+", "$1" + MASK));

    private final List<String> needles;

    private Redactor(List<String> needles) {
        this.needles = needles;
    }

    /** Knows credentials by their surroundings only. */
    public static Redactor ofPatterns() {
        return new Redactor(List.of());
    }

    /** Also knows these values, as the Secrets hold them after base64 is taken off. */
    public static Redactor of(Collection<String> secretValues) {
        Set<String> forms = new LinkedHashSet<>();
        for (String value : secretValues) {
            addForms(value.strip(), forms);
            if (value.contains("\n")) {
                // A log shows a certificate or a file line by line.
                Arrays.stream(value.split("\\R"))
                        .map(String::strip)
                        .filter(line -> line.length() >= 2 * SHORTEST && !line.startsWith("-----"))
                        .forEach(line -> addForms(line, forms));
            }
        }
        List<String> longestFirst = new ArrayList<>(forms);
        longestFirst.sort(Comparator.comparingInt(String::length).reversed());
        return new Redactor(List.copyOf(longestFirst));
    }

    private static Rule rule(String pattern, String replacement) {
        return new Rule(Pattern.compile(pattern), replacement);
    }

    private static void addForms(String value, Set<String> forms) {
        if (value.length() < SHORTEST || isOrdinary(value)) {
            return;
        }
        forms.add(value);
        forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        forms.add(value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t"));
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < 3; shift++) {
            addBase64(bytes, shift, forms);
        }
    }

    /**
     * The base64 characters that the value alone decides when it begins at that place of a group of three bytes: so that it
     * is also found inside {@code base64("user:password")}.
     */
    private static void addBase64(byte[] bytes, int shift, Set<String> forms) {
        byte[] shifted = new byte[shift + bytes.length];
        System.arraycopy(bytes, 0, shifted, shift, bytes.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = shift == 0 ? 0 : shift + 1;
        int to = shifted.length % 3 == 0 ? encoded.length() : encoded.length() - 1;
        if (to - from >= SHORTEST + 2) {
            String decided = encoded.substring(from, to);
            forms.add(decided);
            forms.add(decided.replace('+', '-').replace('/', '_'));
        }
        if (shift == 0) {
            forms.add(Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** Values that Secrets hold although they are none, and whose masking would make texts unreadable. */
    private static boolean isOrdinary(String value) {
        return value.length() < 8 && value.chars().allMatch(Character::isDigit)
                || Set.of("localhost", "default", "production", "enabled", "disabled")
                        .contains(value);
    }

    /** The text without control characters and without secrets. */
    public String redact(String text) {
        String result = PlainText.of(text);
        for (String needle : needles) {
            result = result.replace(needle, MASK);
        }
        for (Rule rule : RULES) {
            result = rule.pattern().matcher(result).replaceAll(rule.replacement());
        }
        return result;
    }
}
