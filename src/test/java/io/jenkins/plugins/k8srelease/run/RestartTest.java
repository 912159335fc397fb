package io.jenkins.plugins.k8srelease.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.testing.AdmissionHold;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.RestartingJenkins;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension.Step;

/** The controller goes away in the middle of a release and comes back. */
@Tag("cluster")
class RestartTest extends RestartingJenkins {

    /** What the first release of the workload changes. */
    private static final String[] FIRST = {"patch configmaps/web-config", "patch services/web", "patch deployments/web"
    };

    /** Old pods go before new ones come, so that an undo takes its time. */
    private String recreate(String version, String behaviour) {
        return deploy(version, behaviour).replace("  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n");
    }

    private static void noFileIsLeft(JenkinsRule jenkins) throws InterruptedException {
        File folder = new File(jenkins.jenkins.getRootDir(), "k8s-release/running");
        LocalCluster.await("what was kept of the releases is gone with their builds", () -> folder.list().length == 0);
    }

    private void succeeds(JenkinsRule jenkins, Place place, int revision) throws Exception {
        WorkflowRun build = ends(jenkins, place, Result.SUCCESS);
        jenkins.assertLogContains("Done: release " + revision + " of shop is live", build);
        if (place != Place.ON_AN_AGENT_THAT_IS_GONE) {
            jenkins.assertLogContains("got SUCCEEDED " + revision, build);
        }
        assertThat(ended(revision), is("SUCCEEDED null"));
        noFileIsLeft(jenkins);
    }

    private static String telling(String step) {
        return "def r = " + step + "; echo \"got ${r.status} ${r.revision}\"";
    }

    @ParameterizedTest
    @EnumSource(names = {"ON_NO_AGENT", "ON_AN_AGENT"})
    @Tag("turn-1")
    void whileLoadingTheManifestsAreReadAgain(Place place) throws Throwable {
        sessions.then(j -> {
            BusyRegistry.keep();
            start(j, place, telling(deploy("v1", "")));
            j.waitForMessage("[Pipeline] k8sDeploy", last(j));
        });
        sessions.then(j -> {
            succeeds(j, place, 1);
            changedOnce(FIRST);
        });
    }

    @Test
    @Tag("turn-1")
    void whatIsReachedWhileTheControllerGoesDownBeginsWhenItIsBack() throws Throwable {
        sessions.then(j -> {
            ReleaseRegistry.get().close();
            WorkflowRun build = start(j, telling(deploy("v1", "")));
            j.waitForMessage("[Pipeline] k8sDeploy", build);
            LocalCluster.await("the step was begun", () -> !build.isBuilding() || hasSteps(build));
        });
        sessions.then(j -> {
            succeeds(j, Place.ON_NO_AGENT, 1);
            changedOnce(FIRST);
        });
    }

