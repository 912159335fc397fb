package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release waits for what the API server does not tell any more. */
@Tag("cluster")
class SilentWatchTest {

    private static final Predicate<String> BEGUN_ANEW = line -> line.contains("had gone silent and was begun anew");

    private final AtomicInteger refusals = new AtomicInteger();
    private final TestCluster cluster = new TestCluster();
    private final RecordNames names = new RecordNames(cluster.newNamespace(), "web");
    /** What the lists are of that are refused, as a regular expression. */
    private String refused = "deployments|replicasets|pods|events";

    private Consumer<String> heard = line -> {};
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aConnectionThatIsGoneAndLooksOpenIsFoundOut() throws Exception {
        assertThat(releasing(Fault.MUTE_WATCHES, "0 of 2 new pods ready")).anyMatch(BEGUN_ANEW);
    }

    /** Watches are coming up at that moment, and whoever waits for them holds a thread. */
    @Test
    void aWatchThatIsNeverAnsweredIsGivenUp() throws Exception {
        releasing(Fault.MUTE_WATCHES, "updated Deployment");
    }

    /** An API server that has just started has not read all its rules, and the informers give up. */
    @Test
    void aServerThatStartsMayRefuseToListForAMoment() throws Exception {
        refusals.set(3);
        assertThat(releasing(Fault.EXPIRE_WATCHES, "0 of 2 new pods ready")).anyMatch(BEGUN_ANEW);
        assertThat(refusals.get()).isZero();
    }

    /** What is known of the pods is old from then on, and no success rests on it. */
    @Test
    void aRightThatIsTakenAwayIsNamedAndWaitedFor() throws Exception {
        refused = "pods";
        refusals.set(Integer.MAX_VALUE);
        heard = line -> {
            if (line.contains(
                    "Pod in namespace " + names.namespace() + " may no longer be read with this credential")) {
                refusals.set(0);
            }
        };
        assertThat(releasing(Fault.EXPIRE_WATCHES, "0 of 2 new pods ready")).anyMatch(BEGUN_ANEW);
    }

    private List<String> releasing(Fault fault, String when) throws Exception {
        AtomicBoolean disturbed = new AtomicBoolean();
        Pattern list = Pattern.compile("GET \\S+/(" + refused + ")[ ?].*");
        try (FaultProxy proxy = new FaultProxy(
                        TestCluster.config(),
                        (n, line) -> disturbed.get()
                                        && list.matcher(line).matches()
                                        && refusals.getAndUpdate(i -> Math.max(0, i - 1)) > 0
                                ? Fault.FORBIDDEN
                                : Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            assertThat(process.deploy(Apps.web("v1")).status()).isEqualTo(Status.SUCCEEDED);
            ReleaseListener listener = event -> {
                lines.add(event.line());
                heard.accept(event.line());
                if (event.line().contains(when) && disturbed.compareAndSet(false, true)) {
                    proxy.disturbWatches(fault);
                }
            };

            ReleaseResult result =
                    process.start(SilentWatchTest::second, listener).get(2, TimeUnit.MINUTES);

            assertThat(result.status()).as("%s: %s", result.message(), lines).isEqualTo(Status.SUCCEEDED);
            return lines;
        }
    }

    private static ReleaseRun second(
            ReleaseEngine engine, Cluster cluster, RecordNames names, Holder holder, ReleaseListener listener) {
        String yaml = Apps.web("v2", "ready-after=3s", "info");
        return engine.deploy(
                cluster, new DeployRequest(names, Apps.load(yaml), Releasing.SETTINGS, holder, false), listener);
    }
}
