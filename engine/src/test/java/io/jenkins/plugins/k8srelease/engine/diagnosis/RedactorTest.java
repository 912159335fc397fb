package io.jenkins.plugins.k8srelease.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static final String PASSWORD = "S3cr3t/pa+ss w\"rd";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "connecting with password=hunter2 to db | connecting with password=*** to db",
                "MYSQL_ROOT_PASSWORD: 'top secret' set | MYSQL_ROOT_PASSWORD: *** set",
                "{\"dbPassword\":\"a\\\"b\",\"port\":3306} | {\"dbPassword\":***,\"port\":3306}",
                "GET /x Authorization: Bearer abc.def-ghi | GET /x Authorization: Bearer ***",
                "authorization=Basic dXNlcjpwYXNz | authorization=Basic ***",
                "token eyJhbGciOiJSUzI1NiIsImtpZCI6Ik.eyJpc3MiOiJrdWJlcm5ldGVz.c2lnbmF0dXJl used | token *** used",
                "mysql://app:pa@ss@db:3306/shop failed | mysql://app:***@db:3306/shop failed",
                "redis://:topsecret@cache:6379 | redis://:***@cache:6379",
                "run --password hunter2 --host db | run --password *** --host db",
                "client_secret=abcdef&x=1 | client_secret=***&x=1",
                "X-Api-Key: 12345abc | X-Api-Key: ***",
                "key AKIAIOSFODNN7EXAMPLE leaked | key *** leaked",
                "api_key = \"abc def\" | api_key = ***",
                "GET /login?a/password=hunter2 | GET /login?a/password=***",
                "spring.datasource.password: hunter2 | spring.datasource.password: ***",
                "secretNames: hunter2 | secretNames: ***",
            })
    void credentialsAreKnownByTheirSurroundings(String text, String expected) {
        assertThat(Redactor.ofPatterns().redact(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret \"database-credentials\" not found",
                "couldn't find key password in Secret shop/database-credentials",
                "Back-off pulling image \"docker.io/shop/backend:v2\"",
                "Readiness probe failed: Get \"http://10.0.0.5:3000/api/health\": dial tcp 10.0.0.5:3000: connect: connection refused",
                "Access denied for user 'app'@'10.0.0.1' (using password: YES)",
                "pods \"b\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=3, limited: pods=3",
                "at Object.<anonymous> (/app/server.js:12:3)",
                "secret/database-credentials: created",
                "Secret shop/db-password: was changed by kubectl edit",
                "serviceaccount/token-reader: ready",
                "the credential lacks rights: secrets: create, get",
                "spec.template.spec.automountServiceAccountToken: false",
                "spec.template.spec.volumes.0.secret.secretName: database-credentials",
                "imagePullSecrets: registry; credentialsId: 'admin'",
                "has token: true, has password: none",
            })
    void ordinaryTextStaysReadable(String text) {
        assertThat(Redactor.of(List.of("root", "3306", "db")).redact(text)).isEqualTo(text);
    }

    @Test
    void noSentenceOfOursLooksLikeACredential() throws IOException {
        Pattern literal = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)* (?:[^\"\\\\\\n]|\\\\.)*)\"");
        List<String> masked = new ArrayList<>();
        int sentences = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !f.endsWith("Redactor.java"))
                    .toList()) {
                // Sentences are written over several lines.
                Matcher found = literal.matcher(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", ""));
                while (found.find()) {
                    sentences++;
                    String text = found.group(1).replace("\\\"", "\"");
                    if (!text.contains("\\")
                            && !Redactor.ofPatterns().redact(text).equals(text)) {
                        masked.add(file.getFileName() + ": " + text);
                    }
                }
            }
        }
        assertThat(masked).isEmpty();
        assertThat(sentences).isGreaterThan(500);
    }

    @Test
    void knownValuesDisappearInEveryForm() {
        Redactor redactor = Redactor.of(List.of(PASSWORD));
        byte[] bytes = PASSWORD.getBytes(StandardCharsets.UTF_8);
        for (String form : List.of(
                PASSWORD,
                URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8),
                PASSWORD.replace("\"", "\\\""),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().encodeToString(bytes))) {
            assertThat(redactor.redact("before " + form + " after"))
                    .as(form)
                    .doesNotContain(form)
                    .startsWith("before ")
                    .endsWith(" after");
        }
    }

    @Test
    void aValueInsideAnotherBase64IsFoundAtEveryOffset() {
        Redactor redactor = Redactor.of(List.of("correct-horse-battery"));
        for (String user : List.of("a", "ab", "abc", "abcd")) {
            String header = Base64.getEncoder()
                    .encodeToString((user + ":correct-horse-battery").getBytes(StandardCharsets.UTF_8));
            String redacted = redactor.redact("header " + header);
            String left = redacted.replace("header ", "").replace(Redactor.MASK, "");
            assertThat(left.length()).as(redacted).isLessThan(header.length() / 2);
        }
    }

    @Test
    void aKeyOfSeveralLinesIsFoundLineByLine() {
        String line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
        String key = "-----BEGIN PRIVATE KEY-----\n" + line
                + "\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n";
        assertThat(Redactor.of(List.of(key)).redact("read " + line + " from file"))
                .isEqualTo("read *** from file");
        assertThat(Redactor.ofPatterns().redact("x\n" + key + "y"))
                .doesNotContain(line)
                .contains("***")
                .endsWith("y");
    }

    @Test
    void theLongestValueGoesFirst() {
        assertThat(Redactor.of(List.of("secret", "secretary-of-state")).redact("my secretary-of-state here"))
                .isEqualTo("my *** here");
    }

    @Test
    void nothingThatActsOnATerminalIsLeft() {
        String text =
                "\u001B[31mred\u001B[0m \u001B]0;title\u0007bell\u0007 back\bspace \u202Eevil\u202C\rnext\r\nline\tend\u0000\u009B2J";
        assertThat(Redactor.ofPatterns().redact(text)).isEqualTo("red bell backspace evil\nnext\nline\tend");
    }

    @Test
    void aSecretCannotHideBehindEscapes() {
        assertThat(Redactor.of(List.of("hunter2-long")).redact("hunt\u001B[0mer2-long"))
                .isEqualTo("***");
    }

    @Test
    void hostileTextTakesNoTime() {
        String text = "password".repeat(2000) + "=" + "a".repeat(20000) + "://" + ":".repeat(5000)
                + "-----BEGIN PRIVATE KEY-----".repeat(200);
        assertThat(org.junit.jupiter.api.Assertions.assertTimeout(
                        java.time.Duration.ofSeconds(5),
                        () -> Redactor.of(List.of("needle-in-hay")).redact(text)))
                .isNotEmpty();
    }
}
