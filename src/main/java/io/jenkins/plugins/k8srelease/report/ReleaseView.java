package io.jenkins.plugins.k8srelease.report;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A release as the page shows it: plain texts, which the page escapes. */
public final class ReleaseView {

    private final ReportedRelease release;
    private final JsonNode document;
    private final String live;

    private ReleaseView(ReportedRelease release, JsonNode document, String live) {
        this.release = release;
        this.document = document;
        this.live = live;
    }

    static ReleaseView of(Run<?, ?> run, ReportedRelease release) {
        String live = release.isRunning() ? LiveStatus.find(run, release.getNode()) : null;
        return new ReleaseView(release, release.document(), live);
    }

    /** {@code ticket-booking → production / shop}. */
    public String getTitle() {
        return release.getApp() + " → " + release.getCluster() + " / " + release.getNamespace();
    }

    /** What {@code k8sReport} returns: plain values. */
    public Map<String, Object> toMap() {
        Map<String, Object> value = ReturnValues.report(
                getOperation(),
                new RecordNames(release.getNamespace(), release.getApp()),
                release.getCluster(),
                document);
        if (document.isMissingNode()) {
            value.put("status", release.isRunning() ? "RUNNING" : "BROKEN");
        }
        value.put("state", getState());
        value.put("message", getMessage());
        return value;
    }

    public String getOperation() {
        return release.getOperation();
    }

    public Tone getTone() {
        if (release.isRunning()) {
            return live == null ? Tone.NEUTRAL : Tone.RUNNING;
        }
        return switch (document.path("status").asText()) {
            case "SUCCEEDED", "UNCHANGED", "PLANNED" -> Tone.GOOD;
            case "NOT_STARTED", "BAD_INPUT", "TAKEN_OVER" -> Tone.NEUTRAL;
            default -> Tone.BAD;
        };
    }

    /** What became of it, in a few words. */
    public String getState() {
        if (release.isRunning()) {
            return live == null ? "not known: the controller lost sight of it" : live;
        }
        if (release.getOperation().equals("smoke-test") && release.getError() == null) {
            return document.path("status").asText().equals("SUCCEEDED")
                    ? "smoke tests passed"
                    : "smoke tests did not pass";
        }
        int revision = document.path("revision").asInt();
        String number = revision == 0 ? "release" : "release " + revision;
        String words =
                switch (document.path("status").asText()) {
                    case "SUCCEEDED" -> number + " is live";
                    case "UNCHANGED" -> "nothing had to be changed";
                    case "PLANNED" -> "dry run";
                    case "UNDONE" -> number + " failed and was undone";
                    case "NOT_UNDONE" -> number + " failed and was not undone";
                    case "TAKEN_OVER" -> number + " was taken over by another process";
                    case "BAD_INPUT", "NOT_STARTED" -> "not released";
                    default -> "stopped";
                };
        return release.isAfterBuild() ? words + ", after its build had been ended" : words;
    }

    /** Sentences, without the cause that the diagnosis tells. */
    public String getMessage() {
        if (release.getError() != null) {
            return release.getError();
        }
        String cause = getCause();
        String message = document.path("message").asText();
        return cause != null && message.startsWith(cause)
                ? message.substring(cause.length()).replaceFirst("^[.\\s]+", "")
                : message;
    }

    /** How long it took, empty while it runs. */
    public String getDuration() {
        return document.isMissingNode()
                ? ""
                : Durations.text(Math.round(document.path("durationSeconds").asDouble() * 1000));
    }

    @CheckForNull
    public String getCause() {
        return document.path("diagnosis").path("cause").asText(null);
    }

    @CheckForNull
    public String getHint() {
        String hint = document.path("diagnosis").path("hint").asText("");
        return hint.isEmpty() ? null : hint;
    }

    /** What shows the cause: conditions and events together, and each log by itself. */
    public List<Evidence> getEvidence() {
        Map<String, StringJoiner> byTitle = new LinkedHashMap<>();
        for (JsonNode one : document.path("diagnosis").path("evidence")) {
            boolean log = one.path("type").asText().equals("log");
            StringJoiner text = byTitle.computeIfAbsent(
                    log ? "Log of " + name(one.path("object")) : "", title -> new StringJoiner("\n"));
            one.path("lines").forEach(line -> text.add(line.asText()));
        }
        List<Evidence> all = new ArrayList<>();
        byTitle.forEach((title, text) -> all.add(new Evidence(title, text.toString())));
        return all;
    }

    /** Objects that changed. */
    public List<Change> getChanges() {
        List<Change> all = new ArrayList<>();
        for (JsonNode one : document.path("changes")) {
            all.add(new Change(
                    one.path("kind").asText(),
                    one.path("name").asText(),
                    one.path("action").asText().toLowerCase(Locale.ROOT)));
        }
        return all;
    }

    /** What was asked of the pods, and what they answered. */
    public List<Smoke> getSmoke() {
        List<Smoke> all = new ArrayList<>();
        for (JsonNode one : document.path("smoke")) {
            boolean passed = one.path("passed").asBoolean();
            all.add(new Smoke(
                    one.path("check").asText(),
                    one.path("pod").asText(),
                    passed,
                    passed
                            ? one.path("millis").asLong() + " ms"
                            : one.path("detail").asText()));
        }
        return all;
    }

    public List<String> getWarnings() {
        List<String> all = new ArrayList<>();
        document.path("warnings").forEach(w -> all.add(w.asText()));
        return all;
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText() + " " + object.path("name").asText();
    }

    /** One piece of evidence. */
    public record Evidence(String title, String text) {
        public String getTitle() {
            return title;
        }

        public String getText() {
            return text;
        }
    }

    /** One changed object. */
    public record Change(String kind, String name, String action) {
        public String getKind() {
            return kind;
        }

        public String getName() {
            return name;
        }

        public String getAction() {
            return action;
        }
    }

    /** One answer to a smoke test. */
    public record Smoke(String check, String pod, boolean passed, String answer) {
        public String getCheck() {
            return check;
        }

        public String getPod() {
            return pod;
        }

        public Tone getTone() {
            return passed ? Tone.GOOD : Tone.BAD;
        }

        public String getAnswer() {
            return answer;
        }
    }
}
