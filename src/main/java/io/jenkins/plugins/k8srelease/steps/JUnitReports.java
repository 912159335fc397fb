package io.jenkins.plugins.k8srelease.steps;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.JUnitResultArchiver;
import hudson.tasks.junit.pipeline.JUnitResultsStepExecution;
import hudson.tasks.test.PipelineTestDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** Hands XML to the junit plugin. Loaded only where that is installed. */
final class JUnitReports {

    private JUnitReports() {}

    /** Needs no workspace: the report is read from a folder of the controller, which goes at once. */
    static void publish(Run<?, ?> run, FlowNode node, TaskListener listener, String xml)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("k8s-release-smoke");
        try {
            Files.writeString(folder.resolve("smoke.xml"), xml, StandardCharsets.UTF_8);
            JUnitResultArchiver archiver = new JUnitResultArchiver("smoke.xml");
            archiver.setSkipPublishingChecks(true);
            JUnitResultArchiver.parseAndSummarize(
                    archiver,
                    details(node),
                    run,
                    new FilePath(folder.toFile()),
                    new Launcher.LocalLauncher(listener),
                    listener);
        } finally {
            new FilePath(folder.toFile()).deleteRecursive();
        }
    }

    /** Where in the flow the tests belong, as the junit step has it. */
    private static PipelineTestDetails details(FlowNode node) {
        PipelineTestDetails details = new PipelineTestDetails();
        List<FlowNode> enclosing = JUnitResultsStepExecution.getEnclosingStagesAndParallels(node);
        details.setNodeId(node.getId());
        details.setEnclosingBlocks(JUnitResultsStepExecution.getEnclosingBlockIds(enclosing));
        details.setEnclosingBlockNames(JUnitResultsStepExecution.getEnclosingBlockNames(enclosing));
        return details;
    }
}
