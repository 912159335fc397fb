package io.jenkins.plugins.k8srelease.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.testing.AdmissionHold;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.RestartingJenkins;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/** The controller goes away in the middle of a release and comes back. */
@Tag("cluster")
class RestartTest extends RestartingJenkins {

    /** What the first release of the workload changes. */
    private static final String[] FIRST = {"patch configmaps/web-config", "patch services/web", "patch deployments/web"
    };

    /** Where a step is: on an executor, where it comes back when its agent does, or on none. */
    private static final String INSIDE = "node { %s }";

    private static final String OUTSIDE = "%s";

    /** Old pods go before new ones come, so that an undo takes its time. */
    private String recreate(String version, String behaviour) {
        return deploy(version, behaviour).replace("  replicas: 1\n", "  replicas: 1\n  strategy: {type: Recreate}\n");
    }

    private static void noFileIsLeft(JenkinsRule jenkins) throws InterruptedException {
        File folder = new File(jenkins.jenkins.getRootDir(), "k8s-release/running");
        LocalCluster.await("what was kept of the releases is gone with their builds", () -> folder.list().length == 0);
    }

    private void succeeds(JenkinsRule jenkins, int revision) throws Exception {
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(last(jenkins)));
        jenkins.assertLogContains("got SUCCEEDED " + revision, last(jenkins));
        assertThat(ended(revision), is("SUCCEEDED null"));
        noFileIsLeft(jenkins);
    }

    private static String telling(String where, String step) {
        return where.formatted("def r = " + step + "; echo \"got ${r.status} ${r.revision}\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileLoadingTheManifestsAreReadAgain(String where) throws Throwable {
        sessions.then(j -> {
            BusyRegistry.keep();
            start(j, telling(where, deploy("v1", "")));
            j.waitForMessage("[Pipeline] k8sDeploy", last(j));
        });
        sessions.then(j -> {
            succeeds(j, 1);
            changedOnce(FIRST);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whilePlanningItBeginsAnew(String where) throws Throwable {
        cluster.create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
        try (AdmissionHold hold = new AdmissionHold(cluster, namespace, "configmaps", "request.dryRun")) {
            sessions.then(j -> {
                start(j, telling(where, deploy("v1", "")));
                hold.awaitRequest();
            });
            hold.release();
            sessions.then(j -> {
                // The first one is on record as one that changed nothing.
                succeeds(j, 2);
                assertThat(ended(1), startsWith("NOTHING_CHANGED "));
                changedOnce(FIRST);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileApplyingItGoesOn(String where) throws Throwable {
        cluster.create("/api/v1/namespaces", "{\"metadata\": {\"name\": \"" + namespace + "\"}}");
        try (AdmissionHold hold = new AdmissionHold(cluster, namespace, "services", "!request.dryRun")) {
            sessions.then(j -> {
                start(j, telling(where, deploy("v1", "")));
                hold.awaitRequest();
            });
            hold.release();
            sessions.then(j -> {
                succeeds(j, 1);
                changedOnce(FIRST);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileWaitingItGoesOnWaiting(String where) throws Throwable {
        sessions.then(j -> {
            start(j, telling(where, deploy("v1", "ready-after=25s")));
            LocalCluster.await("v1 is applied", () -> cluster.image(namespace).endsWith(":v1"));
            j.waitForMessage("deployment/web: ", last(j));
        });
        sessions.then(j -> {
            succeeds(j, 1);
            j.assertLogContains("the controller came back: release 1 goes on", last(j));
            assertThat("the specification was written once", cluster.generation(namespace), is(1L));
            changedOnce(FIRST);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileObservingItGoesOnObserving(String where) throws Throwable {
        sessions.then(j -> {
            start(j, telling(where, deploy("v1", "", ", observe: '20s'")));
            j.waitForMessage("healthy; observing for", last(j));
        });
        sessions.then(j -> {
            succeeds(j, 1);
            j.assertLogContains("the controller came back: release 1 goes on", last(j));
            changedOnce(FIRST);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileAbortingTheUndoGoesOn(String where) throws Throwable {
        sessions.then(j -> {
            succeed(j, recreate("v1", "ready-after=8s"));
            WorkflowRun build = start(j, telling(where, recreate("v2", "never-ready")));
            LocalCluster.await("v2 is applied", () -> cluster.image(namespace).endsWith(":v2"));
            build.doStop();
            j.waitForMessage("deployment/web: restored", build);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(last(j)));
            undoneOnce(j);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {INSIDE, OUTSIDE})
    void whileUndoingTheUndoGoesOn(String where) throws Throwable {
        sessions.then(j -> {
            succeed(j, recreate("v1", "ready-after=8s"));
            WorkflowRun build = start(j, telling(where, recreate("v2", "image-invalid")));
            j.waitForMessage("deployment/web: restored", build);
        });
        sessions.then(j -> {
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(last(j)));
            undoneOnce(j);
        });
    }

    /** A controller that crashes has on disk what it had a moment before: a step whose release has ended meanwhile. */
    @Test
    void aCrashBeforeTheEndOfTheStepIsOnDiskBeginsNothingAnew() throws Throwable {
        Path builds = sessions.getHome().toPath().resolve("jobs/shop/builds");
        Path kept = Files.createTempDirectory("k8s-release-crash");
        sessions.then(j -> {
            succeed(j, deploy("v1", "ready-after=8s"));
            String restart = step("k8sRollingUpdate", "", ", restart: true").replace(", manifests: ''''''", "");
            start(j, telling(OUTSIDE, restart) + "; semaphore 'after'");
            j.waitForMessage("deployment/web: updated", last(j));
            FileUtils.copyDirectory(builds.resolve("2").toFile(), kept.toFile());
            SemaphoreStep.waitForStart("after/1", last(j));
        });
        FileUtils.deleteDirectory(builds.resolve("2").toFile());
        FileUtils.moveDirectory(kept.toFile(), builds.resolve("2").toFile());
        sessions.then(j -> {
            SemaphoreStep.success("after/1", null);
            SemaphoreStep.success("after/2", null);
            succeeds(j, 2);
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
