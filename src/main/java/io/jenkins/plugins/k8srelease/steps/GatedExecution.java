package io.jenkins.plugins.k8srelease.steps;

import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.run.ReleaseRegistry;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * A release that waits for the body of its step before it switches. Whichever ends first, the other one is told, and the step
 * ends when both have ended.
 */
final class GatedExecution extends ReleaseExecution {

    private static final long serialVersionUID = 1L;

    private BodyExecution body;
    private boolean bodyEnded;
    private Throwable bodyFailure;
    /** Set when the release ended while the body ran. */
    private Throwable outcome;

    GatedExecution(StepContext context, Target target, Arguments arguments) {
        super(context, Beginnings.WITH_BLUE_GREEN, target, arguments);
    }

    /** The other colour is up. After a restart it is said again: the body that runs, or ran, still counts. */
    @Override
    void test(GreenReady ready) throws IOException, InterruptedException {
        boolean decided;
        synchronized (this) {
            decided = bodyEnded;
            if (body == null) {
                body = getContext()
                        .newBodyInvoker()
                        .withContext(EnvironmentExpander.merge(
                                getContext().get(EnvironmentExpander.class),
                                EnvironmentExpander.constant(ReturnValues.environment(ready))))
                        .withCallback(new Ended(this))
                        .start();
            }
        }
        if (decided) {
            decide();
        }
    }

    private void decide() throws IOException, InterruptedException {
        Throwable failure;
        synchronized (this) {
            failure = bodyFailure;
        }
        Gate.Verdict verdict = failure == null ? Gate.Verdict.pass() : Gate.Verdict.fail(Failures.reason(failure));
        ReleaseRegistry.get().decide(key(), verdict);
    }

    private void bodyEnds(Throwable failure) {
        Throwable end;
        synchronized (this) {
            bodyEnded = true;
            bodyFailure = failure;
            end = outcome;
        }
        getContext().saveState();
        try {
            if (end != null) {
                getContext().onFailure(end);
            } else if (hearsOfTheEnd() || failure == null) {
                decide();
            } else {
                getContext().onFailure(failure);
            }
        } catch (IOException | InterruptedException e) {
            getContext().onFailure(e);
        }
    }

    /** A test that ends with its agent has not passed: nobody can tell how it went. */
    @Override
    void withoutAgent(Throwable loss) throws IOException, InterruptedException {
        BodyExecution running = runningBody();
        if (running != null && hearsOfTheEnd()) {
            running.cancel(loss);
        } else {
            super.withoutAgent(loss);
        }
    }

    private synchronized BodyExecution runningBody() {
        return bodyEnded ? null : body;
    }

    /** What made the body fail is what the build is told. */
    @Override
    void fail(Throwable failure) {
        BodyExecution running = null;
        Throwable told = failure;
        synchronized (this) {
            if (body != null && !bodyEnded) {
                outcome = failure;
                running = body;
            } else if (bodyFailure != null) {
                told = bodyFailure;
            }
        }
        if (running != null) {
            running.cancel(failure);
        } else {
            super.fail(told);
        }
    }

    private static final class Ended extends BodyExecutionCallback {

        private static final long serialVersionUID = 1L;

        private final GatedExecution step;

        Ended(GatedExecution step) {
            this.step = step;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            step.bodyEnds(null);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            step.bodyEnds(failure);
        }
    }
}
