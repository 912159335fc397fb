package io.jenkins.plugins.k8srelease.testing;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import hudson.model.Slave;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A Jenkins that goes away and comes back, with one job that releases to the local cluster. */
public abstract class RestartingJenkins {

    /** Of the agent, a process of its own, that steps run on. */
    protected static final String AGENT = "remote";

    /** Where a step is while the controller goes away. */
    protected enum Place {
        ON_NO_AGENT,
        /** It comes back when the controller does. */
        ON_AN_AGENT,
        /** It never comes back. */
        ON_AN_AGENT_THAT_IS_GONE
    }

    @RegisterExtension
    protected final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @RegisterExtension
    protected final InboundAgentExtension agents = new InboundAgentExtension();

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

    protected final WorkflowRun start(JenkinsRule jenkins, Place place, String script) throws Exception {
        if (place == Place.ON_NO_AGENT) {
            return start(jenkins, script);
        }
        agent(jenkins, place);
        return start(jenkins, "node('" + AGENT + "') { " + script + " }");
    }

    /** An agent, for which Pipeline waits longer than a busy machine needs to connect it if it is to come back. */
    protected final Slave agent(JenkinsRule jenkins, Place place) throws Exception {
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS =
                TimeUnit.SECONDS.toMillis(place == Place.ON_AN_AGENT ? 300 : 15);
        return agents.createAgent(jenkins, AGENT);
    }

    /** The controller is about to go away. */
    protected final void leave(Place place) {
        if (place == Place.ON_AN_AGENT_THAT_IS_GONE) {
            agents.stop(AGENT);
        }
    }

    /** Waits for the last build, which an agent that never comes back aborts whatever becomes of its release. */
    protected final WorkflowRun ends(JenkinsRule jenkins, Place place, Result otherwise) throws Exception {
        boolean isGone = place == Place.ON_AN_AGENT_THAT_IS_GONE;
        return jenkins.assertBuildStatus(isGone ? Result.ABORTED : otherwise, jenkins.waitForCompletion(last(jenkins)));
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
