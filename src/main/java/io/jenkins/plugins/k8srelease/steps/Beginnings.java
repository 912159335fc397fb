package io.jenkins.plugins.k8srelease.steps;

import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.run.Beginning;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What the steps begin. They are in the saved programs of builds, so that their names are kept for ever. */
enum Beginnings {
    DEPLOY(DeployStep.Deploying::new),
    ROLLING_UPDATE(RollingUpdateStep.Updating::new),
    ROLLBACK(RollbackStep.GoingBack::new),
    SMOKE_TEST(SmokeTestStep.Testing::new),
    BLUE_GREEN((context, target, given) -> new Colouring(context, target, given, false)),
    WITH_BLUE_GREEN((context, target, given) -> new Colouring(context, target, given, true));

    /** On Pipeline's thread, so that it must only make an object. */
    @FunctionalInterface
    private interface Maker {
        Beginning make(StepContext context, Target target, Arguments given);
    }

    private final Maker maker;

    Beginnings(Maker maker) {
        this.maker = maker;
    }

    Beginning make(StepContext context, Target target, Arguments given) {
        return maker.make(context, target, given);
    }
}
