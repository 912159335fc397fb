package io.jenkins.plugins.k8srelease.steps;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.k8srelease.testing.ReleasingJenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An application through its releases: first, updated, tested, found bad, gone back. */
@Tag("cluster")
class LifeTest extends ReleasingJenkins {

    /** Runs steps that need not name where they go. */
    private WorkflowRun runThere(Result expected, String script) throws Exception {
        return run(expected, "def r\nwithK8s(" + TARGET + ", namespace: '" + namespace + "') { " + script + " }");
    }

    @Test
    void updatedTestedFoundBadAndGoneBack() throws Exception {
        runThere(Result.SUCCESS, "k8sDeploy(app: 'shop', manifests: '''" + web("v1", "") + "''')");
        WorkflowRun update = runThere(
                Result.SUCCESS,
                "r = k8sRollingUpdate(app: 'shop', workloads: 'deployment/web', images: ['localhost/web': 'v2'], env: [COLOUR: 'red'])\n"
                        + "echo \"updated ${r.status} ${r.revision} ${r.changed}\"");
        jenkins.assertLogContains("updated SUCCEEDED 2 [deployment/web]", update);
        assertThat(cluster.image(namespace), endsWith(":v2"));

        WorkflowRun good = runThere(
                Result.SUCCESS,
                "r = k8sSmokeTest(app: 'shop', service: 'web', json: '/version=v2')\necho \"tested ${r.status} ${r.smoke.size()}\"");
        jenkins.assertLogContains("tested SUCCEEDED 1", good);
        assertThat(good.getAction(TestResultAction.class).getTotalCount(), is(1));
        assertThat(good.getAction(TestResultAction.class).getFailCount(), is(0));

        WorkflowRun bad = runThere(
                Result.FAILURE,
                "try { k8sSmokeTest(app: 'shop', service: 'web', json: '/version=v9', attempts: 1) }\n"
                        + "catch (e) { echo \"caught ${e.message}\"\nr = k8sRollback(app: 'shop')\n"
                        + "echo \"back ${r.status} ${r.revision}\"\nthrow e }");
        jenkins.assertLogContains("caught smoke tests did not pass", bad);
        jenkins.assertLogContains("back SUCCEEDED 3", bad);
        jenkins.assertLogNotContains("\tat ", bad);
        assertThat(bad.getAction(TestResultAction.class).getFailCount(), is(1));
        assertThat("by the digest that ran", cluster.image(namespace), containsString(":v1@sha256:"));

        WorkflowRun restarted = runThere(
                Result.SUCCESS,
                "r = k8sRollingUpdate(app: 'shop', restart: true)\necho \"restarted ${r.status}\"\n"
                        + "r = k8sHistory(app: 'shop')\necho \"history ${r.revisions.size()}\"");
        jenkins.assertLogContains("restarted SUCCEEDED", restarted);
        jenkins.assertLogContains("history 4", restarted);
    }
}
