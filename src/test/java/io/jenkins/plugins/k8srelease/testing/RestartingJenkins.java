package io.jenkins.plugins.k8srelease.testing;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A Jenkins that goes away and comes back, with one job that releases to the local cluster. */
public abstract class RestartingJenkins {

    @RegisterExtension
    protected final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    protected LocalCluster cluster;
    protected String namespace;

    @BeforeEach
    void newCluster() throws Exception {
        cluster = new LocalCluster();
        namespace = cluster.newNamespace();
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    /** A step that deploys one workload. */
    protected final String deploy(String version, String behaviour) {
        return deploy(version, behaviour, "");
    }

    /** @param more further parameters, each with a comma before it */
    protected final String deploy(String version, String behaviour, String more) {
        return step("k8sDeploy", web(version, behaviour), more);
    }

    protected final String step(String name, String manifests, String more) {
        return name + "(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''" + manifests + "'''"
                + more + ")";
    }

    protected final WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
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

    /** Runs it to its end. */
    protected final WorkflowRun succeed(JenkinsRule jenkins, String script) throws Exception {
        return jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(start(jenkins, script)));
    }

    protected static WorkflowRun last(JenkinsRule jenkins) {
        return ((WorkflowJob) jenkins.jenkins.getItem("shop")).getLastBuild();
    }

    /** Outcome and reason, so that a failure of the test tells. */
    protected final String ended(int revision) {
        return cluster.head(namespace, "shop")
                .flatMap(h -> h.revision(revision))
                .map(r -> r.outcome() + " " + r.reason())
                .orElse("not ended");
    }

    /** Holds that each object was written once, in this order whatever the order inside a wave. */
    protected final void changedOnce(String... changes) {
        assertThat(
                "changes of the API server's audit log",
                cluster.audit().changes(namespace).stream().sorted().toList(),
                is(List.of(changes).stream().sorted().toList()));
    }
}
