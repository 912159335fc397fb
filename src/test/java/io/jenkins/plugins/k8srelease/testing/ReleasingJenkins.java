package io.jenkins.plugins.k8srelease.testing;

import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A Jenkins that knows the local cluster, where each test has a namespace of its own. */
@WithJenkins
public abstract class ReleasingJenkins {

    protected JenkinsRule jenkins;
    protected LocalCluster cluster;
    protected String namespace;

    @BeforeEach
    void newCluster(JenkinsRule rule) throws Exception {
        jenkins = rule;
        cluster = new LocalCluster();
        cluster.configure();
        namespace = cluster.newNamespace();
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    protected final WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    /** Runs it to its end. */
    protected final WorkflowRun run(Result expected, String script) throws Exception {
        return jenkins.assertBuildStatus(expected, job(script).scheduleBuild2(0));
    }
}
