package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.Unlocked;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.DeployProcess;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.Ledger;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One application, more than one process that wants it. */
@Tag("cluster")
@Turn(1)
class ClaimTest {

    private final Config admin = TestCluster.config();
    private final TestCluster cluster = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(4, DeployProcess.CLAIMS);
    private final Cluster connection =
            Cluster.connect(admin, ClusterOptions.standard().withRequestTimeout(Duration.ofSeconds(3)));
    private final KubernetesClient watcher =
            new KubernetesClientBuilder().withConfig(admin).build();
    private final RecordNames names = new RecordNames(cluster.newNamespace(), "web");
    private final Ledger ledger = new Ledger(watcher, names.namespace());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        engine.close();
        connection.close();
        watcher.close();
        cluster.close();
    }

    private ReleaseRun start(String yaml) {
        Holder holder = new Holder(UUID.randomUUID().toString(), "somebody else", "there", null);
        ReleaseSettings settings = ReleaseSettings.standard().withTimeout(Duration.ofMinutes(1));
        return engine.deploy(
                connection, new DeployRequest(names, Apps.load(yaml), settings, holder, false), event -> {});
    }

    private Path manifest(String yaml) throws Exception {
        return Files.writeString(folder.resolve("web.yaml"), yaml);
    }

    @Test
    void whoComesSecondIsToldWhoHoldsItAndChangesNothing() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "ready-after=15s", "info")))) {
            holder.readUntil("updated Deployment");

            ReleaseResult second = start(Apps.web("v3")).join();

            assertThat(second.status()).as(second.message()).isEqualTo(Status.NOT_STARTED);
            assertThat(second.message()).contains("is held by release 2", "a process");
            assertThat(ledger.image()).isEqualTo("localhost/web:v2");
            assertThat(holder.readUntil("=> ")).last().asString().contains("SUCCEEDED");
        }
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void whoCannotHoldTheLeaseDoesNotStayTheOwner() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(withoutLease()).isEqualTo(Status.NOT_STARTED);
        assertThat(ledger.complaints()).isEmpty();

        try (FaultProxy proxy = new FaultProxy(
                        admin,
                        (n, line) -> line.contains("/deployments/web?") && !line.contains("dryRun")
                                ? FaultProxy.Fault.DIE_AFTER
                                : FaultProxy.Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            process.start(Apps.web("v2"));
            while (!proxy.isDead()) {
                Thread.onSpinWait();
            }
        }
        withoutLease();
        assertThat(new HeadStore(connection, names)
                        .read()
                        .orElseThrow()
                        .head()
                        .current()
                        .holder())
                .as("of the release that was interrupted")
                .isNull();
        assertThat(start(Apps.web("v2")).join().status()).isEqualTo(Status.SUCCEEDED);
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void aRecordThatIsRefusedOnceIsWrittenOnceMore() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        AtomicInteger writes = new AtomicInteger();
        try (FaultProxy proxy = new FaultProxy(
                        admin,
                        (n, line) -> line.matches("PUT \\S+\\.head .*") && writes.getAndIncrement() % 2 == 0
                                ? FaultProxy.Fault.GONE
                                : FaultProxy.Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            ReleaseResult result = process.start(Apps.web("v2")).get(3, TimeUnit.MINUTES);

            assertThat(result.status()).as(result.message()).isEqualTo(Status.SUCCEEDED);
            assertThat(writes.get()).isGreaterThanOrEqualTo(6);
        }
        assertThat(ledger.complaints()).isEmpty();
    }

    private Status withoutLease() throws Exception {
        try (FaultProxy proxy = new FaultProxy(
                        admin, (n, line) -> line.contains("/leases") ? FaultProxy.Fault.GONE : FaultProxy.Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            return process.deploy(Apps.web("v2")).status();
        }
    }

    @Test
    void ofTwoThatStartAtOnceOneReleasesAndNothingInterleaves() {
        List<ReleaseRun> both = List.of(
                start(Apps.web("v1", "ready-after=10s", "info")), start(Apps.web("v2", "ready-after=10s", "info")));

        List<Status> ends = both.stream().map(r -> r.join().status()).toList();

        assertThat(ends).containsExactlyInAnyOrder(Status.SUCCEEDED, Status.NOT_STARTED);
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void aHolderThatWasStoppedWritesNothingMoreAfterItsReleaseWasTakenOver() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "crash-loop", "debug")))) {
            holder.readUntil("updated Deployment");
            holder.signal("STOP");

            ReleaseResult other = start(Apps.web("v3")).join();

            assertThat(other.status()).as(other.message()).isEqualTo(Status.SUCCEEDED);
            int before = proxy.log().size();
            holder.signal("CONT");
            assertThat(holder.readUntil("=> ")).last().asString().contains("TAKEN_OVER");
            holder.waitFor();
            assertThat(proxy.log().subList(before, proxy.log().size()))
                    .noneMatch(
                            line -> line.contains(" PATCH ") || line.contains(" POST ") || line.contains(" DELETE "));
        }
        assertThat(ledger.image()).isEqualTo("localhost/web:v3");
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void aProcessThatWasKilledIsFinishedByTheNextThatAsksForTheSame() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        String next = Apps.web("v2", "ready-after=3s", "info");
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(proxy.config().getMasterUrl(), names, manifest(next))) {
            holder.readUntil("updated Deployment");
            holder.signal("KILL");
            holder.waitFor();
        }

        ReleaseResult other = start(next).join();

        assertThat(other.status()).as(other.message()).isEqualTo(Status.SUCCEEDED);
        assertThat(other.revision()).isEqualTo(2);
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void whatAPersonUnlocksIsTakenOverAtOnce() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "never-ready", "info")))) {
            holder.readUntil("updated Deployment");
            assertThat(engine.unlock(connection, names, false, agree -> true, event -> {}))
                    .as("its owner lives")
                    .isInstanceOf(Unlocked.OwnerAtWork.class);
            assertThat(engine.unlock(connection, names, true, agree -> false, event -> {}))
                    .isInstanceOf(Unlocked.Declined.class);
            assertThat(engine.unlock(connection, names, true, agree -> true, event -> {}))
                    .isInstanceOf(Unlocked.Given.class);

            Holder person = new Holder(UUID.randomUUID().toString(), "a person", "there", null);
            ReleaseResult undone =
                    engine.resume(connection, names, person, true, event -> {}).join();

            assertThat(undone.status()).as(undone.message()).isEqualTo(Status.UNDONE);
            assertThat(holder.readUntil("=> ")).last().asString().contains("TAKEN_OVER");
        }
        assertThat(ledger.image()).isEqualTo("localhost/web:v1");
        assertThat(ledger.complaints()).isEmpty();
    }

    private ReleaseResult abort() {
        Holder person = new Holder(UUID.randomUUID().toString(), "a person", "there", null);
        return engine.abort(connection, names, person, "wrong version", Duration.ofSeconds(30), event -> {})
                .join();
    }

    @Test
    void whoHoldsItUndoesItWhenAnotherProcessAsksForThat() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "never-ready", "debug")))) {
            holder.readUntil("updated Deployment");

            ReleaseResult aborted = abort();

            assertThat(aborted.status()).as(aborted.message()).isEqualTo(Status.UNDONE);
            assertThat(aborted.message()).contains("release 2 was aborted", "a person", "wrong version");
            assertThat(holder.readUntil("=> ")).last().asString().contains("UNDONE", "wrong version");
        }
        assertThat(ledger.image()).isEqualTo("localhost/web:v1");
        assertThat(ledger.complaints()).isEmpty();
    }

    @Test
    void aReleaseWhoseHolderIsGoneIsUndoneByWhoAbortsIt() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "never-ready", "debug")))) {
            holder.readUntil("updated Deployment");
            holder.signal("KILL");
            holder.waitFor();
        }

        ReleaseResult aborted = abort();

        assertThat(aborted.status()).as(aborted.message()).isEqualTo(Status.UNDONE);
        assertThat(ledger.image()).isEqualTo("localhost/web:v1");
        assertThat(ledger.complaints()).isEmpty();
        assertThat(abort().status()).isEqualTo(Status.UNCHANGED);
    }

    @Test
    void aReleaseWhoseRecordSomebodyDeletedDoesNotLockTheApplication() throws Exception {
        assertThat(start(Apps.web("v1")).join().status()).isEqualTo(Status.SUCCEEDED);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> FaultProxy.Fault.NONE);
                DeployProcess holder = DeployProcess.start(
                        proxy.config().getMasterUrl(), names, manifest(Apps.web("v2", "never-ready", "info")))) {
            holder.readUntil("updated Deployment");
            holder.signal("KILL");
            holder.waitFor();
        }
        watcher.secrets()
                .inNamespace(names.namespace())
                .withLabel("k8s-release.jenkins.io/revision", "2")
                .delete();

        ReleaseResult next = start(Apps.web("v3")).join();

        assertThat(next.status()).as(next.message()).isEqualTo(Status.SUCCEEDED);
        assertThat(ledger.head().path("revisions").path(1).path("outcome").asText())
                .isEqualTo("NOT_UNDONE");
        assertThat(ledger.complaints()).isEmpty();
    }
}
