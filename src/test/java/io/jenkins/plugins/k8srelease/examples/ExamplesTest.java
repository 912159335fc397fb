package io.jenkins.plugins.k8srelease.examples;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.SecretSource;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * The example Jenkinsfiles to their end on a Jenkins that examples/jenkins/jenkins.yaml has set up from nothing, against two
 * clusters. What each must come to stands in examples/jenkins/test/scenarios.json, by which the same files are also run
 * without a Jenkins: that is how the two are compared.
 */
@Tag("jenkinsfiles")
@WithJenkins
class ExamplesTest {

    private static final String APPLICATION = "ticket-booking";
    private static final List<String> SECRETS = List.of("db-s3cret-word", "root-s3cret-word");
    /** Jobs that are not called as their example. */
    private static final Map<String, String> JOBS = Map.of("release-job", "release", "rollback-job", "rollback");

    @TempDir
    Path folder;

    private final Map<String, LocalCluster> clusters = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private final List<String> properties = new ArrayList<>();
    private JenkinsRule jenkins;
    private Branches branches;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        reach("PRODUCTION", new LocalCluster());
        reach("STAGING", new LocalCluster("K8S_RELEASE_TEST_STAGING_KUBECONFIG"));
        variable("K8S_EXAMPLES", Path.of("examples", "jenkins").toAbsolutePath().toString());
        variable("DB_PASSWORD", SECRETS.get(0));
        variable("MYSQL_ROOT_PASSWORD", SECRETS.get(1));
        ConfigurationAsCode.get().configure("examples/jenkins/jenkins.yaml");
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("ann"));
        branches = new Branches(rule);
    }

    @AfterEach
    void tearDown() throws Exception {
        branches.close();
        for (LocalCluster cluster : clusters.values()) {
            cluster.remove(APPLICATION);
            cluster.close();
        }
        properties.forEach(System::clearProperty);
    }

    /** Where jenkins.yaml finds its variables, besides the environment of the process, which a test cannot change. */
    @TestExtension
    public static final class Properties extends SecretSource {

        @Override
        public Optional<String> reveal(String secret) {
            return Optional.ofNullable(System.getProperty(secret));
        }
    }

    private void variable(String name, String value) {
        System.setProperty(name, value);
        properties.add(name);
    }

    private void reach(String name, LocalCluster cluster) throws IOException {
        clusters.put(name.toLowerCase(java.util.Locale.ROOT), cluster);
        variable("K8S_" + name + "_KUBECONFIG", cluster.path());
        variable("K8S_" + name + "_SERVER", cluster.server());
        Path certificate = folder.resolve(name + ".pem");
        Files.writeString(certificate, cluster.certificateAuthority());
        variable("K8S_" + name + "_CA_FILE", certificate.toString());
    }

    /** One after the other on the same clusters, as releases come: each test stands on those before it. */
    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        JsonNode scenarios = new JsonMapper()
                .readTree(
                        Path.of("examples", "jenkins", "test", "scenarios.json").toFile());
        return StreamSupport.stream(scenarios.spliterator(), false)
                .map(s -> DynamicTest.dynamicTest(
                        s.path("file").asText() + " " + s.path("what").asText(""), () -> run(s)));
    }

    private void run(JsonNode scenario) throws Exception {
        Map<String, byte[]> checkout = Checkout.of(scenario.path("crash").asBoolean());
        String file = scenario.path("file").asText();
        WorkflowJob job;
        if (scenario.has("environment")) {
            job = branches.job(file, checkout, scenario.path("environment"));
        } else {
            job = jenkins.jenkins.getItemByFullName(JOBS.getOrDefault(file, file), WorkflowJob.class);
            Checkout.write(
                    checkout, Path.of(jenkins.jenkins.getWorkspaceFor(job).getRemote()));
        }
        List<String> parameters = Parameters.of(job);
        Future<WorkflowRun> started = job.scheduleBuild2(
                        0, Parameters.given(scenario.path("parameters")), new CauseAction(new Cause.UserIdCause("ann")))
                .getStartCondition();
        WorkflowRun build = started.get();
        for (JsonNode answer : scenario.path("answers")) {
            Question.answer(jenkins, build, "ann", answer);
        }
        jenkins.waitForCompletion(build);
        verify(scenario, build);
        assertThat("the job's parameters are those of its Jenkinsfile", Parameters.of(job), is(parameters));
    }

    private void verify(JsonNode scenario, WorkflowRun build) throws Exception {
        String log = JenkinsRule.getLog(build);
        Map<String, List<String>> recorded = new TreeMap<>();
        clusters.forEach((name, cluster) -> recorded.put(name, newOnRecord(name, cluster)));
        assertThat(
                log,
                String.valueOf(build.getResult()),
                is(scenario.path("result").asText()));
        assertThat(log, StepsOf.build(build), is(texts(scenario.path("steps"))));
        texts(scenario.path("says")).forEach(text -> assertThat(log, containsString(text)));
        assertThat(StepsOf.lines(build), everyItem(containsString(APPLICATION)));
        if (StepsOf.build(build).contains("k8sSmokeTest")) {
            TestResultAction tests = build.getAction(TestResultAction.class);
            assertThat("smoke tests stand in the tab of tests", tests.getTotalCount(), greaterThan(0));
            assertThat(tests.getFailCount(), is(0));
        }
        SECRETS.forEach(secret -> assertThat(log, not(containsString(secret))));
        scenario.path("recorded")
                .properties()
                .forEach(e -> assertThat(log, recorded.get(e.getKey()), is(texts(e.getValue()))));
    }

    private List<String> newOnRecord(String name, LocalCluster cluster) {
        int last = seen.getOrDefault(name, 0);
        List<String> fresh = new ArrayList<>();
        List<Revision> revisions =
                cluster.head(APPLICATION, APPLICATION).map(h -> h.revisions()).orElse(List.of());
        for (Revision revision : revisions) {
            if (revision.revision() > last) {
                fresh.add(revision.revision() + " " + revision.operation() + " " + revision.outcome());
                seen.merge(name, revision.revision(), Math::max);
            }
        }
        return fresh;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
