package io.jenkins.plugins.k8srelease.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import hudson.Functions;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.Kubeconfigs;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WithK8sStepTest extends SharedJenkins {

    private static final String TOKEN = "a-token-that-nobody-may-see";

    private ApiServer server;
    private NamedCluster cluster;

    @BeforeEach
    void setUp() throws Exception {
        server = new ApiServer().token(TOKEN, "release");
        TestCredentials.inJenkins(TestCredentials.token("release-token", TOKEN));
        cluster = TestClusters.add("production", server, "release-token");
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    void security883_3075_theCredentialIsMaskedAndTheFileIsPrivateAndGoes() throws Exception {
        assumeFalse(Functions.isWindows());
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("""
                node {
                    withK8s(cluster: 'production', credentialsId: 'release-token', namespace: 'shop') {
                        sh 'stat -c %A "$KUBECONFIG"; stat -c %A "$(dirname "$KUBECONFIG")"; cat "$KUBECONFIG"'
                        sh 'echo "in $K8S_NAMESPACE of $K8S_CLUSTER"; echo "$KUBECONFIG" > where'
                    }
                    sh 'test ! -e "$(cat where)" && test ! -e "$(dirname "$(cat where)")" && echo it is gone'
                }
                """));
        jenkins.assertLogContains("-rw-------", build);
        jenkins.assertLogContains("drwx------", build);
        jenkins.assertLogContains("\"server\" : \"" + server.url() + "\"", build);
        jenkins.assertLogContains("\"namespace\" : \"shop\"", build);
        jenkins.assertLogContains("\"token\" : \"****\"", build);
        jenkins.assertLogContains("in shop of production", build);
        jenkins.assertLogContains("it is gone", build);
        jenkins.assertLogNotContains(TOKEN, build);
    }

    @Test
    void security883_exceptionsDoNotShowTheCredential() throws Exception {
        assumeFalse(Functions.isWindows());
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("""
                node {
                    withK8s(cluster: 'production', credentialsId: 'release-token') {
                        def text = readFile(env.KUBECONFIG)
                        error "it says ${text}"
                    }
                }
                """));
        jenkins.assertLogContains("it says", build);
        jenkins.assertLogNotContains(TOKEN, build);
        assertThat(build.getExecution().getCauseOfFailure().toString(), not(containsString(TOKEN)));
    }

    @Test
    void security1345_theClustersCredentialIsNotHandedOutUnlessAllowed() throws Exception {
        assumeFalse(Functions.isWindows());
        cluster.setCredentialForBuilds(true);
        String script = """
                node {
                    withK8s(cluster: 'production') {
                        sh 'grep -q token "$KUBECONFIG" && echo it has a token || echo it has no token'
                    }
                }
                """;
        WorkflowRun without = jenkins.buildAndAssertSuccess(job(script));
        jenkins.assertLogContains("it has no token", without);
        jenkins.assertLogContains("is not handed to the programs of builds", without);
        cluster.setCredentialHandedOut(true);
        jenkins.assertLogContains("it has a token", jenkins.buildAndAssertSuccess(job(script)));
    }

    @Test
    void security2764_whatIsOnlyOnTheControllerStaysThere() throws Exception {
        assumeFalse(Functions.isWindows());
        TestCredentials.inJenkins(TestCredentials.file(
                "stolen",
                Kubeconfigs.of(
                        "server: " + server.url(), "tokenFile: " + jenkins.jenkins.getRootDir() + "/secret.key")));
        WorkflowRun build = jenkins.buildAndAssertStatus(Result.FAILURE, job("""
                node {
                    withK8s(cluster: 'production', credentialsId: 'stolen') {
                        sh 'cat "$KUBECONFIG"'
                    }
                }
                """));
        jenkins.assertLogContains("\"tokenFile\", which is not accepted", build);
        jenkins.assertLogNotContains(
                Files.readString(jenkins.jenkins.getRootDir().toPath().resolve("secret.key")), build);
    }

    @Test
    void stepsInsideInherit() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertSuccess(job("""
                withK8s(cluster: 'production', credentialsId: 'release-token', namespace: 'shop') {
                    withK8s(namespace: 'store') {
                        echo "in ${env.K8S_NAMESPACE} of ${env.K8S_CLUSTER}, ${env.KUBECONFIG}"
                    }
                    withK8s {
                        echo "back in ${env.K8S_NAMESPACE}"
                    }
                }
                """));
        jenkins.assertLogContains("in store of production, null", build);
        jenkins.assertLogContains("back in shop", build);
    }

    @Test
    void whatIsMissingIsTold() throws Exception {
        WorkflowRun build = jenkins.buildAndAssertStatus(
                Result.FAILURE, job("withK8s(cluster: 'prodaction', credentialsId: 'release-token') { echo 'never' }"));
        jenkins.assertLogContains("this job has no cluster \"prodaction\"; did you mean \"production\"?", build);
        jenkins.assertLogNotContains("never", build);
    }

    @Test
    void anAgentThatIsAwayAtTheEndIsCleanedWhenItIsBack() throws Exception {
        assumeFalse(Functions.isWindows());
        DumbSlave agent = jenkins.createOnlineSlave();
        WorkflowJob job = job("""
                withK8s(cluster: 'production', credentialsId: 'release-token') {
                    node('%s') {
                        withK8s {
                            writeFile file: 'where', text: env.KUBECONFIG
                            semaphore 'away'
                        }
                    }
                }
                """.formatted(agent.getNodeName()));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("away/1", build);
        Path file = Path.of(agent.getWorkspaceFor(job).child("where").readToString());
        assertTrue(Files.exists(file));
        jenkins.disconnectSlave(agent);
        build.doKill();
        jenkins.waitForCompletion(build);
        assertTrue(Files.exists(file), "nobody could take it away yet");
        agent.toComputer().connect(false).get();
        jenkins.waitOnline(agent);
        assertFalse(Files.exists(file.getParent()), "it is still there");
    }

    @Test
    void theSnippetGeneratorWritesIt() throws Exception {
        WithK8sStep step = new WithK8sStep();
        step.setCluster("production");
        step.setCredentialsId("release-token");
        step.setNamespace("shop");
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "withK8s(cluster: 'production', credentialsId: 'release-token', namespace: 'shop') {\n    // some block\n}");
        SnippetizerTester.assertDocGeneration(WithK8sStep.class);
        assertThat(KubernetesClusters.get().getClusters().size(), is(1));
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
