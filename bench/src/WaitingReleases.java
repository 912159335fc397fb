import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many releases at once in one process, all of which wait for a pod that does not become ready. */
final class WaitingReleases {

    private static final int NAMESPACES = 10;
    private static final Duration LONG = Duration.ofHours(1);
    /** Until what has come so far is measured. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Namespaces namespaces;
    private final Cluster cluster;
    private final ReleaseEngine engine;

    WaitingReleases(Namespaces namespaces, Cluster cluster, ReleaseEngine engine) {
        this.namespaces = namespaces;
        this.cluster = cluster;
        this.engine = engine;
    }

    void measure(int number) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < NAMESPACES; i++) {
            names.add(namespaces.make());
        }
        long heap = heap();
        int threads = threads();
        CountDownLatch waiting = new CountDownLatch(number);
        List<ReleaseRun> runs = new ArrayList<>();
        ReleaseSettings settings = ReleaseSettings.standard().withTimeout(LONG).withQuotaCheck(false);
        long start = System.nanoTime();
        for (int i = 0; i < number; i++) {
            String app = "app-" + i;
            DeployRequest request = new DeployRequest(
                    new RecordNames(names.get(i % NAMESPACES), app),
                    Tools.load(Objects.deployment(app, "never-ready", "")),
                    settings,
                    Tools.holder(),
                    false);
            boolean[] counted = new boolean[1];
            runs.add(engine.deploy(cluster, request, event -> {
                if (!counted[0] && event.line().contains("of 1 new pods ready")) {
                    counted[0] = true;
                    waiting.countDown();
                }
            }));
        }
        boolean all = waiting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long millis = (System.nanoTime() - start) / 1_000_000;
        long came = number - waiting.getCount();
        long used = heap() - heap;
        System.out.println("\n### " + number + " releases that wait in one process, in " + NAMESPACES + " namespaces\n");
        if (!all) {
            System.out.println("Only " + came + " of them came that far in time.\n");
        }
        System.out.println("| | |\n|---|---|");
        System.out.printf(Locale.ROOT, "| until all of them wait | %.0f s |%n", millis / 1000.0);
        System.out.printf("| threads | %d, and %d before |%n", threads(), threads);
        System.out.printf(
                Locale.ROOT, "| heap | %.1f MiB more, %.0f KiB each |%n", used / 1048576.0, used / 1024.0 / Math.max(1, came));
        long cpu = cpu();
        TimeUnit.SECONDS.sleep(30);
        System.out.printf(Locale.ROOT, "| CPU while they wait | %.1f %% of one |%n", (cpu() - cpu) / 30e7);
        long began = System.nanoTime();
        runs.forEach(run -> run.abort("the benchmark is over"));
        runs.forEach(ReleaseRun::join);
        System.out.printf(
                Locale.ROOT, "| until all of them are aborted and undone | %.0f s |%n", (System.nanoTime() - began) / 1e9);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
