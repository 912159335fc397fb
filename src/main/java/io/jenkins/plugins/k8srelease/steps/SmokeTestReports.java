package io.jenkins.plugins.k8srelease.steps;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.engine.smoke.JUnitXml;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import io.jenkins.plugins.k8srelease.run.ReleaseOutcome;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Shows what smoke tests found among the tests of the build, where the junit plugin is installed. */
final class SmokeTestReports {

    private SmokeTestReports() {}

    static void publish(
            StepContext context, ReleaseOutcome.Done done, UnaryOperator<String> hide, TaskListener listener) {
        if (done.result().smoke().isEmpty() || Jenkins.get().getPlugin("junit") == null) {
            return;
        }
        List<SmokeResult> results =
                done.result().smoke().stream().map(r -> hidden(r, hide)).toList();
        try {
            JUnitReports.publish(
                    context.get(Run.class),
                    context.get(FlowNode.class),
                    listener,
                    JUnitXml.of("smoke tests of " + done.names().app(), results));
        } catch (IOException e) {
            listener.getLogger().println("warning: the smoke tests are not among the build's tests: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Before it is written as XML, whose escapes would hide a secret from the masking. */
    private static SmokeResult hidden(SmokeResult result, UnaryOperator<String> hide) {
        return new SmokeResult(
                hide.apply(result.check()),
                result.pod(),
                result.passed(),
                hide.apply(result.detail()),
                result.attempts(),
                result.millis());
    }
}
