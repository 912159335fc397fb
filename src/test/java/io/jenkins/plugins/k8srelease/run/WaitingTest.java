package io.jenkins.plugins.k8srelease.run;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.report.ReportedRelease;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import io.jenkins.plugins.k8srelease.testing.ThreadCensus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What steps cost, while they begin and while they wait. {@code -Dwaiting.steps=1000 -Dwaiting.namespaces=100
 * -Dwaiting.seconds=60} for the large measurement, which needs eleven nodes of 110 pods; the bounds on threads are the same.
 */
@Tag("cluster")
@Tag("turn-3")
@WithJenkins
class WaitingTest {

    private static final Logger LOGGER = Logger.getLogger(WaitingTest.class.getName());
    private static final int STEPS = Integer.getInteger("waiting.steps", 60);
    private static final int NAMESPACES = Integer.getInteger("waiting.namespaces", 6);
    /** How long the processor is watched while nothing happens. */
    private static final int SECONDS = Integer.getInteger("waiting.seconds", 0);

    private static final Duration PATIENCE = Duration.ofMinutes(40);

    /**
     * The registry 8, the engine 8, 8 and its timer; the connection 8 and 8, and as many of this test's own one; the JDK's
     * client one for each of them.
     */
    private static final int MOST_OURS = 8 + 17 + 2 * (16 + 1);

    /**
     * With those of Jenkins that come with a first build. On a machine of one or two processors the JDK makes a thread, for a
     * moment, for each answer: as many as reads and writes are under way.
     */
    private static final int MOST = MOST_OURS + 32 + 24 + 40;

    private static long usedKilobytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 10;
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static boolean isOurs(String thread) {
        return thread.startsWith("k8s-release") || thread.startsWith("HttpClient");
    }

    private static String script(LocalCluster cluster) {
        String spaces = Stream.generate(cluster::newNamespace)
                .limit(NAMESPACES)
                .map(n -> "'" + n + "'")
                .collect(Collectors.joining(", "));
        return """
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
                """.formatted(STEPS, TARGET, spaces);
    }

    private static long waiting() {
        return ReleaseRegistry.get().statuses().stream()
                .filter(s -> s.startsWith("waiting for"))
                .count();
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    @Test
    void threadsDoNotGrowWithSteps(JenkinsRule jenkins) throws Exception {
        try (LocalCluster cluster = new LocalCluster();
                ThreadCensus census = new ThreadCensus()) {
            cluster.configure();
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            // Otherwise Pipeline itself writes the whole build to disk for each branch that begins or ends.
            job.addProperty(new DurabilityHintJobProperty(FlowDurabilityHint.PERFORMANCE_OPTIMIZED));
            job.setDefinition(new CpsFlowDefinition(script(cluster), true));
            long memory = usedKilobytes();
            long began = System.nanoTime();
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            LocalCluster.await("all wait", PATIENCE, () -> waiting() == STEPS);
            LOGGER.info(STEPS + " steps in " + NAMESPACES + " namespaces wait after " + secondsSince(began)
                    + " s, with " + (usedKilobytes() - memory) / STEPS + " KiB each");
            long processor = processorNanos();
            TimeUnit.SECONDS.sleep(SECONDS);
            LOGGER.info("used of one processor while they wait: "
                    + (processorNanos() - processor) / 10_000_000 / Math.max(1, SECONDS) + " %");
            long ends = System.nanoTime();
            build.doStop();
            LocalCluster.await(
                    "all are undone",
                    PATIENCE,
                    () -> ReleaseReports.of(build).releases().stream().noneMatch(ReportedRelease::isRunning));
            LOGGER.info("all aborted and undone after " + secondsSince(ends) + " s");
            jenkins.waitForCompletion(build);
            LocalCluster.await(
                    "nothing is under way",
                    PATIENCE,
                    () -> ReleaseRegistry.get().statuses().equals(List.of()));
            LOGGER.info("the build ended after " + secondsSince(ends) + " s; the most threads at one moment: "
                    + census.most(WaitingTest::isOurs) + " ours, " + census.mostMore() + " more in all " + census);
            assertThat("ours of " + census, census.most(WaitingTest::isOurs), lessThanOrEqualTo(MOST_OURS));
            assertThat("more than before " + census, census.mostMore(), lessThanOrEqualTo(MOST));
        }
    }
}
