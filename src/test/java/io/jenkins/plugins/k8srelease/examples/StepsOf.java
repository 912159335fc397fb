package io.jenkins.plugins.k8srelease.examples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.BodyInvocationAction;
import org.jenkinsci.plugins.workflow.graph.BlockEndNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** What a build's graph says of our steps. */
final class StepsOf {

    private StepsOf() {}

    /** Names of our steps and of {@code input}, in the order in which they began. */
    static List<String> build(WorkflowRun build) {
        return nodes(build).stream().map(StepsOf::name).toList();
    }

    /** The line that Blue Ocean and the Pipeline graph show for each step of ours that is about an application. */
    static List<String> lines(WorkflowRun build) {
        return nodes(build).stream()
                .filter(n -> ArgumentsAction.getFilteredArguments(n).containsKey("app"))
                .map(n -> name(n) + " " + ArgumentsAction.getStepArgumentsAsString(n))
                .toList();
    }

    private static List<FlowNode> nodes(WorkflowRun build) {
        List<FlowNode> nodes = new ArrayList<>(new DepthFirstScanner().allNodes(build.getExecution()));
        nodes.sort(Comparator.comparingInt(n -> Integer.parseInt(n.getId())));
        return nodes.stream()
                .filter(n -> !(n instanceof BlockEndNode) && n.getAction(BodyInvocationAction.class) == null)
                .filter(n -> name(n).startsWith("k8s") || name(n).startsWith("withK8s") || name(n).equals("input"))
                .toList();
    }

    private static String name(FlowNode node) {
        StepDescriptor descriptor = node instanceof StepNode step ? step.getDescriptor() : null;
        return descriptor == null ? "" : descriptor.getFunctionName();
    }
}
