package io.jenkins.plugins.k8srelease.engine.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.testing.GeneratedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/resource-requirements.md true; {@code -Dupdate.docs=true} writes its generated part anew. */
class ResourceRequirementsDocumentTest {

    private static final Path DOCUMENT = Path.of("../docs/resource-requirements.md");
    private static final Path MANIFESTS = Path.of("../manifests");

    static List<List<KubeObject>> ticketBooking() throws IOException {
        List<KubeObject> rules = new ArrayList<>();
        List<KubeObject> rest = new ArrayList<>();
        for (String folder : List.of("namespace", "configmap", "secrets", "database", "backend", "frontend")) {
            try (Stream<Path> files = Files.list(MANIFESTS.resolve(folder))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".yaml"))
                        .sorted()
                        .toList()) {
                    for (KubeObject o : Objects.all(Files.readString(file))) {
                        boolean isRule = Set.of("Namespace", "ResourceQuota", "LimitRange")
                                .contains(o.kind());
                        (isRule ? rules : rest).add(o);
                    }
                }
            }
        }
        return List.of(rules, rest);
    }

    private static ResourcesReport report() throws IOException {
        return ResourcesReport.of("ticket-booking", ticketBooking(), Optional.of(ClusterShape.parse("3x2cpu,4Gi")));
    }

    @Test
    void theGeneratedPartIsWhatTheManifestsSay() throws IOException {
        GeneratedPart.of("resource-requirements.md", "figures").mustBe(report().toMarkdown());
    }

    @Test
    void theFiguresOfTheTextAreThoseOfTheManifests() throws IOException {
        ResourcesReport report = report();
        String document = Files.readString(DOCUMENT).replaceAll("\\s+", " ");
        Resources sum = report.running();
        assertThat(document)
                .contains("come to " + sum.get("limits.memory") + ", which is 3.25Gi or "
                        + Math.round(report.shareOfMemory(sum, "limits.memory")) + " % of 12Gi")
                .contains(sum.get("requests.memory") + ", " + Math.round(report.shareOfMemory(sum, "requests.memory"))
                        + " % of the memory")
                .contains(sum.get("requests.cpu") + " of 6 cores requested ("
                        + Math.round(report.shareOfCpu(sum, "requests.cpu")) + " %)")
                .contains("limits of " + sum.get("limits.cpu") + " (" + Math.round(report.shareOfCpu(sum, "limits.cpu"))
                        + " %)")
                .contains(report.blueGreen().get("requests.cpu") + " CPU and "
                        + report.blueGreen().get("requests.memory") + " in requests");
        double gibi = 1L << 30;
        double limits = sum.get("limits.memory").amount().doubleValue() / gibi;
        assertThat(limits).isEqualTo(3.25);
        assertThat(Math.round((limits + 1) * 10) / 10.0).as("the plan's 4.3").isEqualTo(4.3);
        assertThat(Math.round(4.3 / 12 * 100)).as("the plan's 36 %").isEqualTo(36);
        assertThat(Math.round(5.25 / 12 * 100)).isEqualTo(44);
    }

    @Test
    void itIsWrittenForATerminalAndForMachinesToo() throws IOException {
        assertThat(report().toText())
                .contains("Deployment backend")
                .contains("claim")
                .contains("17 %");
        assertThat(report().toJson()).contains("\"storage\" : \"10Gi\"").contains("\"requests.cpu\" : \"1\"");
    }

    /** The seed's cluster: three nodes of 2 CPU and 4Gi, which hold the system, its update and its second colour. */
    @Test
    void theSeedsClusterHoldsARollingAndABlueGreenRelease() throws IOException {
        CapacityRequest request = CapacityRequest.of("ticket-booking", ticketBooking(), Strategy.ROLLING);
        CapacitySnapshot running =
                SteadyState.of(request, ReleasePlan.of(request, CapacitySnapshot.empty("ticket-booking")));
        CapacitySnapshot cluster = running.with(
                ResourceKind.NODES,
                Objects.node("n1", "2", "4Gi", 110),
                Objects.node("n2", "2", "4Gi", 110),
                Objects.node("n3", "2", "4Gi", 110));
        assertThat(CapacityCheck.check(request.withNodesFixed(true), cluster).answer())
                .isEqualTo(Answer.FITS);
        CapacityRequest blueGreen =
                request.withWaves(request.waves(), Strategy.BLUE_GREEN).withNodesFixed(true);
        assertThat(CapacityCheck.check(blueGreen, cluster).answer()).isEqualTo(Answer.FITS);
    }

    @Test
    void aQuotaOneMillicoreShortIsRefusedAndTheSentenceSaysSo() throws IOException {
        List<List<KubeObject>> waves = new ArrayList<>(ticketBooking());
        CapacityRequest request = CapacityRequest.of("ticket-booking", waves, Strategy.ROLLING);
        CapacitySnapshot running =
                SteadyState.of(request, ReleasePlan.of(request, CapacitySnapshot.empty("ticket-booking")));
        // The quota of the release itself: the running system and one surge pod of the larger Deployment need 1200m.
        waves.set(
                0,
                waves.get(0).stream()
                        .map(o -> o.kind().equals("ResourceQuota")
                                ? Objects.quota("ticket-booking-quota", "requests.cpu=1199m")
                                : o)
                        .toList());
        CapacityReport report = CapacityCheck.check(
                request.withWaves(waves, Strategy.ROLLING), running.with(ResourceKind.NODES, Objects.plenty()));
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence())
                .contains(
                        "does not fit: quota ticket-booking-quota is 1m short of requests.cpu: deployment/backend needs 200m");
        waves.set(
                0,
                waves.get(0).stream()
                        .map(o -> o.kind().equals("ResourceQuota")
                                ? Objects.quota("ticket-booking-quota", "requests.cpu=1200m")
                                : o)
                        .toList());
        assertThat(CapacityCheck.check(
                                request.withWaves(waves, Strategy.ROLLING),
                                running.with(ResourceKind.NODES, Objects.plenty()))
                        .answer())
                .isEqualTo(Answer.TIGHT);
    }
}
