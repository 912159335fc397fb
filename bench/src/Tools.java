import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Those that are compared. */
final class Tools {

    private final Path work;
    private final Set<String> which;
    private final String localkube;
    private final String helm;
    private final String command;
    private final Cluster ours;
    private final ReleaseEngine engine;

    Tools(Path work, Map<String, String> environment, Set<String> which, Cluster ours, ReleaseEngine engine) {
        this.work = work;
        this.which = which;
        this.localkube = environment.get("BENCH_LOCALKUBE");
        this.helm = environment.get("BENCH_HELM");
        this.command = environment.get("BENCH_COMMAND");
        this.ours = ours;
        this.engine = engine;
    }

    /** One of those that are compared. */
    interface Tool {
        String name();

        /** How its user agent begins. */
        String agent();

        /** When the last release was known to fail, by {@link System#nanoTime()}; 0 for a tool that says so by its end. */
        default long verdictAt() {
            return 0;
        }

        /** Releases, and returns its peak memory in KiB (0: this process), or less than 0 when the release failed. */
        long release(String namespace, String yaml, Duration timeout) throws Exception;
    }

    List<Tool> all() {
        Map<String, Tool> all = new LinkedHashMap<>();
        all.put("warm", warm("k8s-release, warm", true));
        all.put("no-plan", warm("k8s-release, warm, no plan", false));
        all.put("cold", cold());
        all.put("kubectl", kubectl());
        all.put("helm", helm());
        all.keySet().retainAll(which);
        return List.copyOf(all.values());
    }

    Tool warm(String name, boolean fullPlan) {
        AtomicLong verdict = new AtomicLong();
        return tool(name, "k8s-release", verdict, (namespace, yaml, timeout) -> {
            verdict.set(0);
            ReleaseSettings settings = ReleaseSettings.standard().withTimeout(timeout).withPlan(fullPlan);
            ReleaseResult result = engine.deploy(
                            ours,
                            new DeployRequest(new RecordNames(namespace, "bench"), load(yaml), settings, holder(), false),
                            event -> {
                                if (event instanceof ReleaseEvent.VerdictChanged changed
                                        && changed.verdict().isFailed()) {
                                    verdict.compareAndSet(0, System.nanoTime());
                                }
                            })
                    .join();
            return good(result) ? 0 : -1;
        });
    }

    static boolean good(ReleaseResult result) {
        return result.status() == ReleaseResult.Status.SUCCEEDED || result.status() == ReleaseResult.Status.UNCHANGED;
    }

    static Holder holder() {
        return new Holder(UUID.randomUUID().toString(), "bench", "here", ProcessIdentity.current());
    }

    static List<LoadedObject> load(String yaml) throws Exception {
        return new ManifestLoader(LocalManifestFiles.within(Path.of(".")), LocalKustomize.of(Path.of(".")))
                .load(List.of(new ManifestSource.Text("bench", yaml)), LoadOptions.standard())
                .objects();
    }

    Tool cold() {
        return tool("k8s-release, cold", "k8s-release", (namespace, yaml, timeout) -> run(
                command, "deploy", file(yaml), "--app", "bench", "-n", namespace, "--timeout", timeout.toSeconds() + "s"));
    }

    private Tool kubectl() {
        return tool("kubectl", "kubectl", (namespace, yaml, timeout) -> {
            long apply = run(localkube, "kubectl", "apply", "-n", namespace, "-f", file(yaml));
            if (apply < 0) {
                return apply;
            }
            long status = run(
                    localkube,
                    "kubectl",
                    "rollout",
                    "status",
                    "deployment",
                    "-l",
                    "bench=yes",
                    "-n",
                    namespace,
                    "--timeout=" + timeout.toSeconds() + "s");
            return status < 0 ? status : Math.max(apply, status);
        });
    }

    private Tool helm() {
        return tool("Helm 4", "helm", (namespace, yaml, timeout) -> {
            Path chart = work.resolve("chart-" + UUID.randomUUID());
            Files.createDirectories(chart.resolve("templates"));
            Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: bench\nversion: 1.0.0\n");
            Files.writeString(chart.resolve("templates/all.yaml"), yaml);
            return run(
                    helm,
                    "upgrade",
                    "--install",
                    "bench",
                    chart.toString(),
                    "-n",
                    namespace,
                    "--wait",
                    "--timeout",
                    timeout.toSeconds() + "s");
        });
    }

    private interface Deed {
        long release(String namespace, String yaml, Duration timeout) throws Exception;
    }

    private static Tool tool(String name, String agent, Deed deed) {
        return tool(name, agent, new AtomicLong(), deed);
    }

    private static Tool tool(String name, String agent, AtomicLong verdict, Deed deed) {
        return new Tool() {
            @Override
            public long verdictAt() {
                return verdict.get();
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public String agent() {
                return agent;
            }

            @Override
            public long release(String namespace, String yaml, Duration timeout) throws Exception {
                return deed.release(namespace, yaml, timeout);
            }
        };
    }

    private String file(String yaml) throws IOException {
        Path file = Files.createTempFile(work, "objects", ".yaml");
        Files.writeString(file, yaml);
        return file.toString();
    }

    /** The peak memory of a process as the kernel keeps it, or -1 when it failed. */
    private long run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(work, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HELM_CACHE_HOME", work.resolve("helm").toString());
        builder.environment().put("HELM_CONFIG_HOME", work.resolve("helm").toString());
        builder.environment().put("HELM_DATA_HOME", work.resolve("helm").toString());
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peak(process.pid()));
        }
        if (process.exitValue() != 0) {
            System.err.println("bench: " + String.join(" ", new ArrayList<>(List.of(arguments)).subList(0, 2)) + " ended with "
                    + process.exitValue() + ": " + Files.readString(output).lines().reduce("", (a, b) -> b));
            return -1;
        }
        return peak;
    }

    private static long peak(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "status"))
                    .lines()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
