package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.report.ReleaseAction;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.report.ReleaseView;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.StepExecutions;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code k8sReport}: tells what the releases of this build came to, for {@code post} and {@code catch}. */
public final class ReportStep extends Step {

    @DataBoundConstructor
    public ReportStep() {}

    @Override
    public StepExecution start(StepContext context) {
        return StepExecutions.synchronous(context, ReportStep::report);
    }

    /** From the build's own record, in memory: nothing is asked. */
    private static List<Map<String, Object>> report(StepContext context) throws Exception {
        PrintStream log = context.get(TaskListener.class).getLogger();
        ReleaseAction action = ReleaseReports.of(context.get(Run.class));
        List<Map<String, Object>> values = new ArrayList<>();
        for (ReleaseView release : action == null ? List.<ReleaseView>of() : action.getReleases()) {
            print(release, log);
            values.add(release.toMap());
        }
        if (values.isEmpty()) {
            log.println("this build has released nothing");
        }
        return values;
    }

    private static void print(ReleaseView release, PrintStream log) {
        log.println(release.getTitle() + ": " + release.getState());
        if (release.getCause() != null) {
            log.println("  Cause: " + release.getCause());
        }
        for (ReleaseView.Evidence evidence : release.getEvidence()) {
            if (!evidence.title().isEmpty()) {
                log.println("  " + evidence.title() + ":");
            }
            evidence.text().lines().forEach(line -> log.println("    " + line));
        }
        if (release.getHint() != null) {
            log.println("  Hint: " + release.getHint());
        }
        if (!release.getMessage().isEmpty()) {
            log.println("  " + release.getMessage());
        }
    }

    /** The descriptor. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return Operations.REPORT.name();
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Tell what the releases of this build came to";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
