package io.jenkins.plugins.k8srelease.steps;

import hudson.AbortException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.parameter.BadArgumentsException;
import java.nio.channels.ClosedChannelException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** What a build is told of a failure: a sentence for what can be expected, a stack trace only for a mistake of ours. */
final class Failures {

    private Failures() {}

    /** @param hide takes secrets out of a text */
    static Throwable of(Throwable thrown, UnaryOperator<String> hide) {
        if (thrown instanceof AbortException
                || thrown instanceof BadInputException
                || thrown instanceof BadArgumentsException) {
            // Sentences of our own, which never repeat a secret; what looks like one in them, "secrets: …", is none.
            return new AbortException(thrown.getMessage());
        }
        if (thrown instanceof ApiException api) {
            return new AbortException(
                    hide.apply(api.code() == 0 ? "the API server does not answer: " + causes(api) : api.getMessage()));
        }
        if (thrown instanceof ClosedChannelException || thrown instanceof hudson.remoting.RequestAbortedException) {
            return new AbortException("the agent went away while manifests were read; nothing was changed");
        }
        return thrown;
    }

    private static String causes(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    /** Why a step is to stop, for people. */
    static String reason(Throwable cause) {
        String text = cause instanceof FlowInterruptedException interrupted
                ? interrupted.getCauses().stream()
                        .map(CauseOfInterruption::getShortDescription)
                        .collect(Collectors.joining(", "))
                : cause.getMessage();
        return text == null || text.isBlank() ? "it was aborted" : text;
    }
}
