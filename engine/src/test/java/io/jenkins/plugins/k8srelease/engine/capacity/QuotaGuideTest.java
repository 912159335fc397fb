package io.jenkins.plugins.k8srelease.engine.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.testing.GeneratedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the outputs in docs/quota.md true: the Ticket Booking System runs on three nodes of 2 CPU and 4Gi. */
class QuotaGuideTest {

    @ParameterizedTest
    @CsvSource({
        "fits, rolling, '', '', FITS",
        "short, rolling, 1199m, '', DOES_NOT_FIT",
        "tight, rolling, 1200m, '', TIGHT",
        "blue-green, blue-green, 1500m, '', DOES_NOT_FIT",
        "unknown, rolling, '', no right to list nodes, UNKNOWN"
    })
    void theOutputsOfTheGuide(String name, String strategy, String cpu, String missing, Answer answer)
            throws IOException {
        List<List<KubeObject>> waves = waves("");
        CapacityRequest request =
                CapacityRequest.of("ticket-booking", waves, Strategy.ROLLING).withNodesFixed(true);
        CapacitySnapshot running =
                SteadyState.of(request, ReleasePlan.of(request, CapacitySnapshot.empty("ticket-booking")));
        CapacitySnapshot cluster = missing.isEmpty()
                ? running.with(
                        ResourceKind.NODES,
                        Objects.node("node-1", "2", "4Gi", 110),
                        Objects.node("node-2", "2", "4Gi", 110),
                        Objects.node("node-3", "2", "4Gi", 110))
                : running.with(ResourceKind.NODES, Part.missing(missing));
        CapacityReport report = CapacityCheck.check(request.withWaves(waves(cpu), Strategy.parse(strategy)), cluster);
        assertThat(report.answer()).isEqualTo(answer);
        GeneratedPart.of("quota.md", name).mustBe("```\n" + report.toText().stripTrailing() + "\n```\n");
    }

    /** The system in its waves, with so much CPU in its quota, or as much as the manifests say. */
    private static List<List<KubeObject>> waves(String cpu) throws IOException {
        TreeMap<Integer, List<KubeObject>> waves = new TreeMap<>();
        for (List<KubeObject> part : ResourceRequirementsDocumentTest.ticketBooking()) {
            for (KubeObject o : part) {
                ObjectNode tree = o.copy();
                if (o.kind().equals("ResourceQuota") && !cpu.isEmpty()) {
                    tree.withObject("/spec/hard").put("requests.cpu", cpu);
                }
                waves.computeIfAbsent(Waves.of(o), w -> new ArrayList<>()).add(new KubeObject(tree));
            }
        }
        return List.copyOf(waves.values());
    }
}
