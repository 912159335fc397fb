package io.jenkins.plugins.k8srelease.steps;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.report.ReleaseAction;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.ReleasingJenkins;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Releases of a real Jenkins to a real API server. */
@Tag("cluster")
@Tag("turn-1")
class DeployStepTest extends ReleasingJenkins {

    private String deploy(String version, String behaviour, String more) {
        return "k8sDeploy(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''"
                + web(version, behaviour) + "'''" + more + ")";
    }

    private Outcome outcome(int revision) {
        return cluster.head(namespace, "shop")
                .flatMap(h -> h.revision(revision))
                .orElseThrow()
                .outcome();
    }

    @Test
    void releasesTextWithoutAnAgentAndReturnsPlainValues() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                "def r = " + deploy("v1", "", "") + "\n"
                        + "echo \"got ${r.status} ${r.revision} ${r.cluster} ${r.changed.join('+')}\"\n"
                        + "def s = k8sStatus(app: 'shop', " + TARGET + ", namespace: '" + namespace + "')\n"
                        + "echo \"healthy ${s.healthy} ${s.live.revision}\"\n"
                        + "def h = k8sHistory(app: 'shop', " + TARGET + ", namespace: '" + namespace + "')\n"
                        + "echo \"history ${h.revisions.size()}\"\n"
                        + "def d = k8sDiff(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''"
                        + web("v2", "") + "''')\n"
                        + "echo \"would change ${d.changes}\"\n");
        jenkins.assertLogContains("Report: Kubernetes Release", build);
        jenkins.assertLogContains("got SUCCEEDED 1 real configmap/web-config+service/web+deployment/web", build);
        jenkins.assertLogContains("healthy true 1", build);
        jenkins.assertLogContains("history 1", build);
        jenkins.assertLogContains("would change 2", build);
        jenkins.assertLogContains("localhost/web:v2", build);
        assertThat(cluster.image(namespace), endsWith(":v1"));
        List<String> lines = build.getLog(1000);
        assertThat(
                "one line a transition, with the time since the start",
                lines.stream()
                        .filter(l -> l.matches("\\[ *\\d+\\.\\ds\\] deployment/web: ready.*"))
                        .toList(),
                hasSize(1));
        ReleaseAction action = ReleaseReports.of(build);
        assertThat(action.getReleases().get(0).getState(), is("release 1 is live"));
        String page =
                jenkins.createWebClient().getPage(build, "kubernetes-release").asNormalizedText();
        assertThat(page, containsString("shop → real / " + namespace));
        assertThat(page, containsString("release 1 is live"));
        assertThat(jenkins.createWebClient().getPage(build).asNormalizedText(), containsString("release 1 is live"));
    }

    @Test
    void whatFailsIsUndoneAndExplained() throws Exception {
        run(Result.SUCCESS, deploy("v1", "", ""));
        WorkflowRun build = run(
                Result.FAILURE,
                "try { " + deploy("v2", "crash-loop=3", "") + " } catch (e) { echo \"caught ${e.message}\"\n"
                        + "def r = k8sReport()\necho \"reported ${r[0].state}\"\nthrow e }");
        jenkins.assertLogContains("Release 2 of shop failed and was undone", build);
        jenkins.assertLogContains("Cause: Deployment web", build);
        jenkins.assertLogContains("caught release 2 of shop failed and was undone: Deployment web", build);
        jenkins.assertLogContains("reported release 2 failed and was undone", build);
        jenkins.assertLogNotContains("\tat ", build);
        assertThat(cluster.image(namespace), endsWith(":v1"));
        assertThat(outcome(2), is(Outcome.UNDONE));
    }

    @Test
    void readsFilesOfTheWorkspaceAndNothingElse() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                "node { dir('sub') { writeFile file: 'k8s/web.yaml', text: '''"
                        + web("v1", "").replace("web:v1", "web:${TAG}") + "'''\n"
                        + "withK8s(" + TARGET + ", namespace: '" + namespace + "') {\n"
                        + "k8sDeploy app: 'shop', manifests: 'k8s', values: [TAG: 'v7'] } } }");
        assertThat(cluster.image(namespace), endsWith(":v7"));
        jenkins.assertLogContains("Done: ", build);
        WorkflowRun outside =
                run(Result.FAILURE, "node { k8sDeploy(app: 'shop', " + TARGET + ", manifests: '../../secrets') }");
        jenkins.assertLogContains("the path leads out of the folder in which manifests may lie", outside);
        WorkflowRun none = run(Result.FAILURE, "k8sDeploy(app: 'shop', " + TARGET + ", manifests: 'k8s')");
        jenkins.assertLogContains("there is no workspace here to read files from", none);
        jenkins.assertLogNotContains("\tat ", none);
    }

    @Test
    void secretsAreShownNowhere() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "db", null, Secret.fromString("correct-horse-battery")));
        String manifests =
                "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  PASSWORD: ${DB_PASSWORD}\n"
                        + "---\n"
                        + web("v1", "crash-loop=3")
                                .replace("data: {VERSION: v1}", "data:\n  LEAK: correct-horse-battery");
        WorkflowRun build = run(
                Result.FAILURE,
                "withCredentials([string(credentialsId: 'db', variable: 'DB_PASSWORD')]) {\n"
                        + "k8sDeploy(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''"
                        + manifests.replace("correct-horse-battery", "${DB_PASSWORD}")
                        + "''', values: [DB_PASSWORD: DB_PASSWORD]) }");
        jenkins.assertLogContains("failed and was undone", build);
        try (Stream<Path> files = Files.walk(build.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(file.toString(), text, not(containsString("correct-horse")));
                assertThat(file.toString(), text, not(containsString("Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5")));
            }
        }
    }

    @Test
    void answersOfTheServerDoNotShowACredential() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "db", null, Secret.fromString("correct horse battery!")));
        // There is no such policy, and the server says which one it was.
        String manifests = web("v1", "")
                .replace(
                        "ports: [{containerPort",
                        "imagePullPolicy: \"${DB_PASSWORD}\"\n        ports: [{containerPort");
        WorkflowRun build = run(
                Result.FAILURE,
                "try { withCredentials([string(credentialsId: 'db', variable: 'DB_PASSWORD')]) {\n"
                        + "k8sDeploy(app: 'shop', " + TARGET + ", namespace: '" + namespace + "', manifests: '''"
                        + manifests + "''', values: [DB_PASSWORD: env.DB_PASSWORD]) } }\n"
                        + "catch (e) { echo \"caught ${e.message}\"\nthrow e }");
        jenkins.assertLogContains("caught release 1 of shop was not begun: ", build);
        jenkins.assertLogContains("Unsupported value", build);
        jenkins.assertLogNotContains("correct horse", build);
    }

    @Test
    void anAbortIsAnUndoAndTheBuildWaitsForIt() throws Exception {
        run(Result.SUCCESS, deploy("v1", "", ""));
        WorkflowRun build =
                job(deploy("v2", "never-ready", "")).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("deployment/web: ", build);
        LocalCluster.await("v2 is applied", () -> cluster.image(namespace).endsWith(":v2"));
        LocalCluster.await(
                "the step says what it waits for", () -> status(build).startsWith("waiting for deployment/web"));
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("undoing release 2: aborted: it was aborted", build);
        assertThat(cluster.image(namespace), endsWith(":v1"));
        assertThat(outcome(2), is(Outcome.UNDONE));
    }

    /** What the page of the running step says. */
    private static String status(WorkflowRun build) {
        try {
            return build.getExecution().getCurrentExecutions(true).get().get(0).getStatus();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatOutlivesItsBuildIsFinishedAllTheSame() throws Exception {
        run(Result.SUCCESS, deploy("v1", "", ""));
        WorkflowRun build =
                job(deploy("v2", "never-ready", "")).scheduleBuild2(0).waitForStart();
        LocalCluster.await("v2 is applied", () -> cluster.image(namespace).endsWith(":v2"));
        build.doKill();
        jenkins.waitForCompletion(build);
        LocalCluster.await(
                "the undo is done",
                () -> cluster.head(namespace, "shop")
                        .flatMap(h -> h.revision(2))
                        .isPresent());
        assertThat(outcome(2), is(Outcome.UNDONE));
        assertThat(cluster.image(namespace), endsWith(":v1"));
        LocalCluster.await(
                "the build says so",
                () -> !ReleaseReports.of(build).releases().get(0).isRunning());
        assertThat(
                ReleaseReports.of(build).getReleases().get(0).getState(),
                is("release 2 failed and was undone, after its build had been ended"));
    }

    @Test
    void aTimeoutAndAFailingBranchAreAborts() throws Exception {
        run(Result.SUCCESS, deploy("v1", "", ""));
        WorkflowRun late =
                run(Result.ABORTED, "timeout(time: 5, unit: 'SECONDS') { " + deploy("v2", "never-ready", "") + " }");
        jenkins.assertLogContains("undoing release 2: aborted: Timeout has been exceeded", late);
        assertThat(outcome(2), is(Outcome.UNDONE));
        WorkflowRun branch = run(
                Result.FAILURE,
                "parallel failFast: true, a: { " + deploy("v3", "never-ready", "")
                        + " }, b: { waitUntil { k8sStatus(app: 'shop', "
                        + TARGET + ", namespace: '" + namespace
                        + "').underWay?.phase == 'APPLYING' }; error 'branch b' }");
        jenkins.assertLogContains("branch b", branch);
        assertThat(outcome(3), is(Outcome.UNDONE));
        assertThat(cluster.image(namespace), endsWith(":v1"));
    }

    @Test
    void aDryRunShowsAndChangesNothing() throws Exception {
        WorkflowRun build = run(Result.SUCCESS, deploy("v1", "", ", dryRun: true"));
        jenkins.assertLogContains("+ deployment/web  create", build);
        assertThat(cluster.image(namespace), is(""));
    }

    @Test
    void twentyAtOnce() throws Exception {
        List<String> spaces = Stream.generate(cluster::newNamespace).limit(20).toList();
        StringBuilder script = new StringBuilder("def all = [:]\n");
        for (String space : spaces) {
            script.append("all['")
                    .append(space)
                    .append("'] = { ")
                    .append(deploy("v1", "", "").replace("'" + namespace + "'", "'" + space + "'"))
                    .append(" }\n");
        }
        WorkflowRun build = run(Result.SUCCESS, script + "parallel all");
        assertThat(ReleaseReports.of(build).releases(), hasSize(20));
        for (String space : spaces) {
            assertThat(cluster.image(space), endsWith(":v1"));
        }
    }
}
