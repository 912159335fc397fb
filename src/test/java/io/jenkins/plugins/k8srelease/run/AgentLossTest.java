package io.jenkins.plugins.k8srelease.run;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.RestartingJenkins;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent that a step ran on, a process of its own here, comes back late, or never. */
@Tag("cluster")
@Tag("turn-1")
class AgentLossTest extends RestartingJenkins {

    /** A script on the agent, whose manifests lie in the workspace there. */
    private String onAgent(String version, String behaviour) {
        return "node('" + AGENT + "') { writeFile file: 'k8s/web.yaml', text: '''" + web(version, behaviour) + "'''\n"
                + "withK8s(" + TARGET + ", namespace: '" + namespace + "') { k8sDeploy(app: 'shop', manifests: 'k8s')\n"
                + "echo 'the body goes on' } }";
    }

    private void applied(String version) throws InterruptedException {
        LocalCluster.await(
                version + " is applied", () -> cluster.image(namespace).endsWith(":" + version));
    }

    @Test
    void anAgentThatComesBackFindsItsStepDone() throws Throwable {
        sessions.then(j -> {
            agent(j, Place.ON_AN_AGENT);
            start(j, onAgent("v1", "ready-after=25s"));
            applied("v1");
        });
        sessions.then(j -> {
            j.assertBuildStatusSuccess(j.waitForCompletion(last(j)));
            j.assertLogContains("the body goes on", last(j));
            assertThat(ended(1), is("SUCCEEDED null"));
            changedOnce("patch configmaps/web-config", "patch services/web", "patch deployments/web");
        });
    }

    @Test
    void withoutItsAgentAReleaseGoesOnAndIsNotUndone() throws Throwable {
        sessions.then(j -> {
            agent(j, Place.ON_AN_AGENT_THAT_IS_GONE);
            start(j, onAgent("v1", "ready-after=25s"));
            applied("v1");
            agents.stop(AGENT);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            j.assertLogContains("the agent is gone, which the release does not need", last(j));
            j.assertLogContains("Done: release 1 of shop is live", last(j));
            j.assertLogContains("Timeout waiting for agent to come back", last(j));
            j.assertLogNotContains("the body goes on", last(j));
            assertThat(ended(1), is("SUCCEEDED null"));
            changedOnce("patch configmaps/web-config", "patch services/web", "patch deployments/web");
        });
    }

    @Test
    void withoutItsAgentWhatWasNotBegunIsNotBegun() throws Throwable {
        sessions.then(j -> {
            agent(j, Place.ON_AN_AGENT_THAT_IS_GONE);
            BusyRegistry.keep();
            start(j, onAgent("v1", ""));
            j.waitForMessage("[Pipeline] k8sDeploy", last(j));
            agents.stop(AGENT);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            assertThat(cluster.image(namespace), is(""));
            assertThat(ended(1), is("not ended"));
        });
    }

    @Test
    void anAbortIsAnAbortAlsoWithoutTheAgent() throws Throwable {
        sessions.then(j -> {
            succeed(j, deploy("v1", ""));
            agent(j, Place.ON_AN_AGENT_THAT_IS_GONE);
            start(j, onAgent("v2", "never-ready"));
            applied("v2");
            agents.stop(AGENT);
        });
        sessions.then(j -> {
            j.waitForMessage("the agent is gone, which the release does not need", last(j));
            last(j).doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            assertThat(ended(2), startsWith("UNDONE "));
            assertThat(cluster.image(namespace), endsWith(":v1"));
        });
    }

    @Test
    void anAgentThatIsDeletedMeanwhileEndsTheStepAndNotTheRelease() throws Throwable {
        sessions.then(j -> {
            Slave agent = agent(j, Place.ON_AN_AGENT_THAT_IS_GONE);
            start(j, onAgent("v1", "ready-after=40s"));
            applied("v1");
            agents.stop(j, AGENT);
            j.jenkins.removeNode(agent);
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            j.assertLogContains("Agent was removed", last(j));
            assertThat(ended(1), is("SUCCEEDED null"));
        });
    }
}
