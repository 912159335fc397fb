package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Draft;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Drafter;
import io.jenkins.plugins.k8srelease.engine.bluegreen.RefusedException;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlanRequest;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import io.jenkins.plugins.k8srelease.engine.plan.Pruning;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A release of an application that may have colours. A deploy and a rolling update mean the colour that serves, and leave the
 * Service's selector as it is.
 *
 * @param work what is asked for
 */
record ColouredWork(Work work) implements WrappedWork {

    /** A workload's name means the active colour's Deployment. */
    static UnaryOperator<WorkloadName> inActive(Head head) {
        return name -> head.colours() == null || !name.kind().equals(Kinds.DEPLOYMENT)
                ? name
                : head.colours()
                        .activeMember(name.name())
                        .map(m -> new WorkloadName(name.kind(), m.deployment()))
                        .orElse(name);
    }

    @Override
    public Content content(Session session, Head head, int revision) {
        Content content = work.content(session, head, revision);
        return head.colours() == null
                ? content
                : content.as(onto(session, head, content.objects(), drafter -> drafter.ontoActive(false)));
    }

    /** The objects of a release as one colour. For threads that may block. */
    static <T> T onto(Session session, Head head, List<LoadedObject> objects, Function<Drafter, T> colour) {
        try {
            return colour.apply(new Drafter(
                    session.cluster,
                    session.names.namespace(),
                    options(session, head),
                    head.colours(),
                    head.live(),
                    Base64.getDecoder().decode(head.configKey()),
                    objects));
        } catch (RefusedException e) {
            throw new StartFailure(e.isBadInput(), e.getMessage(), null);
        }
    }

    /** A way back drains and keeps as the release did that it goes back from. */
    private static BlueGreenOptions options(Session session, Head head) {
        BlueGreenOptions standard = BlueGreenOptions.of(head.colours().service());
        return session.parts
                .read(head.live(), ReleaseDocument.CONTENT, ReleaseDocument.class)
                .map(ReleaseDocument::blueGreen)
                .map(plan -> standard.withDrain(Duration.ofMillis(plan.drainMillis()))
                        .withKeepOld(Duration.ofMillis(plan.keepMillis())))
                .orElse(standard);
    }

    /** What a prune leaves to the colours: also everything that the kept one was released with. For threads that may block. */
    static Pruning pruning(Session session, Head head) {
        Colours.Side kept = head.colours() == null ? null : head.colours().standby();
        Set<String> needed = kept == null
                ? Set.of()
                : RecordedRelease.read(session, kept.revision()).orElse(RecordedRelease.none()).objects().stream()
                        .map(o -> o.kind() + "/" + o.name())
                        .collect(Collectors.toSet());
        return new Pruning(head.members(), head.colours(), needed);
    }

    /** What is wanted is what serves already: nothing needs to come up beside it. For threads that may block. */
    static Optional<Content> unchanged(Session session, Head head, Content content, Drafter drafter) {
        if (head.colours() == null || !drafter.hasActive()) {
            return Optional.empty();
        }
        Draft same = drafter.ontoActive(true);
        Plan plan = Planner.plan(
                session.cluster,
                new PlanRequest(
                        session.names,
                        same.inputs(),
                        List.of(),
                        Base64.getDecoder().decode(head.configKey()),
                        null,
                        false,
                        same.taken(),
                        null,
                        Set.copyOf(head.doneJobs()),
                        true,
                        true));
        return plan.problems().isEmpty() && plan.changes().isEmpty()
                ? Optional.of(content.as(same).changingNothing(plan))
                : Optional.empty();
    }
}
