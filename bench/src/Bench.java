import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The benchmarks; bench/run.sh starts them. */
final class Bench {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofSeconds(20);

    private final Namespaces namespaces;
    private final Cluster observer;
    private final Audit audit;
    private final Tools tools;
    private final int rounds;

    private Bench(Cluster observer, Audit audit, Tools tools, int rounds) {
        this.observer = observer;
        this.namespaces = new Namespaces(observer);
        this.audit = audit;
        this.tools = tools;
        this.rounds = rounds;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        Path kubeconfig = Path.of(System.getenv("KUBECONFIG"));
        Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
        ClusterOptions agent = ClusterOptions.standard();
        Audit audit = new Audit(kubeconfig.resolveSibling("audit.log"));
        try (Cluster observer = Cluster.connect(
                        config, agent.withUserAgent("bench"));
                Cluster ours = Cluster.connect(config, agent);
                ReleaseEngine engine = new ReleaseEngine(8, ClaimOptions.standard())) {
            Set<String> which = Set.of(options.getOrDefault("--tools", "warm,no-plan,cold,kubectl,helm").split(","));
            Tools tools = new Tools(Path.of(System.getenv("BENCH_WORK")), System.getenv(), which, ours, engine);
            int rounds = Integer.parseInt(options.getOrDefault("--rounds", "3"));
            Set<String> only = Set.of(options.getOrDefault("--only", "release,failure,foreign,waiting").split(","));
            Bench bench = new Bench(observer, audit, tools, rounds);
            bench.warmUp();
            if (only.contains("release")) {
                for (String size : options.getOrDefault("--sizes", "15,500").split(",")) {
                    bench.releases(Integer.parseInt(size), "");
                }
            }
            if (only.contains("failure")) {
                bench.failures();
            }
            if (only.contains("foreign")) {
                int foreign = Integer.parseInt(options.getOrDefault("--foreign", "4000"));
                bench.namespaces.fill(foreign);
                bench.releases(15, " beside " + foreign + " foreign pods");
            }
            if (only.contains("waiting")) {
                int number = Integer.parseInt(options.getOrDefault("--waiting", "1000"));
                // Starting them is not what is measured, so that more of them than usual may begin at once.
                try (ReleaseEngine many = new ReleaseEngine(32, ClaimOptions.standard())) {
                    new WaitingReleases(bench.namespaces, ours, many).measure(number);
                }
            }
        }
    }

    /** What a controller that has run for a while has compiled already. */
    private void warmUp() throws Exception {
        for (int i = 0; i < 4; i++) {
            String namespace = namespaces.make();
            Tools.Tool warm = tools.warm("", i % 2 == 0);
            warm.release(namespace, Objects.groups(15), LONG);
            warm.release(namespace, Objects.groups(15), LONG);
        }
    }

    private void releases(int objects, String where) throws Exception {
        Map<String, List<Sample>> first = new LinkedHashMap<>();
        Map<String, List<Sample>> again = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            List<Tools.Tool> order = new ArrayList<>(tools.all());
            Collections.rotate(order, round);
            for (Tools.Tool tool : order) {
                String namespace = namespaces.make();
                String yaml = Objects.groups(objects);
                try (Pods pods = new Pods(observer, namespace, Objects.pods(objects))) {
                    Sample sample = sample(tool, namespace, yaml, LONG, pods, false);
                    first.computeIfAbsent(tool.name(), n -> new ArrayList<>()).add(sample);
                }
                again.computeIfAbsent(tool.name(), n -> new ArrayList<>())
                        .add(sample(tool, namespace, yaml, LONG, null, false));
                }
        }
        List<String> names = tools.all().stream().map(Tools.Tool::name).toList();
        Table.print("First release of " + objects + " objects" + where, names, first, "last pod ready → done", "last Deployment reported available → done");
        Table.print("The same again, nothing changed, " + objects + " objects" + where, names, again, "", "");
    }

    private void failures() throws Exception {
        Map<String, List<Sample>> failed = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Tools.Tool tool : tools.all()) {
                String namespace = namespaces.make();
                try (Pods pods = new Pods(observer, namespace, 1)) {
                    String yaml = Objects.deployment("web", "image-not-found", "");
                    failed.computeIfAbsent(tool.name(), n -> new ArrayList<>())
                            .add(sample(tool, namespace, yaml, SHORT, pods, true));
                }
                }
        }
        Table.print(
                "An image that does not exist, timeout " + SHORT.toSeconds() + " s; k8s-release has also undone it at its end",
                tools.all().stream().map(Tools.Tool::name).toList(),
                failed,
                "failure visible → verdict",
                "");
    }

    private Sample sample(
            Tools.Tool tool, String namespace, String yaml, Duration timeout, Pods pods, boolean fails)
            throws Exception {
        long mark = audit.mark();
        long start = System.nanoTime();
        long peak = tool.release(namespace, yaml, timeout);
        long end = System.nanoTime();
        long told = fails && tool.verdictAt() > 0 ? tool.verdictAt() : end;
        long noticed = pods == null ? end : fails ? pods.failed() : pods.allReady();
        Audit.Count count = audit.requests(mark, tool.agent());
        return new Sample(
                count.all(),
                count.watches(),
                (end - start) / 1_000_000,
                Math.max(0, peak),
                noticed == 0 ? 0 : (told - noticed) / 1_000_000,
                pods == null || pods.allAvailable() == 0 ? 0 : (told - pods.allAvailable()) / 1_000_000,
                peak >= 0 != fails);
    }
}
