package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a set of manifests asks for, worked out with no cluster: by workload, in all, as a share of a described cluster, and at
 * the peak of a rolling and of a blue-green release over itself.
 *
 * @param namespace the namespace that was looked at
 * @param workloads one line for each workload, in the order of the manifests
 * @param running everything while nothing is released
 * @param rolling the most while every workload is rolled over itself, with old pods gone as soon as they go
 * @param rollingStopping the same should every old pod take its whole grace period
 * @param blueGreen the most while every Deployment has a second colour
 * @param atMaximum everything with every autoscaler at its maximum
 * @param claims storage claims by name
 * @param storage requested storage in all
 * @param cluster the described cluster, when there is one
 * @param quotas for each quota of the manifests, whether a rolling and a blue-green release over a running one fit
 */
public record ResourcesReport(
        String namespace,
        List<Line> workloads,
        Resources running,
        Resources rolling,
        Resources rollingStopping,
        Resources blueGreen,
        Resources atMaximum,
        Map<String, Quantity> claims,
        Quantity storage,
        Optional<ClusterShape> cluster,
        List<String> quotas) {

    /**
     * One workload.
     *
     * @param tier its {@code app.kubernetes.io/component} or {@code app} label, else its name
     * @param kind for example {@code Deployment}
     * @param name its name
     * @param replicas pods
     * @param requests of one pod
     * @param limits of one pod
     * @param maximum pods at the autoscaler's maximum, 0 without one
     */
    public record Line(
            String tier, String kind, String name, int replicas, Resources requests, Resources limits, int maximum) {

        public Resources totalRequests() {
            return requests.times(replicas);
        }

        public Resources totalLimits() {
            return limits.times(replicas);
        }
    }

    /** Works the report out. The LimitRanges among the manifests count, as they will. */
    public static ResourcesReport of(String namespace, List<List<KubeObject>> waves, Optional<ClusterShape> cluster) {
        CapacityRequest request = CapacityRequest.of(namespace, waves, Strategy.ROLLING);
        CapacitySnapshot nothing = CapacitySnapshot.empty(namespace);
        ReleasePlan first = ReleasePlan.of(request, nothing);
        Autoscalers autoscalers = new Autoscalers(request, nothing);
        List<Line> lines = new ArrayList<>();
        Resources running = Resources.NONE;
        Resources maximum = Resources.NONE;
        for (RolloutPlan plan : first.rollouts()) {
            KubeObject o = find(request, plan);
            int replicas =
                    plan.states().stream().mapToInt(Footprint::pods).max().orElse(0);
            int most = autoscalers.maximum(o);
            lines.add(new Line(
                    tier(o),
                    o.kind(),
                    o.name(),
                    replicas,
                    plan.next().requests(),
                    plan.next().limits(),
                    most));
            running = running.plus(plan.next().usage().times(replicas));
            maximum = maximum.plus(plan.next().usage().times(Math.max(replicas, most)));
        }
        CapacitySnapshot itself = SteadyState.of(request, first);
        Map<String, Quantity> claims = claims(first);
        Quantity storage = claims.values().stream().reduce(Quantity.ZERO, Quantity::plus);
        return new ResourcesReport(
                namespace,
                lines,
                running,
                peak(request, itself, false),
                peak(request, itself, true),
                peak(request.withWaves(waves, Strategy.BLUE_GREEN), itself, false),
                maximum,
                claims,
                storage,
                cluster,
                quotaAnswers(request, itself));
    }

    private static KubeObject find(CapacityRequest request, RolloutPlan plan) {
        return request.waves().stream()
                .flatMap(List::stream)
                .filter(o -> o.ref().shortName().equals(plan.workload().shortName()))
                .findFirst()
                .orElseThrow();
    }

    private static String tier(KubeObject o) {
        String component = o.labels().get("app.kubernetes.io/component");
        return component != null ? component : o.labels().getOrDefault("app", o.name());
    }

    /** The most that is there at a time when the manifests are released over themselves. */
    private static Resources peak(CapacityRequest request, CapacitySnapshot itself, boolean stopping) {
        TreeMap<String, Quantity> result = new TreeMap<>();
        for (ResourceLine line : Demand.of(ReleasePlan.of(request, itself))) {
            result.put(line.resource(), stopping ? line.peak() : line.peak().minus(line.stopping()));
        }
        return new Resources(result);
    }

    private static Map<String, Quantity> claims(ReleasePlan plan) {
        Map<String, Quantity> claims = new TreeMap<>();
        for (WavePlan wave : plan.waves()) {
            List<ObjectCharge> charges = new ArrayList<>(wave.charges());
            wave.rollouts().forEach(r -> charges.addAll(r.creates()));
            for (ObjectCharge c : charges) {
                if (c.usage().has("requests.storage")) {
                    claims.put(c.what(), c.usage().get("requests.storage"));
                }
            }
        }
        return claims;
    }

    private static List<String> quotaAnswers(CapacityRequest request, CapacitySnapshot itself) {
        List<String> answers = new ArrayList<>();
        for (Strategy strategy : List.of(Strategy.ROLLING, Strategy.BLUE_GREEN)) {
            CapacityRequest variant = request.withWaves(request.waves(), strategy);
            QuotaJudge judge = new QuotaJudge(variant, itself, ReleasePlan.of(variant, itself));
            if (!judge.rows().isEmpty()) {
                answers.add("A " + strategy + " release over the running system: "
                        + judge.judge().answer() + " within the quotas of the manifests.");
            }
        }
        return answers;
    }

    /** Share of the described cluster, in percent, NaN without a description. */
    public double shareOfCpu(Resources of, String name) {
        return cluster.map(c -> 100 * of.get(name).shareOf(c.totalCpu())).orElse(Double.NaN);
    }

    public double shareOfMemory(Resources of, String name) {
        return cluster.map(c -> 100 * of.get(name).shareOf(c.totalMemory())).orElse(Double.NaN);
    }

    public String toText() {
        return ResourcesText.text(this);
    }

    public String toMarkdown() {
        return ResourcesText.markdown(this);
    }

    public String toJson() {
        return Json.write(this);
    }
}
