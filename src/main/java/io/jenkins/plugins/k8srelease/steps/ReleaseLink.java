package io.jenkins.plugins.k8srelease.steps;

import hudson.AbortException;
import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.report.DiffReport;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import io.jenkins.plugins.k8srelease.engine.report.ResultReport;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import io.jenkins.plugins.k8srelease.run.ReleaseKey;
import io.jenkins.plugins.k8srelease.run.ReleaseObserver;
import io.jenkins.plugins.k8srelease.run.ReleaseOutcome;
import io.jenkins.plugins.k8srelease.run.ReleaseRegistry;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** What ties a running step to its release: it writes the log, and ends the step when the release ends. */
final class ReleaseLink implements ReleaseObserver {

    private static final String NEXT = "k8sStatus, or the command line's status, tells what is live and how it is";

    private final ReleaseExecution step;
    private final Run<?, ?> run;
    private final ReleaseKey key;
    private final TaskListener listener;

    ReleaseLink(ReleaseExecution step, Run<?, ?> run, ReleaseKey key, TaskListener listener) {
        this.step = step;
        this.run = run;
        this.key = key;
        this.listener = listener;
    }

    String status() {
        String status = ReleaseRegistry.get().status(key);
        return status == null ? "ending" : status;
    }

    @Override
    public void line(String text) {
        listener.getLogger().println(text);
    }

    @Override
    public void beginAgain() {
        Throwable loss = step.agentLoss();
        if (loss != null) {
            ReleaseRegistry.get().abort(key, Failures.reason(loss));
            return;
        }
        try {
            if (!step.isAgentMissing()) {
                step.begin(this);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            step.getContext().onFailure(e);
        }
    }

    @Override
    public void ended(ReleaseOutcome outcome, UnaryOperator<String> hide) {
        if (outcome instanceof ReleaseOutcome.Done done) {
            done(done, hide);
        } else if (outcome instanceof ReleaseOutcome.Broken broken) {
            step.fail(Failures.of(broken.cause(), hide));
        }
    }

    private void done(ReleaseOutcome.Done done, UnaryOperator<String> hide) {
        ReleaseResult result = done.result();
        if (result.status() == ReleaseResult.Status.PLANNED) {
            result.plan().ifPresent(plan -> new DiffReport(text -> print(text, hide), Paint.NONE).text(plan));
        }
        new ResultReport(text -> print(text, hide), Paint.NONE, done.names(), NEXT).text(result);
        SmokeTestReports.publish(step.getContext(), done, hide, listener);
        link();
        if (!done.isGood()) {
            step.fail(new AbortException(hide.apply(done.headline())));
        } else if (step.ending() != null) {
            step.fail(step.ending());
        } else {
            step.getContext().onSuccess(ReturnValues.of(done.names(), done.clusterName(), result));
        }
    }

    @Override
    public void test(GreenReady ready) {
        try {
            step.test(ready);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ReleaseRegistry.get().decide(key, Gate.Verdict.fail("its body could not be begun: " + e));
        }
    }

    private void print(String text, UnaryOperator<String> hide) {
        listener.getLogger().println(hide.apply(text));
    }

    private void link() {
        listener.getLogger()
                .println("Report: "
                        + HyperlinkNote.encodeTo("/" + run.getUrl() + "kubernetes-release/", "Kubernetes Release"));
    }
}
