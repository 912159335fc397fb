package io.jenkins.plugins.k8srelease.steps;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An application through its releases: first, updated, tested, found bad, gone back. */
@Tag("cluster")
@WithJenkins
class LifeTest {

    private JenkinsRule jenkins;
    private LocalCluster cluster;
    private String namespace;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        cluster = new LocalCluster();
        cluster.configure();
        namespace = cluster.newNamespace();
    }

    @AfterEach
    void tearDown() {
        cluster.close();
    }

    /** Runs it with {@code shop} being what all steps need to know. */
    private WorkflowRun run(Result expected, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "def r\nwithK8s(" + TARGET + ", namespace: '" + namespace + "') { " + script + " }", true));
        return jenkins.assertBuildStatus(expected, job.scheduleBuild2(0));
    }

    @Test
    void updatedTestedFoundBadAndGoneBack() throws Exception {
        run(Result.SUCCESS, "k8sDeploy(app: 'shop', manifests: '''" + web("v1", "") + "''')");
        WorkflowRun update = run(
                Result.SUCCESS,
                "r = k8sRollingUpdate(app: 'shop', workloads: 'deployment/web', images: ['localhost/web': 'v2'], env: [COLOUR: 'red'])\n"
                        + "echo \"updated ${r.status} ${r.revision} ${r.changed}\"");
        jenkins.assertLogContains("updated SUCCEEDED 2 [deployment/web]", update);
        assertThat(cluster.image(namespace), endsWith(":v2"));

        WorkflowRun good = run(
                Result.SUCCESS,
                "r = k8sSmokeTest(app: 'shop', service: 'web', json: '/version=v2')\necho \"tested ${r.status} ${r.smoke.size()}\"");
        jenkins.assertLogContains("tested SUCCEEDED 1", good);
        assertThat(good.getAction(TestResultAction.class).getTotalCount(), is(1));
        assertThat(good.getAction(TestResultAction.class).getFailCount(), is(0));

        WorkflowRun bad = run(
                Result.FAILURE,
                "try { k8sSmokeTest(app: 'shop', service: 'web', json: '/version=v9', attempts: 1) }\n"
                        + "catch (e) { echo \"caught ${e.message}\"\nr = k8sRollback(app: 'shop')\n"
                        + "echo \"back ${r.status} ${r.revision}\"\nthrow e }");
        jenkins.assertLogContains("caught smoke tests did not pass", bad);
        jenkins.assertLogContains("back SUCCEEDED 3", bad);
        jenkins.assertLogNotContains("\tat ", bad);
        assertThat(bad.getAction(TestResultAction.class).getFailCount(), is(1));
        assertThat("by the digest that ran", cluster.image(namespace), containsString(":v1@sha256:"));

        WorkflowRun restarted = run(
                Result.SUCCESS,
                "r = k8sRollingUpdate(app: 'shop', restart: true)\necho \"restarted ${r.status}\"\n"
                        + "r = k8sHistory(app: 'shop')\necho \"history ${r.revisions.size()}\"");
        jenkins.assertLogContains("restarted SUCCEEDED", restarted);
        jenkins.assertLogContains("history 4", restarted);
    }
}
