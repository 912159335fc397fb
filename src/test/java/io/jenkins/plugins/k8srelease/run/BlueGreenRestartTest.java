package io.jenkins.plugins.k8srelease.run;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.RestartingJenkins;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension.Step;

/** The other colour, tested by the body of a step, switched to, and retired; over restarts of the controller. */
@Tag("cluster")
@Tag("turn-2")
class BlueGreenRestartTest extends RestartingJenkins {

    /** What two blue-green releases change. */
    private static final String[] TWICE = {
        "patch configmaps/web-config",
        "patch services/web-preview",
        "patch deployments/web-blue",
        "patch services/web",
        "patch configmaps/web-config",
        "patch services/web-preview",
        "patch deployments/web-green",
        "patch services/web"
    };

    private String blueGreen(String step, String version, String more) {
        return step(step, web(version, ""), ", service: 'web', drain: '1s'" + more);
    }

    private String serving() {
        return cluster.find("v1", "Service", namespace, "web")
                .map(s -> s.strings("spec", "selector").toString())
                .orElse("none");
    }

    private boolean runs(String deployment) {
        return cluster.find("apps/v1", "Deployment", namespace, deployment).isPresent();
    }

    private void first(JenkinsRule jenkins) throws Exception {
        succeed(jenkins, blueGreen("k8sBlueGreen", "v1", ", observe: '1s'"));
    }

    @Test
    void aBodyThatFailsOrIsAbortedKeepsTheSwitchFromHappening() throws Throwable {
        sessions.then(j -> {
            first(j);
            String blue = serving();
            WorkflowRun ugly = start(
                    j,
                    blueGreen("withK8sBlueGreen", "v2", "")
                            + " { echo \"test ${env.K8S_COLOUR} at ${env.K8S_PREVIEW_SERVICE}\"; error 'it is ugly' }");
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(ugly));
            j.assertLogContains("at web-preview", ugly);
            j.assertLogContains("it is ugly", ugly);
            assertThat(ended(2), startsWith("UNDONE "));
            WorkflowRun aborted = start(j, blueGreen("withK8sBlueGreen", "v3", "") + " { semaphore 'approval' }");
            SemaphoreStep.waitForStart("approval/1", aborted);
            aborted.doStop();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(aborted));
            assertThat(ended(3), startsWith("UNDONE "));
            assertThat(serving(), is(blue));
            WorkflowRun good = start(j, blueGreen("withK8sBlueGreen", "v4", ", observe: '1s'") + " { echo 'fine' }");
            j.assertBuildStatusSuccess(j.waitForCompletion(good));
            assertThat(ended(4), is("SUCCEEDED null"));
        });
    }

    private void restartWhileTheOtherColourIsTested(Place place, Step afterwards) throws Throwable {
        sessions.then(j -> {
            first(j);
            String step = blueGreen("withK8sBlueGreen", "v2", ", observe: '1s'");
            start(j, place, step + " { semaphore 'approval' }");
            SemaphoreStep.waitForStart("approval/1", last(j));
            leave(place);
        });
        sessions.then(afterwards);
    }

    @ParameterizedTest
    @EnumSource(names = {"ON_NO_AGENT", "ON_AN_AGENT"})
    void aRestartWhileTheOtherColourIsTestedLosesNothing(Place place) throws Throwable {
        restartWhileTheOtherColourIsTested(place, j -> {
            SemaphoreStep.success("approval/1", null);
            ends(j, place, Result.SUCCESS);
            assertThat(ended(2), is("SUCCEEDED null"));
            changedOnce(TWICE);
        });
    }

    /** Nobody can tell how a test went that ended with its agent. */
    @Test
    void withoutItsAgentTheOtherColourIsNotTestedAndDoesNotServe() throws Throwable {
        Place place = Place.ON_AN_AGENT_THAT_IS_GONE;
        restartWhileTheOtherColourIsTested(place, j -> {
            ends(j, place, Result.ABORTED);
            LocalCluster.await("green is taken away", () -> ended(2).startsWith("UNDONE "));
            assertThat(serving(), containsString("blue"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aRestartJustAfterTheSwitchGoesOnWatching(Place place) throws Throwable {
        sessions.then(j -> {
            first(j);
            start(j, place, blueGreen("k8sBlueGreen", "v2", ", observe: '15s'"));
            j.waitForMessage("switched Service web to green", last(j));
            leave(place);
        });
        sessions.then(j -> {
            ends(j, place, Result.SUCCESS);
            j.assertLogContains("the controller came back: release 2 goes on", last(j));
            assertThat(ended(2), is("SUCCEEDED null"));
            changedOnce(TWICE);
        });
    }

    @Test
    void aRollbackInTheWindowIsOneSwitch() throws Throwable {
        sessions.then(j -> {
            first(j);
            String blue = serving();
            succeed(j, blueGreen("k8sBlueGreen", "v2", ", observe: '1s'"));
            WorkflowRun back = succeed(j, step("k8sRollback", "", "").replace(", manifests: ''''''", ""));
            j.assertLogContains("switched Service web to blue", back);
            assertThat(serving(), is(blue));
            changedOnce(Stream.concat(Stream.of(TWICE), Stream.of("patch services/web", "patch services/web-preview"))
                    .toArray(String[]::new));
        });
    }

    @Test
    void theOtherColourIsRetiredWithTheClustersOwnCredentialWhenItsTimeIsOver() throws Throwable {
        sessions.then(j -> {
            first(j);
            NamedCluster own = KubernetesClusters.get().getClusters().get(0);
            ((ServerAccess) own.getAccess()).setCredentialsId("admin");
            own.setCredentialForBuilds(true);
            KubernetesClusters.get().save();
            succeed(j, blueGreen("k8sBlueGreen", "v2", ", observe: '1s', keepOld: '20s'"));
            Retirement.get().execute(TaskListener.NULL);
            assertThat("its time is not over", runs("web-blue"));
            assertThat(Retirement.get().kept().all(), hasSize(1));
        });
        sessions.then(j -> {
            LocalCluster.await("blue is retired", () -> {
                try {
                    Retirement.get().execute(TaskListener.NULL);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return !runs("web-blue");
            });
            assertThat(runs("web-green"), is(true));
            assertThat(Retirement.get().kept().all(), is(empty()));
        });
    }

    @Test
    void aCredentialThatBuildsMayNotUseRetiresNothing() throws Throwable {
        sessions.then(j -> {
            first(j);
            succeed(j, blueGreen("k8sBlueGreen", "v2", ", observe: '1s', keepOld: '1s'"));
            Retirement.get().execute(TaskListener.NULL);
            assertThat(Retirement.get().kept().all(), is(empty()));
            assertThat("the next release does it", runs("web-blue"));
        });
    }
}