    private static boolean hasSteps(WorkflowRun build) {
        FlowExecution execution = build.getExecution();
        try {
            return execution != null
                    && !execution
                            .getCurrentExecutions(true)
                            .get(1, TimeUnit.MINUTES)
                            .isEmpty();
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void restartWhilePlanning(Place place, Step afterwards) throws Throwable {
        cluster.create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
        try (AdmissionHold hold = new AdmissionHold(cluster, namespace, "configmaps", "request.dryRun")) {
            sessions.then(j -> {
                start(j, place, telling(deploy("v1", "")));
                hold.awaitRequest();
                leave(place);
            });
            hold.release();
            sessions.then(afterwards);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ON_NO_AGENT", "ON_AN_AGENT"})
    @Tag("turn-1")
    void whilePlanningItBeginsAnew(Place place) throws Throwable {
        restartWhilePlanning(place, j -> {
            // The first one is on record as one that changed nothing.
            succeeds(j, place, 2);
            assertThat(ended(1), startsWith("NOTHING_CHANGED "));
            changedOnce(FIRST);
        });
    }

    @Test
    @Tag("turn-1")
    void whilePlanningItIsGivenUpWhenItsAgentIsGone() throws Throwable {
        Place place = Place.ON_AN_AGENT_THAT_IS_GONE;
        restartWhilePlanning(place, j -> {
            ends(j, place, Result.ABORTED);
            LocalCluster.await("the application is free", () -> ended(1).startsWith("NOTHING_CHANGED "));
            changedOnce();
            noFileIsLeft(j);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("turn-1")
    void whileApplyingItGoesOn(Place place) throws Throwable {
        cluster.create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
        try (AdmissionHold hold = new AdmissionHold(cluster, namespace, "services", "!request.dryRun")) {
            sessions.then(j -> {
                start(j, place, telling(deploy("v1", "")));
                hold.awaitRequest();
                leave(place);
            });
            hold.release();
            sessions.then(j -> {
                succeeds(j, place, 1);
                changedOnce(FIRST);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("turn-2")
    void whileWaitingItGoesOnWaiting(Place place) throws Throwable {
        sessions.then(j -> {
            start(j, place, telling(deploy("v1", "ready-after=25s")));
            LocalCluster.await("v1 is applied", () -> cluster.image(namespace).endsWith(":v1"));
            j.waitForMessage("deployment/web: ", last(j));
            leave(place);
        });
        sessions.then(j -> {
            succeeds(j, place, 1);
            j.assertLogContains("the controller came back: release 1 goes on", last(j));
            assertThat("the specification was written once", cluster.generation(namespace), is(1L));
            changedOnce(FIRST);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("turn-2")
    void whileObservingItGoesOnObserving(Place place) throws Throwable {
        sessions.then(j -> {
            start(j, place, telling(deploy("v1", "", ", observe: '20s'")));
            j.waitForMessage("healthy; observing for", last(j));
            leave(place);
        });
        sessions.then(j -> {
            succeeds(j, place, 1);
            j.assertLogContains("the controller came back: release 1 goes on", last(j));
            changedOnce(FIRST);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("turn-3")
    void whileAbortingTheUndoGoesOn(Place place) throws Throwable {
        sessions.then(j -> {
            succeed(j, recreate("v1", "ready-after=8s"));
            WorkflowRun build = start(j, place, telling(recreate("v2", "never-ready")));
            LocalCluster.await("v2 is applied", () -> cluster.image(namespace).endsWith(":v2"));
            build.doStop();
            j.waitForMessage("deployment/web: restored", build);
            leave(place);
        });
        sessions.then(j -> {
            ends(j, place, Result.ABORTED);
            undoneOnce(j);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("turn-3")
    void whileUndoingTheUndoGoesOn(Place place) throws Throwable {
        sessions.then(j -> {
            succeed(j, recreate("v1", "ready-after=8s"));
            WorkflowRun build = start(j, place, telling(recreate("v2", "image-invalid")));
            j.waitForMessage("deployment/web: restored", build);
            leave(place);
        });
        sessions.then(j -> {
            Result result = j.waitForCompletion(last(j)).getResult();
            // Without an agent it depends on what comes first: the end of the undo, or of the wait for the agent.
            boolean isGone = place == Place.ON_AN_AGENT_THAT_IS_GONE;
            assertThat(result, isGone ? oneOf(Result.FAILURE, Result.ABORTED) : is(Result.FAILURE));
            undoneOnce(j);
        });
    }

    /** A controller that crashes has on disk what it had a moment before: a step whose release has ended meanwhile. */
    @Test
    @Tag("turn-2")
    void aCrashBeforeTheEndOfTheStepIsOnDiskBeginsNothingAnew() throws Throwable {
        Path builds = sessions.getHome().toPath().resolve("jobs/shop/builds");
        Path kept = Files.createTempDirectory("k8s-release-crash");
        sessions.then(j -> {
            succeed(j, deploy("v1", "ready-after=8s"));
            String restart = step("k8sRollingUpdate", "", ", restart: true").replace(", manifests: ''''''", "");
            start(j, telling(restart) + "; semaphore 'after'");
            j.waitForMessage("deployment/web: updated", last(j));
            FileUtils.copyDirectory(builds.resolve("2").toFile(), kept.toFile());
            SemaphoreStep.waitForStart("after/1", last(j));
        });
        FileUtils.deleteDirectory(builds.resolve("2").toFile());
        FileUtils.moveDirectory(kept.toFile(), builds.resolve("2").toFile());
        sessions.then(j -> {
            SemaphoreStep.success("after/1", null);
            SemaphoreStep.success("after/2", null);
            succeeds(j, Place.ON_NO_AGENT, 2);
            changedOnce(
                    "patch configmaps/web-config",
                    "patch services/web",
                    "patch deployments/web",
                    "patch deployments/web");
        });
    }

    /** Nothing but what the first release, the second and its undo change. */
    private void undoneOnce(JenkinsRule jenkins) throws InterruptedException {
        assertThat(cluster.image(namespace), endsWith(":v1"));
        assertThat(ended(2), startsWith("UNDONE "));
        noFileIsLeft(jenkins);
        changedOnce(
                "patch configmaps/web-config",
                "patch services/web",
                "patch deployments/web",
                "patch configmaps/web-config",
                "patch deployments/web",
                "patch configmaps/web-config",
                "patch deployments/web");
    }
}
