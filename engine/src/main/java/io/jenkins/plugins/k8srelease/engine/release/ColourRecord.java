package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.PodTemplates;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.bluegreen.ColourLabels;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the head says of colours once a release has ended. */
final class ColourRecord {

    private final Session session;

    ColourRecord(Session session) {
        this.session = session;
    }

    /** After the switch: the other colour is active, and the one before is kept. */
    Colours switched() {
        BlueGreenPlan plan = session.document.blueGreen();
        Colours.Side active = plan.to().released(session.current().revision(), members(plan.to()), copies());
        Colours.Side standby = plan.from() == null ? null : plan.from().keptUntil(deadline(plan));
        return plan.coloursAfter(active, standby);
    }

    /** After a failed release whose new colour stays beside the active one. */
    Colours leftBeside(Colours known) {
        BlueGreenPlan plan = session.document.blueGreen();
        Colours.Side left = plan.to().released(session.current().revision(), members(plan.to()), copies());
        Colours.Side active = known == null ? plan.from() : known.active();
        return plan.coloursAfter(active, left.keptUntil(deadline(plan)));
    }

    /** After a release in place: the active colour is what that release made of it. */
    Colours released(Colours known) {
        Colours.Side active = known.active();
        return new Colours(
                known.service(),
                known.preview(),
                active.released(session.current().revision(), members(active), copies()),
                known.standby());
    }

    private Instant deadline(BlueGreenPlan plan) {
        return session.cluster.now().plus(Duration.ofMillis(plan.keepMillis()));
    }

    private List<Colours.Member> members(Colours.Side side) {
        return side.workloads().stream()
                .map(m -> new Colours.Member(
                        m.workload(),
                        m.deployment(),
                        session.view
                                .find(Kinds.DEPLOYMENT, session.names.namespace(), m.deployment())
                                .map(KubeObject::uid)
                                .orElse(m.uid())))
                .toList();
    }

    /** The copies of configuration that the release brought or found, and that its workloads read. */
    private Set<String> copies() {
        List<KubeObject> objects =
                session.document.objects().stream().map(RecordedObject::config).toList();
        Set<String> read = new TreeSet<>();
        objects.forEach(o -> read.addAll(PodTemplates.configuration(PodTemplates.of(o.tree()))));
        return objects.stream()
                .filter(o -> o.annotations().containsKey(ColourLabels.COPY_OF))
                .map(o -> o.kind() + "/" + o.name())
                .filter(read::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
