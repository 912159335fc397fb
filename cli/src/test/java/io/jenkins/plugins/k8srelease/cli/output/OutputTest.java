package io.jenkins.plugins.k8srelease.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.Schemas;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityCheck;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityReport;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacityRequest;
import io.jenkins.plugins.k8srelease.engine.capacity.CapacitySnapshot;
import io.jenkins.plugins.k8srelease.engine.capacity.Strategy;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.health.State;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.OwnerSign;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.engine.status.ApplicationStatus;
import io.jenkins.plugins.k8srelease.engine.status.ObjectStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {

    private static final RecordNames SHOP = new RecordNames("team", "shop");
    private static final ObjectRef POD = new ObjectRef("v1", "Pod", "team", "web-1");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            Path.of(""),
            Terminal.none());

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private JsonNode check(String schema, ObjectNode document) {
        Json.write(console, document);
        return Schemas.check(schema, out());
    }

    private static ReleaseResult failed(Status status) {
        Diagnosis diagnosis = new Diagnosis(
                "Deployment web: it crashes",
                "Read the log",
                List.of(
                        new Evidence.Found(POD, "web", "container web ended"),
                        new Evidence.EventSeen(POD, "BackOff", "back-off with hunter2", 3, Optional.of(Instant.EPOCH)),
                        new Evidence.LogLines(POD, "web", true, List.of("fatal", "password is hunter2"))));
        return new ReleaseResult(
                status,
                4,
                "Deployment web: it crashes. Everything that it changed is as it was before, and healthy",
                Optional.empty(),
                Optional.of(capacity()),
                List.of(new SmokeResult("web/", "web-1", false, "HTTP 500", 5, 12)),
                Optional.of(diagnosis),
                Duration.ofMillis(12_345));
    }

    private static CapacityReport capacity() {
        return CapacityCheck.check(
                CapacityRequest.of("team", List.of(), Strategy.ROLLING), CapacitySnapshot.empty("team"));
    }

    private ResultOutput result() {
        return new ResultOutput(console, "deploy", SHOP, "https://server", " -n team");
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED,0",
        "UNCHANGED,0",
        "PLANNED,0",
        "UNDONE,1",
        "BAD_INPUT,2",
        "NOT_UNDONE,3",
        "TAKEN_OVER,3",
        "NOT_STARTED,4"
    })
    void everyOutcomeHasItsExitCode(Status status, int code) {
        assertThat(ResultOutput.exitCode(status)).isEqualTo(code);
        assertThat(check("release-result", result().json(failed(status)))
                        .path("exitCode")
                        .asInt())
                .isEqualTo(code);
    }

    /** That everything is as it was before is what was asked for. */
    @Test
    void anAbortThatUndidEverythingIsDone() {
        ResultOutput abort = new ResultOutput(console, "abort", SHOP, "https://server", "");

        abort.text(failed(Status.UNDONE));

        assertThat(out()).startsWith("Done: ").doesNotContain("failed and was undone");
        assertThat(abort.exitCode(failed(Status.UNDONE))).isZero();
        assertThat(abort.exitCode(failed(Status.NOT_UNDONE))).isEqualTo(3);
    }

    @Test
    void anAbortThatUndidEverythingIsDoneForMachinesToo() {
        ResultOutput abort = new ResultOutput(console, "abort", SHOP, "https://server", "");

        assertThat(check("release-result", abort.json(failed(Status.UNDONE)))
                        .path("exitCode")
                        .asInt())
                .isZero();
    }

    @Test
    void aFailureIsExplainedInOneBlockThatSaysEachThingOnce() {
        console.masking().add("hunter2");
        result().text(failed(Status.UNDONE));
        assertThat(out())
                .containsSubsequence(
                        "Release 4 of shop failed and was undone",
                        "Cause: Deployment web: it crashes",
                        "Pod team/web-1: container web ended",
                        "event BackOff (3 times): back-off with ***",
                        "Log of Pod team/web-1, container web, the run before:",
                        "| password is ***",
                        "Hint: Read the log",
                        "  Everything that it changed is as it was before, and healthy");
        assertThat(out().split("it crashes", -1)).hasSize(2);
    }

    @Test
    void whatWasNotUndoneSaysWhereToLook() {
        result().text(failed(Status.NOT_UNDONE));
        assertThat(out()).contains("failed and was NOT undone", "k8s-release status --app shop -n team");
    }

    @Test
    void whatNeverBeganGoesToStandardError() {
        result().text(new ReleaseResult(
                Status.NOT_STARTED,
                0,
                "one\ntwo",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Duration.ZERO));
        assertThat(out()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("Not released: \n  one\n  two\n");
    }

    @Test
    void secretsAreMaskedInDocumentsToo() {
        console.masking().add("hunter2");
        check("release-result", result().json(failed(Status.UNDONE)));
        assertThat(out()).contains("password is ***").doesNotContain("hunter2");
    }

    private static Revision revision(int number, Outcome outcome, String image) {
        return new Revision(
                number,
                "deploy",
                outcome,
                outcome == Outcome.SUCCEEDED ? null : "it\n  crashed",
                "2026-01-01T10:00:00Z",
                "2026-01-01T10:01:05Z",
                "alice on laptop",
                image.isEmpty() ? Map.of() : Map.of("Deployment/web/web", image, "Deployment/web/side", "side:1"),
                2,
                null);
    }

    private static Head head(Current current) {
        return new Head(
                Head.FORMAT,
                3,
                "w",
                "key",
                4,
                3,
                3,
                current,
                List.of(
                        revision(1, Outcome.SUCCEEDED, "web:v1"),
                        revision(2, Outcome.UNDONE, "web:v2"),
                        revision(3, Outcome.SUCCEEDED, "registry:5000/web:v3"),
                        revision(4, Outcome.NOTHING_CHANGED, "")),
                List.of(),
                null,
                null,
                null);
    }

    private static Current current() {
        Holder holder = new Holder("id", "bob", "ci", null);
        return new Current(5, "deploy", Phase.APPLYING, 2, holder, "digest", "2026-01-01T11:00:00Z", null, null);
    }

    @Test
    void historyIsATableOfTheNewestFirst() {
        new HistoryOutput(console).text(head(current()));
        List<String> lines = out().lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("under way: release 5 (deploy, applying, since 2026-01-01T11:00:00Z, by bob on ci)");
        assertThat(lines.get(1)).matches("REVISION +OUTCOME +STARTED +TOOK +BY +IMAGES +REASON");
        assertThat(lines.get(2)).matches("4 +nothing changed +.* 1m5s +alice on laptop +- +it crashed");
        assertThat(lines.get(3)).matches("3 live +succeeded .* web v1→registry:5000/web:v3");
        assertThat(lines.get(4)).matches("2 +undone .* web v1→v2 +it crashed");
        assertThat(lines.get(5)).matches("1 +succeeded .* side 1, web v1");
    }

    @Test
    void historyAsADocument() {
        JsonNode document = check("history", HistoryOutput.json(head(current()), SHOP));
        assertThat(document.path("revisions")).hasSize(4);
        assertThat(document.at("/revisions/2/live").asBoolean()).isTrue();
        assertThat(document.at("/underWay/by").asText()).isEqualTo("bob");
        out.reset();
        Head head = head(null);
        assertThat(check(
                                "history",
                                HistoryOutput.json(head, SHOP, head.revisions().get(1), List.of()))
                        .at("/revisions/0/revision")
                        .asInt())
                .isEqualTo(2);
    }

    private static ApplicationStatus status(Head head, OwnerSign owner) {
        return new ApplicationStatus(
                Optional.ofNullable(head),
                Optional.ofNullable(owner),
                head == null
                        ? List.of()
                        : List.of(
                                new ObjectStatus(POD, State.READY, "Ready", "exists"),
                                new ObjectStatus(POD, State.FAILED, ObjectStatus.MISSING, "does not exist any more")),
                Map.of("Pod/web/web", "sha256:0"));
    }

    @Test
    void statusTellsWhoIsAtWorkAndWhetherHeLives() {
        OwnerSign silent = new OwnerSign(Instant.EPOCH, Duration.ofSeconds(40), Duration.ofSeconds(15), false);
        new StatusOutput(console).text(status(head(current()), silent), SHOP);
        assertThat(out())
                .contains(
                        "shop in namespace team: release 3 is live",
                        "under way: release 5",
                        "objects up to wave 2 may have been changed",
                        "last heard of 40s ago: it seems to be gone",
                        "pod/web-1  Failed  does not exist any more",
                        "not healthy");
        out.reset();
        JsonNode document = check("status", StatusOutput.json(status(head(current()), silent), SHOP, "https://server"));
        assertThat(document.at("/underWay/ownerSeemsAlive").asBoolean()).isFalse();
        assertThat(document.path("healthy").asBoolean()).isFalse();
    }

    @Test
    void statusOfWhatWasNeverReleased() {
        new StatusOutput(console).text(status(null, null), SHOP);
        assertThat(out()).isEqualTo("shop in namespace team: never released\n");
        out.reset();
        assertThat(check("status", StatusOutput.json(status(null, null), SHOP, "https://server"))
                        .path("live")
                        .isNull())
                .isTrue();
    }

    @Test
    void anErrorIsADocument() {
        check("error", Json.error(4, "no connection"));
    }
}
