package io.jenkins.plugins.k8srelease.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Evidence;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cause to be provoked: what is there before, what is released, and what must be said of it. Cases run at the same time,
 * each in a namespace of its own.
 */
public final class CauseCase {

    /** Does something to the cluster in a case's namespace. */
    @FunctionalInterface
    public interface Deed {
        void in(Cluster admin, String namespace) throws Exception;
    }

    final String name;
    final List<Deed> before = new ArrayList<>();
    final List<Deed> between = new ArrayList<>();
    final List<String> earlier = new ArrayList<>();
    String manifests = "";
    Deed meanwhile;
    String meanwhileAfter = "";
    UnaryOperator<ReleaseSettings> how = s -> s;
    Status status = Status.UNDONE;
    private final List<String> sentence = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private final List<String> hint = new ArrayList<>();

    private CauseCase(String name) {
        this.name = name;
    }

    public static CauseCase of(String name) {
        return new CauseCase(name);
    }

    /** Something that stands before the release. */
    public CauseCase given(Deed deed) {
        before.add(deed);
        return this;
    }

    /** Objects that an administrator has made. */
    public CauseCase given(String yaml) {
        return given((admin, namespace) -> Admin.apply(admin, namespace, yaml));
    }

    /** Something that happens after the earlier releases and before the one that is judged. */
    public CauseCase then(Deed deed) {
        between.add(deed);
        return this;
    }

    /** A release that succeeds before. */
    public CauseCase afterRelease(String yaml) {
        earlier.add(yaml);
        return this;
    }

    public CauseCase release(String yaml) {
        manifests = yaml;
        return this;
    }

    /** Done once a line of the release contains the text. */
    public CauseCase meanwhile(String line, Deed deed) {
        meanwhileAfter = line;
        meanwhile = deed;
        return this;
    }

    public CauseCase how(UnaryOperator<ReleaseSettings> settings) {
        how = settings;
        return this;
    }

    /** For what is tolerated until the time is over. */
    public CauseCase within(Duration timeout) {
        return how(s -> s.withTimeout(timeout));
    }

    public CauseCase ends(Status expected) {
        status = expected;
        return this;
    }

    public CauseCase says(String... parts) {
        sentence.addAll(List.of(parts));
        return this;
    }

    public CauseCase shows(String... parts) {
        evidence.addAll(List.of(parts));
        return this;
    }

    public CauseCase advises(String... parts) {
        hint.addAll(List.of(parts));
        return this;
    }

    /** Compares. A false alarm would show as a status other than success. */
    void check(ReleaseResult result, List<String> lines) {
        String all = name + ": " + result.status() + ", " + sentence(result) + ":\n" + String.join("\n", lines) + "\n"
                + text(result);
        assertThat(result.status()).as(all).isEqualTo(status);
        sentence.forEach(part -> assertThat(sentence(result)).as(all).contains(part));
        evidence.forEach(part -> assertThat(evidence(result)).as(all).contains(part));
        hint.forEach(part -> assertThat(hint(result)).as(all).contains(part));
    }

    private static String sentence(ReleaseResult result) {
        return result.diagnosis().map(Diagnosis::cause).orElse(result.message());
    }

    private static String evidence(ReleaseResult result) {
        return result.diagnosis().stream()
                .flatMap(d -> d.evidence().stream())
                .flatMap(CauseCase::lines)
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(Evidence evidence) {
        return evidence.lines().stream().map(line -> "[" + evidence.getClass().getSimpleName() + "] " + line);
    }

    /** What a plan refuses has its hint in the sentence. */
    private static String hint(ReleaseResult result) {
        return result.diagnosis().map(Diagnosis::hint).orElse(result.message());
    }

    static String text(ReleaseResult result) {
        return "  => " + result.status() + "\n  SENTENCE " + sentence(result) + "\n  EVIDENCE "
                + evidence(result).replace("\n", "\n           ") + "\n  HINT " + hint(result) + "\n  MESSAGE "
                + result.message();
    }
}
