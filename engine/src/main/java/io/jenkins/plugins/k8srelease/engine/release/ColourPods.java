package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.ServiceSlices;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The Deployments and pods of a colour as the watches know them; pods are found by their owners. */
final class ColourPods {

    private final Session session;

    ColourPods(Session session) {
        this.session = session;
    }

    /** Subscribes to all that is asked for here. For threads that may block. */
    void watch() {
        String namespace = session.names.namespace();
        session.view.watch(Kinds.DEPLOYMENT, namespace);
        session.view.watch(Kinds.REPLICA_SET, namespace);
        session.view.watch(Kinds.POD, namespace);
        session.view.watch(Kinds.SERVICE, namespace);
        session.view.watch(ServiceSlices.KIND, namespace);
        session.view.awaitReady();
    }

    Optional<KubeObject> deployment(Colours.Member member) {
        return session.view.find(Kinds.DEPLOYMENT, session.names.namespace(), member.deployment());
    }

    /** The Deployment of the same workload in another colour. */
    Optional<KubeObject> counterpart(Colours.Side side, Colours.Member member) {
        return side == null
                ? Optional.empty()
                : side.workloads().stream()
                        .filter(m -> m.workload().equals(member.workload()))
                        .findFirst()
                        .flatMap(this::deployment);
    }

    /** The ready pods of a colour that its selector finds, by name. */
    Set<String> serving(Colours.Side side) {
        Set<String> names = new TreeSet<>();
        for (Colours.Member member : side.workloads()) {
            deployment(member).ifPresent(d -> pods(d).stream()
                    .filter(p ->
                            p.labels().entrySet().containsAll(side.selector().entrySet()))
                    .filter(p -> !p.isBeingDeleted() && p.condition("Ready").equals("True"))
                    .forEach(p -> names.add(p.name())));
        }
        return names;
    }

    private List<KubeObject> pods(KubeObject deployment) {
        return session.view.ownedBy(deployment.uid(), Kinds.REPLICA_SET).stream()
                .flatMap(rs -> session.view.ownedBy(rs.uid(), Kinds.POD).stream())
                .toList();
    }

    /** True when the active Service sends requests to all ready pods of a colour and to no other pod. */
    boolean aloneBehind(String service, Colours.Side side) {
        Set<String> pods = serving(side);
        return !pods.isEmpty()
                && session.view
                        .find(Kinds.SERVICE, session.names.namespace(), service)
                        .filter(s -> ServiceSlices.leadOnlyTo(pods, s, session.view))
                        .isPresent();
    }

    /** Asks a Deployment for at least so many pods; one that has more keeps them. */
    void scale(KubeObject deployment, long wanted) {
        session.applier.adjust(deployment.ref(), live -> {
            if (live.number(1, "spec", "replicas") >= wanted) {
                return Optional.empty();
            }
            var config = io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields.appliedBy(
                            live, session.names.fieldManager())
                    .orElse(io.jenkins.plugins.k8srelease.engine.ownership.FieldSet.empty())
                    .extract(live.tree());
            config.put("apiVersion", live.apiVersion()).put("kind", live.kind());
            config.withObject("/metadata").put("name", live.name()).put("namespace", live.namespace());
            config.withObject("/spec").put("replicas", wanted);
            return Optional.of(new KubeObject(config));
        });
        session.info("scaling " + deployment + " to " + wanted + " pods, as many as the other colour has now");
    }
}
