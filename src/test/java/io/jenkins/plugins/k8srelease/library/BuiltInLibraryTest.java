package io.jenkins.plugins.k8srelease.library;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import jenkins.scm.impl.mock.MockSCMController;
import jenkins.scm.impl.mock.MockSCMDiscoverBranches;
import jenkins.scm.impl.mock.MockSCMSource;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.SCMSourceRetriever;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class BuiltInLibraryTest {

    @Test
    void theLibraryHasEveryVariable(JenkinsRule jenkins) throws Exception {
        try (Stream<Path> files = Files.list(Path.of("vars"))) {
            List<String> names = files.map(f -> String.valueOf(f.getFileName()))
                    .filter(f -> f.endsWith(".groovy"))
                    .map(f -> f.replace(".groovy", ""))
                    .toList();
            assertEquals(new TreeSet<>(names), new TreeSet<>(BuiltInLibraryRetriever.VARIABLES));
        }
    }

    @Test
    void worksInTheSandboxWithNothingConfigured(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(
                jenkins,
                "@Library('k8s-release') _\nk8sRelease(app: 'shop', manifest: 'x', dryRun: true)",
                Result.FAILURE);
        jenkins.assertLogContains("k8sRelease has no parameter 'manifest'; did you mean 'manifests'?", run);
        jenkins.assertLogNotContains("Scripts not permitted", run);
    }

    @Test
    void messagesOfANotificationWithoutPluginsFailNothing(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(
                jenkins,
                "@Library('k8s-release') _\nk8sNotify(app: 'shop', slack: '#releases', outcome: 'succeeded')",
                Result.SUCCESS);
        jenkins.assertLogContains("k8sNotify: nothing was sent to Slack: this Jenkins has no such step", run);
    }

    @Test
    void hasNoOtherVersion(JenkinsRule jenkins) throws Exception {
        WorkflowRun run = run(jenkins, "@Library('k8s-release@other') _\necho 'never'", Result.FAILURE);
        jenkins.assertLogContains("Version override not permitted for library k8s-release", run);
    }

    @Test
    void aLibraryOfThatNameThatAnAdministratorHasConfiguredWins(JenkinsRule jenkins) throws Exception {
        LibraryConfiguration own = new LibraryConfiguration("k8s-release", new BuiltInLibraryRetriever());
        own.setDefaultVersion("ours");
        GlobalLibraries.get().setLibraries(List.of(own));
        WorkflowRun run = run(jenkins, "@Library('k8s-release') _\necho 'loaded'", Result.SUCCESS);
        jenkins.assertLogContains("Loading library k8s-release@ours", run);
    }

    @Test
    void theFolderIsAnOrdinaryLibrary(JenkinsRule jenkins) throws Exception {
        try (MockSCMController repositories = MockSCMController.create();
                Stream<Path> files = Files.list(Path.of("vars"))) {
            repositories.createRepository("releases");
            for (Path file : files.toList()) {
                repositories.addFile("releases", "master", "a variable", file.toString(), Files.readAllBytes(file));
            }
            LibraryConfiguration own = new LibraryConfiguration(
                    "ours",
                    new SCMSourceRetriever(new MockSCMSource(repositories, "releases", new MockSCMDiscoverBranches())));
            own.setDefaultVersion("master");
            GlobalLibraries.get().setLibraries(List.of(own));
            WorkflowRun run =
                    run(jenkins, "@Library('ours') _\nk8sRelease(app: 'shop', manifest: 'x')", Result.FAILURE);
            jenkins.assertLogContains("Loading library ours@master", run);
            jenkins.assertLogContains("k8sRelease has no parameter 'manifest'; did you mean 'manifests'?", run);
        }
    }

    private static WorkflowRun run(JenkinsRule jenkins, String script, Result expected) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertStatus(expected, job);
    }
}
