package io.jenkins.plugins.k8srelease.engine.smoke;

import java.util.List;
import java.util.Locale;

/**
 * Results as the XML of JUnit, which CI systems read. One test suite; a check is a class, who was asked a test case of it.
 */
public final class JUnitXml {

    private JUnitXml() {}

    /**
     * Writes the document.
     *
     * @param suite what the suite is called, for example {@code smoke tests of shop}
     */
    public static String of(String suite, List<SmokeResult> results) {
        long failures = results.stream().filter(r -> !r.passed()).count();
        long millis = results.stream().mapToLong(SmokeResult::millis).sum();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"")
                .append(escaped(suite))
                .append("\" tests=\"")
                .append(results.size());
        xml.append("\" failures=\"").append(failures).append("\" errors=\"0\" skipped=\"0\" time=\"");
        xml.append(seconds(millis)).append("\">\n");
        results.forEach(result -> append(xml, result));
        return xml.append("</testsuite>\n").toString();
    }

    private static void append(StringBuilder xml, SmokeResult result) {
        String who = result.pod().isEmpty() ? "nobody" : result.pod();
        // Jenkins takes what stands before the last dot of a class' name for its package.
        xml.append("  <testcase classname=\"smoke.")
                .append(escaped(result.check().replace('.', '_')));
        xml.append("\" name=\"").append(escaped(who)).append("\" time=\"").append(seconds(result.millis()));
        if (result.passed()) {
            xml.append("\"/>\n");
            return;
        }
        String text = result.detail() + " (after " + result.attempts()
                + (result.attempts() == 1 ? " attempt)" : " attempts)");
        xml.append("\">\n    <failure type=\"smoke-test\" message=\"")
                .append(escaped(result.detail()))
                .append("\">");
        xml.append(escaped(text)).append("</failure>\n  </testcase>\n");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** What an answer holds may be anything; characters that XML does not have become question marks. */
    private static String escaped(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> result.append("&lt;");
                case '>' -> result.append("&gt;");
                case '&' -> result.append("&amp;");
                case '"' -> result.append("&quot;");
                case '\n', '\r', '\t' -> result.append("&#").append(c).append(';');
                default -> result.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return result.toString();
    }

    /** XML 1.0, production 2. */
    private static boolean isXml(int c) {
        return c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= 0x10FFFF;
    }
}
