package io.jenkins.plugins.k8srelease.steps;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The other colour, tested by the body of a step. */
@Tag("cluster")
class BlueGreenStepTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private LocalCluster cluster;
    private String namespace;

    @BeforeEach
    void setUp() throws Exception {
        cluster = new LocalCluster();
        namespace = cluster.newNamespace();
    }

    @AfterEach
    void tearDown() {
        cluster.close();
    }

    private String blueGreen(String step, String version) {
        return step + "(app: 'shop', " + TARGET + ", namespace: '" + namespace
                + "', service: 'web', drain: '1s', observe: '2s', manifests: '''" + web(version, "") + "''')";
    }

    private WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        if (jenkins.jenkins.getItem("shop") == null) {
            cluster.configure();
        }
        WorkflowJob job = (WorkflowJob) jenkins.jenkins.getItem("shop");
        job = job == null ? jenkins.createProject(WorkflowJob.class, "shop") : job;
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private Outcome outcome(int revision) {
        return cluster.head(namespace, "shop")
                .flatMap(h -> h.revision(revision))
                .orElseThrow()
                .outcome();
    }

    private static WorkflowRun last(JenkinsRule jenkins) {
        return ((WorkflowJob) jenkins.jenkins.getItem("shop")).getLastBuild();
    }

    @Test
    void aBodyThatFailsKeepsTheSwitchFromHappening() throws Throwable {
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(start(j, blueGreen("k8sBlueGreen", "v1"))));
            WorkflowRun build = start(
                    j,
                    blueGreen("withK8sBlueGreen", "v2")
                            + " { echo \"test ${env.K8S_COLOUR} at ${env.K8S_PREVIEW_SERVICE}\"; error 'it is ugly' }");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(build));
            j.assertLogContains("at web-preview", build);
            j.assertLogContains("it is ugly", build);
            assertThat(outcome(2), is(Outcome.UNDONE));
            WorkflowRun good = start(j, blueGreen("withK8sBlueGreen", "v3") + " { echo 'fine' }");
            j.assertBuildStatusSuccess(j.waitForCompletion(good));
            assertThat(outcome(3), is(Outcome.SUCCEEDED));
        });
    }

    @Test
    void aRestartInTheBodyLosesNothing() throws Throwable {
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(start(j, blueGreen("k8sBlueGreen", "v1"))));
            start(j, blueGreen("withK8sBlueGreen", "v2") + " { semaphore 'approval' }");
            SemaphoreStep.waitForStart("approval/1", last(j));
        });
        sessions.then(j -> {
            SemaphoreStep.success("approval/1", null);
            j.assertBuildStatusSuccess(j.waitForCompletion(last(j)));
            assertThat(outcome(2), is(Outcome.SUCCEEDED));
        });
    }
}
