package io.jenkins.plugins.k8srelease.engine.bluegreen;

import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out what serves now: a colour of ours, a colour of the user's own, a plain Deployment, or nothing yet. */
final class ActiveReader {

    private final NamespaceLists lists;

    ActiveReader(NamespaceLists lists) {
        this.lists = lists;
    }

    /**
     * Reads.
     *
     * @param service name of the active Service
     * @param workloads names of Deployments, with or without a colour; empty for those behind the Service
     * @param known what the record says, null before the first blue-green release
     * @throws RefusedException when it cannot be told, or is not what the record says
     */
    Active read(String service, List<String> workloads, Colours known) {
        Optional<KubeObject> live = lists.find(Kinds.SERVICE, service);
        Map<String, String> selector =
                live.map(s -> s.strings("spec", "selector")).orElse(Map.of());
        List<KubeObject> deployments = known == null ? unknown(selector, workloads) : recorded(known, live, selector);
        List<KubeObject> serving = deployments.stream()
                .filter(d -> ColourLabels.selects(withoutHash(selector), labels(d)))
                .toList();
        if (live.isPresent() && known == null) {
            refuseOthers(live.get(), deployments);
        }
        Optional<String> key = serving.stream()
                .map(d -> ColourLabels.keyOf(d.tree()))
                .flatMap(Optional::stream)
                .findFirst();
        if (serving.isEmpty() && !deployments.isEmpty()) {
            throw RefusedException.badInput(
                    "Service " + service + " selects none of " + names(deployments) + ": its selector is " + selector);
        }
        if (serving.isEmpty() || key.isPresent()) {
            String label = key.orElse(ColourLabels.COLOUR);
            String colour = serving.isEmpty() ? "" : labels(serving.get(0)).getOrDefault(label, "");
            return new Active(live, deployments, label, colour, "");
        }
        if (serving.size() > 1) {
            throw RefusedException.now("Service " + service + " selects several Deployments that have no colour ("
                    + names(serving)
                    + "); one of them at most can be adopted behind one Service. Give each a Service, or"
                    + " deploy them once with a label such as " + ColourLabels.COLOUR + ": blue");
        }
        return new Active(live, deployments, ColourLabels.COLOUR, Colours.BLUE, hash(serving.get(0)));
    }

    private List<KubeObject> recorded(Colours known, Optional<KubeObject> service, Map<String, String> selector) {
        if (service.isEmpty()) {
            throw RefusedException.now("Service " + known.service() + " was deleted, although the record says that "
                    + known.active().colour() + " is active behind it; make it again with the selector "
                    + known.active().selector());
        }
        Map<String, String> recorded = known.active().selector();
        // A retirement that was interrupted may have widened it already.
        if (!selector.equals(recorded) && !selector.equals(withoutHash(recorded))) {
            throw RefusedException.now(
                    "Service " + known.service() + " selects " + selector + ", and the record says that "
                            + known.active().colour() + " is active, with "
                            + known.active().selector()
                            + ": somebody else has switched it. Set its selector back, then release");
        }
        List<KubeObject> found = new ArrayList<>();
        for (Colours.Member member : known.active().workloads()) {
            found.add(lists.find(Kinds.DEPLOYMENT, member.deployment())
                    .orElseThrow(() -> RefusedException.now("Deployment " + member.deployment()
                            + " of the active colour was deleted; 'k8s-release deploy' makes it again")));
        }
        return found;
    }

    private List<KubeObject> unknown(Map<String, String> selector, List<String> workloads) {
        if (workloads.isEmpty()) {
            return lists.all(Kinds.DEPLOYMENT).stream()
                    .filter(d -> ColourLabels.selects(withoutHash(selector), labels(d)))
                    .toList();
        }
        List<KubeObject> found = new ArrayList<>();
        for (String name : workloads) {
            Optional<KubeObject> exact = lists.find(Kinds.DEPLOYMENT, name);
            Optional<KubeObject> coloured = lists.all(Kinds.DEPLOYMENT).stream()
                    .filter(d -> ColourLabels.workload(d.tree()).equals(name)
                            || d.name().equals(name))
                    .filter(d -> ColourLabels.selects(withoutHash(selector), labels(d)))
                    .findFirst();
            coloured.or(() -> exact).ifPresent(found::add);
        }
        if (!found.isEmpty() && found.size() < workloads.size()) {
            throw RefusedException.badInput("of the workloads " + workloads + " only " + names(found)
                    + " run; those that do not must come with the manifests of a first release of their own");
        }
        return found;
    }

    /** Pods of a Deployment that nobody named would go on serving after the switch, or stop to. */
    private void refuseOthers(KubeObject service, List<KubeObject> named) {
        Map<String, String> selector = withoutHash(service.strings("spec", "selector"));
        List<KubeObject> others = lists.all(Kinds.DEPLOYMENT).stream()
                .filter(d -> named.stream().noneMatch(n -> n.uid().equals(d.uid())))
                .filter(d -> d.number(1, "spec", "replicas") > 0)
                .filter(d -> ColourLabels.selects(selector, labels(d)))
                .toList();
        if (!others.isEmpty()) {
            throw RefusedException.badInput("Service " + service.name() + " also sends requests to " + names(others)
                    + ", which no workload names; name it, or narrow the Service's selector");
        }
    }

    /** The hash of the one template that runs. */
    private String hash(KubeObject deployment) {
        boolean finished = deployment.number(0, "status", "observedGeneration") >= deployment.generation()
                && deployment.number(0, "status", "updatedReplicas") >= deployment.number(1, "spec", "replicas")
                && deployment.number(0, "status", "replicas") <= deployment.number(0, "status", "updatedReplicas");
        List<KubeObject> sets = lists.all(Kinds.REPLICA_SET).stream()
                .filter(rs -> rs.controllerUid().equals(deployment.uid()))
                .filter(rs -> rs.number(0, "spec", "replicas") > 0 || rs.number(0, "status", "replicas") > 0)
                .toList();
        if (!finished || sets.size() != 1) {
            throw RefusedException.now("the rollout of " + deployment + " is not finished, so that no single template"
                    + " serves; wait for 'kubectl rollout status "
                    + deployment.ref().shortName() + "' and release again");
        }
        return sets.get(0).labels().getOrDefault(ColourLabels.HASH, "");
    }

    private static Map<String, String> withoutHash(Map<String, String> selector) {
        return selector.entrySet().stream()
                .filter(e -> !e.getKey().equals(ColourLabels.HASH))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> labels(KubeObject deployment) {
        return deployment.strings("spec", "template", "metadata", "labels");
    }

    private static String names(List<KubeObject> deployments) {
        return deployments.stream().map(d -> d.ref().shortName()).collect(Collectors.joining(", "));
    }
}
