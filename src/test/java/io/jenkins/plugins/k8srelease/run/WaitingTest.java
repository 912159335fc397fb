package io.jenkins.plugins.k8srelease.run;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What steps cost while they wait. {@code -Dwaiting.steps=1000 -Dwaiting.namespaces=100} for the large measurement; the bound
 * on threads is the same.
 */
@Tag("cluster")
@WithJenkins
class WaitingTest {

    private static final Logger LOGGER = Logger.getLogger(WaitingTest.class.getName());
    private static final int STEPS = Integer.getInteger("waiting.steps", 60);
    private static final int NAMESPACES = Integer.getInteger("waiting.namespaces", 6);

    /** Registry 8, engine 8 and 8 and its timer, the JDK's client a few for the connection. */
    private static final int MOST_THREADS = 40;

    private static long threads(Predicate<String> name) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name)
                .count();
    }

    private static long usedMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    @Test
    void threadsDoNotGrowWithSteps(JenkinsRule jenkins) throws Exception {
        try (LocalCluster cluster = new LocalCluster()) {
            cluster.configure();
            String spaces = Stream.generate(cluster::newNamespace)
                    .limit(NAMESPACES)
                    .map(n -> "'" + n + "'")
                    .collect(Collectors.joining(", "));
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition("""
                    def all = [:]
                    def spaces = [%3$s]
                    for (int i = 0; i < %1$d; i++) {
                        String app = "app-${i}"
                        String space = spaces[i %% spaces.size()]
                        all[app] = {
                            k8sDeploy(app: app, %2$s, namespace: space, quotaCheck: false, timeout: '2h', manifests: ""\"
                                apiVersion: apps/v1
                                kind: Deployment
                                metadata: {name: ${app}}
                                spec:
                                  replicas: 1
                                  selector: {matchLabels: {app: ${app}}}
                                  template:
                                    metadata: {labels: {app: ${app}}, annotations: {localkube/behaviour: never-ready}}
                                    spec: {containers: [{name: web, image: 'localhost/web:v1'}]}
                                ""\")
                        }
                    }
                    parallel all
                    """.formatted(STEPS, TARGET, spaces), true));
            long memory = usedMegabytes();
            long all = threads(n -> true);
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            LocalCluster.await(
                    "all wait",
                    () -> ReleaseRegistry.get().statuses().stream()
                                    .filter(s -> s.startsWith("waiting for"))
                                    .count()
                            == STEPS);
            long ours = threads(n -> n.startsWith("k8s-release") || n.startsWith("HttpClient"));
            LOGGER.info(STEPS + " steps in " + NAMESPACES + " namespaces wait: " + ours + " threads of the plugin, "
                    + (threads(n -> true) - all) + " more in all, " + (usedMegabytes() - memory) + " MiB more");
            assertThat((int) ours, lessThanOrEqualTo(MOST_THREADS));
            build.doStop();
            jenkins.waitForCompletion(build);
            LocalCluster.await(
                    "nothing is under way",
                    () -> ReleaseRegistry.get().statuses().equals(List.of()));
        }
    }
}
