package io.jenkins.plugins.k8srelease.engine.capacity;

import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.cpu;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.deployment;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.node;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.one;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.quota;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.surge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SnapshotLoaderTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A cluster in memory that pages as the API server does and may refuse some lists. */
    private static final class Shelf implements CapacitySource {
        private final Map<ResourceKind, List<KubeObject>> objects;
        private final Set<String> refused;
        private final Map<String, Integer> pages = new TreeMap<>();
        private final List<Call> calls = new ArrayList<>();

        Shelf(Map<ResourceKind, List<KubeObject>> objects, Set<String> refused) {
            this.objects = objects;
            this.refused = refused;
        }

        @Override
        public CompletionStage<Page> list(Call call) {
            calls.add(call);
            String name = call.kind().plural() + (call.namespace().isEmpty() ? "" : "@" + call.namespace());
            pages.merge(name, 1, Integer::sum);
            if (refused.contains(name)) {
                return CompletableFuture.failedFuture(new MissingRightException("no right to list " + call.kind()));
            }
            List<KubeObject> all = objects.getOrDefault(call.kind(), List.of());
            int from = call.continueToken().isEmpty() ? 0 : Integer.parseInt(call.continueToken());
            int to = Math.min(all.size(), from + call.limit());
            return CompletableFuture.completedFuture(new Page(
                    all.subList(from, to),
                    to < all.size() ? String.valueOf(to) : "",
                    call.fieldSelector().isEmpty() ? all.size() - to : 0));
        }
    }

    private static CapacityRequest release() {
        return CapacityRequest.of(
                "shop",
                List.of(List.of(
                        deployment("web", 3, cpu("250m"), surge(1, 0)),
                        one("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}"))),
                Strategy.ROLLING);
    }

    private static Map<ResourceKind, List<KubeObject>> large(int nodes, int pods) {
        List<KubeObject> manyNodes = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            manyNodes.add(node("n" + i, "8", "32Gi", 110));
        }
        List<KubeObject> manyPods = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            manyPods.add(
                    one(
                            "{apiVersion: v1, kind: Pod, metadata: {name: p" + i
                                    + ", namespace: other}, spec: {nodeName: n" + i % nodes
                                    + ", containers: [{name: c, resources: {requests: {cpu: 100m, memory: 256Mi}}}]}, status: {phase: Running}}"));
        }
        return Map.of(
                ResourceKind.NODES, manyNodes,
                ResourceKind.PODS, manyPods,
                ResourceKind.QUOTAS, List.of(quota("team", "requests.cpu=1,count/configmaps=5")));
    }

    @Test
    @Timeout(60)
    void eachKindIsOnePagedListHoweverManyPodsOthersHave() {
        Map<String, Integer> before = null;
        for (int pods : new int[] {10, 4000}) {
            Shelf shelf = new Shelf(large(100, pods), Set.of());
            long start = System.nanoTime();
            CapacitySnapshot snapshot =
                    SnapshotLoader.load(shelf, release(), PATIENCE).join().withServerMinor(33);
            CapacityReport report = CapacityCheck.check(release().withNodesFixed(true), snapshot);
            System.out.println("100 nodes, " + pods + " foreign pods: " + shelf.calls.size() + " requests, "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms with the check");
            assertThat(report.answer()).isEqualTo(Answer.FITS);
            assertThat(shelf.pages.remove("pods")).isEqualTo((pods + CapacitySource.PAGE - 1) / CapacitySource.PAGE);
            assertThat(shelf.pages)
                    .allSatisfy((name, pages) -> assertThat(pages).as(name).isEqualTo(1));
            assertThat(shelf.pages)
                    .containsOnlyKeys(
                            "configmaps@shop",
                            "deployments@shop",
                            "horizontalpodautoscalers@shop",
                            "limitranges@shop",
                            "nodes",
                            "priorityclasses",
                            "resourcequotas@shop");
            assertThat(before == null || before.equals(shelf.pages)).isTrue();
            before = shelf.pages;
            assertThat(shelf.calls)
                    .filteredOn(c -> c.kind().equals(ResourceKind.PODS))
                    .allMatch(c -> c.fieldSelector().equals("status.phase!=Succeeded,status.phase!=Failed"));
        }
    }

    @Test
    void aReleaseReadsOneSmallPageOfManyPodsAndJudgesTheQuotas() {
        for (int pods : new int[] {900, 4000}) {
            Shelf shelf = new Shelf(large(100, pods), Set.of());
            CapacitySnapshot snapshot = SnapshotLoader.load(shelf, release(), PATIENCE, 1_000)
                    .join()
                    .withServerMinor(33);
            CapacityReport report = CapacityCheck.check(release(), snapshot);
            if (pods == 900) {
                assertThat(report.answer()).isEqualTo(Answer.FITS);
                assertThat(shelf.pages).containsEntry("pods", 3).doesNotContainKey("pods@shop");
            } else {
                assertThat(report.answer()).isEqualTo(Answer.UNKNOWN);
                assertThat(report.sentence()).contains("fits as to quotas", "more than 1000 pods");
                assertThat(shelf.pages).containsEntry("pods", 1).containsKey("pods@shop");
                assertThat(shelf.calls)
                        .filteredOn(c -> c.kind().equals(ResourceKind.PODS)
                                && c.namespace().isEmpty())
                        .allMatch(c -> c.limit() == 50);
            }
        }
    }

    @Test
    void podsThatTakeTooLongLeaveTheNodesUnknownAndTheQuotasJudged() {
        Shelf shelf = new Shelf(large(2, 3), Set.of());
        CapacitySource slow = call ->
                call.kind().equals(ResourceKind.PODS) && call.namespace().isEmpty()
                        ? new CompletableFuture<>()
                        : shelf.list(call);
        CapacitySnapshot snapshot = SnapshotLoader.load(slow, release(), Duration.ofMillis(50))
                .join()
                .withServerMinor(33);
        assertThat(shelf.pages).containsKey("pods@shop");
        CapacityReport report = CapacityCheck.check(release(), snapshot);
        assertThat(report.answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(report.sentence())
                .contains("fits as to quotas")
                .contains("the pods of all namespaces were not read within 50 ms");
    }

    @Test
    void withoutTheRightToAllPodsTheNamespacesOwnServeTheQuotas() {
        Shelf shelf = new Shelf(large(2, 3), Set.of("pods"));
        CapacitySnapshot snapshot =
                SnapshotLoader.load(shelf, release(), PATIENCE).join().withServerMinor(33);
        assertThat(shelf.pages).containsKey("pods@shop");
        assertThat(snapshot.podsEverywhere()).isFalse();
        CapacityReport report = CapacityCheck.check(release(), snapshot);
        assertThat(report.answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(report.sentence()).contains("no right to list the pods of all namespaces");
    }

    @Test
    void aMissingRightIsAnUnknownAndAnythingElseAnError() {
        for (String refused : List.of("resourcequotas@shop", "nodes", "limitranges@shop")) {
            Shelf shelf = new Shelf(large(2, 3), Set.of(refused));
            CapacityReport report = CapacityCheck.check(
                    release(),
                    SnapshotLoader.load(shelf, release(), PATIENCE).join().withServerMinor(33));
            assertThat(report.answer()).as(refused).isEqualTo(Answer.UNKNOWN);
        }
        assertThatThrownBy(() -> SnapshotLoader.load(
                                call -> CompletableFuture.failedFuture(new IllegalStateException("no route to host")),
                                release(),
                                PATIENCE)
                        .join())
                .hasMessageContaining("no route to host");
    }

    @Test
    void whatThePlanHasReadIsNotReadAgainUnlessAQuotaCountsIt() {
        KubeObject live = one("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop},"
                + " spec: {replicas: 3, template: {spec: {containers: [{name: c}]}}}}");
        CapacityRequest known = release().withKnown(new Known(List.of(live), Part.EMPTY));

        Shelf shelf = new Shelf(large(2, 3), Set.of());
        CapacitySnapshot snapshot = SnapshotLoader.load(shelf, known, PATIENCE).join();
        assertThat(shelf.pages)
                .containsOnlyKeys("configmaps@shop", "limitranges@shop", "nodes", "pods", "resourcequotas@shop");
        assertThat(snapshot.part(ResourceKind.DEPLOYMENTS).items()).containsExactly(live);

        Shelf counting =
                new Shelf(Map.of(ResourceKind.QUOTAS, List.of(quota("team", "count/deployments.apps=5"))), Set.of());
        SnapshotLoader.load(counting, known, PATIENCE).join();
        assertThat(counting.pages).containsKey("deployments@shop");

        KubeObject byClass = one(
                "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec:"
                        + " {hard: {pods: 1}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: Exists}]}}}");
        Shelf classes = new Shelf(Map.of(ResourceKind.QUOTAS, List.of(byClass)), Set.of());
        SnapshotLoader.load(classes, known, PATIENCE).join();
        assertThat(classes.pages).containsKey("priorityclasses");
    }

    @Test
    void whoAsksAboutQuotasOnlyReadsNoNodesAndWithoutQuotasNothingElse() {
        CapacityRequest asked =
                release().withKnown(new Known(List.of(), Part.EMPTY)).withoutNodes();

        Shelf none = new Shelf(Map.of(), Set.of());
        CapacityReport report = CapacityCheck.check(
                asked, SnapshotLoader.load(none, asked, PATIENCE).join());
        assertThat(none.pages).containsOnlyKeys("resourcequotas@shop");
        assertThat(report.sentence()).endsWith("fits as to quotas; nodes were not asked.");

        Shelf some = new Shelf(Map.of(ResourceKind.QUOTAS, List.of(quota("team", "requests.cpu=100m"))), Set.of());
        report = CapacityCheck.check(
                asked, SnapshotLoader.load(some, asked, PATIENCE).join());
        assertThat(some.pages).containsOnlyKeys("limitranges@shop", "pods@shop", "resourcequotas@shop");
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
    }
}
