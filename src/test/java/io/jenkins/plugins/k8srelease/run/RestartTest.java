package io.jenkins.plugins.k8srelease.run;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.emptyArray;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import java.io.File;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The controller goes away in the middle of a release and comes back. */
@Tag("cluster")
class RestartTest {

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

    /** Old pods go before new ones come, so that an undo takes its time. */
    private String recreate(String version, String behaviour) {
        return deploy(version, behaviour).replace("  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n");
    }

    private String deploy(String version, String behaviour) {
        return "k8sDeploy(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''"
                + web(version, behaviour) + "''')";
    }

    private WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        if (jenkins.jenkins.getItem("shop") == null) {
            cluster.configure();
        }
        WorkflowJob job = (WorkflowJob) jenkins.jenkins.getItem("shop");
        if (job == null) {
            job = jenkins.createProject(WorkflowJob.class, "shop");
        }
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun last(JenkinsRule jenkins) {
        return ((WorkflowJob) jenkins.jenkins.getItem("shop")).getLastBuild();
    }

    /** Outcome and reason, so that a failure of the test tells. */
    private String ended(int revision) {
        return cluster.head(namespace, "shop")
                .flatMap(h -> h.revision(revision))
                .map(r -> r.outcome() + " " + r.reason())
                .orElse("not ended");
    }

    private void noFileIsLeft(JenkinsRule jenkins) {
        assertThat(new File(jenkins.jenkins.getRootDir(), "k8s-release/running").list(), is(emptyArray()));
    }

    @Test
    void whileWaitingItGoesOnAndAppliesNothingTwice() throws Throwable {
        sessions.then(j -> {
            start(j, "def r = " + deploy("v1", "ready-after=25s") + "; echo \"got ${r.status}\"");
            LocalCluster.await("v1 is applied", () -> cluster.image(namespace).endsWith(":v1"));
            j.waitForMessage("deployment/web: ", last(j));
        });
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(last(j)));
            j.assertLogContains("the controller came back: release 1 goes on", last(j));
            j.assertLogContains("got SUCCEEDED", last(j));
            assertThat("the specification was written once", cluster.generation(namespace), is(1L));
            assertThat(ended(1), is("SUCCEEDED null"));
            noFileIsLeft(j);
        });
    }

    @Test
    void insideANodeWhoseAgentIsBack() throws Throwable {
        sessions.then(j -> {
            start(j, "node { " + deploy("v1", "ready-after=25s") + " }");
            LocalCluster.await("v1 is applied", () -> cluster.image(namespace).endsWith(":v1"));
        });
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(last(j)));
            assertThat(ended(1), is("SUCCEEDED null"));
        });
    }

    @Test
    void whileAbortingTheUndoGoesOn() throws Throwable {
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(start(j, recreate("v1", "ready-after=8s"))));
            WorkflowRun build = start(j, recreate("v2", "never-ready"));
            LocalCluster.await("v2 is applied", () -> cluster.image(namespace).endsWith(":v2"));
            build.doStop();
            j.waitForMessage("deployment/web: restored", build);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            assertThat(cluster.image(namespace), endsWith(":v1"));
            assertThat(ended(2), startsWith("UNDONE "));
            noFileIsLeft(j);
        });
    }

    @Test
    void whileUndoingTheUndoGoesOn() throws Throwable {
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(start(j, recreate("v1", "ready-after=8s"))));
            WorkflowRun build = start(j, recreate("v2", "image-invalid"));
            j.waitForMessage("deployment/web: restored", build);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(last(j)));
            assertThat(cluster.image(namespace), endsWith(":v1"));
            assertThat(ended(2), startsWith("UNDONE "));
        });
    }

    @Test
    void beforeAnythingIsOnRecordTheManifestsAreReadAgain() throws Throwable {
        sessions.then(j -> {
            // The registry's threads are busy, so that the release is still to be read when the controller goes.
            for (int i = 0; i < 8; i++) {
                ReleaseRegistry.get().pool().execute(() -> {
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            WorkflowRun build = start(j, deploy("v1", ""));
            LocalCluster.await(
                    "the step has begun",
                    () -> build.getExecution() != null
                            && build.getExecution().getCurrentHeads().stream()
                                    .anyMatch(n -> n != null
                                            && n.getDisplayFunctionName().equals("k8sDeploy")));
        });
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(last(j)));
            assertThat(ended(1), is("SUCCEEDED null"));
        });
    }
}
