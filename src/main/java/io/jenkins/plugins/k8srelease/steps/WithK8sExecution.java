package io.jenkins.plugins.k8srelease.steps;

import hudson.AbortException;
import hudson.FilePath;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections.HandOut;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.handout.KubeconfigFiles;
import io.jenkins.plugins.k8srelease.handout.SecretMask;
import io.jenkins.plugins.k8srelease.kubeconfig.KubeconfigWriter;
import java.util.HashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.GeneralNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Looks the target up off the Pipeline's thread, writes the file, runs the body, and takes the file away. */
final class WithK8sExecution extends GeneralNonBlockingStepExecution {

    private static final long serialVersionUID = 1L;

    private final Target target;

    WithK8sExecution(StepContext context, Target target) {
        super(context);
        this.target = target;
    }

    @Override
    public boolean start() {
        run(this::begin);
        return false;
    }

    private void begin() throws Exception {
        Run<?, ?> run = required(Run.class);
        HandOut handOut = ClusterConnections.handOut(run, target);
        String namespace = handOut.content().namespace();
        Map<String, String> environment = new HashMap<>();
        environment.put("K8S_CLUSTER", handOut.clusterName());
        environment.put("K8S_NAMESPACE", namespace);
        BodyInvoker body = getContext().newBodyInvoker().withContext(target.in(namespace));
        KubeconfigFiles.File file = write(run, handOut);
        if (file != null) {
            environment.put("KUBECONFIG", file.path());
        }
        if (file != null && handOut.user()) {
            SecretMask mask = SecretMask.of(
                    handOut.content().user().secrets(), run.getCharset().name());
            body.withContext(
                            BodyInvoker.mergeConsoleLogFilters(getContext().get(ConsoleLogFilter.class), mask.filter()))
                    .withContext(FailureHandler.merge(getContext().get(FailureHandler.class), mask.failureHandler()));
        }
        body.withContext(EnvironmentExpander.merge(
                        getContext().get(EnvironmentExpander.class), EnvironmentExpander.constant(environment)))
                .withCallback(new Ending(file))
                .start();
    }

    /** The file for programs of the body; null without a workspace, where no program can be started. */
    private KubeconfigFiles.File write(Run<?, ?> run, HandOut handOut) throws Exception {
        FilePath workspace = getContext().get(FilePath.class);
        if (workspace == null) {
            return null;
        }
        Computer computer = getContext().get(Computer.class);
        if (computer == null) {
            throw new AbortException("the agent of the workspace " + workspace.getRemote() + " is not connected");
        }
        if (!handOut.user()) {
            required(TaskListener.class)
                    .getLogger()
                    .println("withK8s: the credential of cluster \"" + handOut.clusterName()
                            + "\" is not handed to the programs of builds: kubectl is nobody here. Name one of the job's own"
                            + " with credentialsId where programs need one.");
        }
        return KubeconfigFiles.get()
                .write(
                        run,
                        computer.getName(),
                        workspace,
                        KubeconfigWriter.write(handOut.clusterName(), handOut.content()));
    }

    private <T> T required(Class<T> type) throws Exception {
        T value = getContext().get(type);
        if (value == null) {
            throw new AbortException("there is no " + type.getSimpleName() + " here");
        }
        return value;
    }

    private final class Ending extends TailCall {

        private static final long serialVersionUID = 1L;

        private final KubeconfigFiles.File file;

        Ending(KubeconfigFiles.File file) {
            this.file = file;
        }

        @Override
        protected void finished(StepContext context) throws Exception {
            if (file != null) {
                KubeconfigFiles.get().remove(file);
            }
        }
    }
}
