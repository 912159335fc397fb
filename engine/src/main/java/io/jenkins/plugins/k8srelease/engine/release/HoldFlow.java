package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.ChangedMeanwhileException;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Position;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Steered;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Steerer;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Templates;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.SwitchStage;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.Optional;

/** Holds the active colour as it is, before the other one comes up beside it. */
final class HoldFlow {

    private final Session session;
    private final BlueGreenPlan plan;

    HoldFlow(Session session) {
        this.session = session;
        this.plan = session.document.blueGreen();
    }

    static Steerer steerer(Session session) {
        return new Steerer(session.applier, session.names.fieldManager(), session::warn);
    }

    /** Moves everything but the Service; what somebody else has deleted meanwhile is left to them. */
    static void followers(Session session, Position position) {
        BlueGreenPlan plan = session.document.blueGreen();
        Steerer steerer = steerer(session);
        for (Steered steered : plan.steering()) {
            if (!plan.isPivot(steered)) {
                try {
                    steerer.move(steered, position);
                } catch (ChangedMeanwhileException e) {
                    session.warn(e.getMessage());
                }
            }
        }
    }

    /** Ties Service, budgets and autoscalers to the active colour. */
    void hold() {
        if (!session.current().hasReached(SwitchStage.HOLDING)) {
            session.claim.update(h -> h.journalled(Phase.APPLYING, -1, null).staged(SwitchStage.HOLDING));
        }
        watch();
        guard().run();
        Steerer steerer = steerer(session);
        for (Steered steered : plan.steering()) {
            if (!steered.uid().isEmpty()) {
                steerer.move(steered, Position.HELD);
            }
        }
        session.guard = guard();
    }

    private void watch() {
        session.view.watch(Kinds.DEPLOYMENT, session.names.namespace());
        session.view.awaitReady();
    }

    /** Until the switch nobody else may have changed what serves. */
    Runnable guard() {
        watch();
        return () -> {
            if (plan.from() == null) {
                return;
            }
            for (Colours.Member member : plan.from().workloads()) {
                Optional<KubeObject> now =
                        session.view.find(Kinds.DEPLOYMENT, session.names.namespace(), member.deployment());
                if (now.isEmpty() || !now.get().uid().equals(member.uid())) {
                    throw new ReleaseFailure("Deployment " + member.deployment() + " of the active colour was deleted"
                            + " by somebody else before the switch");
                }
                String digest = plan.templates().get(member.deployment());
                if (digest != null && !digest.equals(Templates.digest(now.get()))) {
                    throw new ReleaseFailure("the pod template of " + now.get()
                            + ", which serves, was changed by somebody else before the switch; release again on top of"
                            + " that change");
                }
            }
        };
    }
}
