package io.jenkins.plugins.k8srelease.engine.health;

import static io.jenkins.plugins.k8srelease.engine.health.World.T;
import static io.jenkins.plugins.k8srelease.engine.health.World.crashLoop;
import static io.jenkins.plugins.k8srelease.engine.health.World.notReady;
import static io.jenkins.plugins.k8srelease.engine.health.World.runningNotReady;
import static io.jenkins.plugins.k8srelease.engine.health.World.scheduled;
import static io.jenkins.plugins.k8srelease.engine.health.World.terminated;
import static io.jenkins.plugins.k8srelease.engine.health.World.unscheduled;
import static io.jenkins.plugins.k8srelease.engine.health.World.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a new pod's state means for the Deployment that rolls it out; the texts are those of Kubernetes 1.33 and containerd. */
class ContainerVerdictTest {

    private static World rollout(String podStatus) {
        return World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3")
                .pod("new", "a", podStatus);
    }

    static Stream<Arguments> terminal() {
        return Stream.of(
                arguments(
                        "image not found, the text in the back-off",
                        waiting(
                                "ImagePullBackOff",
                                "Back-off pulling image \"shop/backend:v2\": ErrImagePull: rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/shop/backend:v2\": failed to resolve reference \"docker.io/shop/backend:v2\": docker.io/shop/backend:v2: not found"),
                        Reason.IMAGE_NOT_FOUND,
                        "image \"shop/backend:v2\" does not exist in its registry"),
                arguments(
                        "manifest unknown",
                        waiting(
                                "ErrImagePull",
                                "rpc error: code = Unknown desc = Error response from daemon: manifest for shop/backend:v2 not found: manifest unknown: manifest unknown"),
                        Reason.IMAGE_NOT_FOUND,
                        "does not exist"),
                arguments(
                        "no such platform",
                        waiting(
                                "ErrImagePull",
                                "rpc error: code = NotFound desc = failed to pull and unpack image \"shop/backend:v2\": no match for platform in manifest: not found"),
                        Reason.IMAGE_NOT_FOUND,
                        "no match for platform"),
                arguments(
                        "repository does not exist",
                        waiting(
                                "ErrImagePull",
                                "failed to pull and unpack image \"docker.io/shop/backend:v2\": failed to resolve reference \"docker.io/shop/backend:v2\": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"),
                        Reason.IMAGE_NOT_FOUND,
                        "pull access denied"),
                arguments(
                        "invalid image name",
                        waiting(
                                "InvalidImageName",
                                "Failed to apply default image tag \"Shop/Backend::v2\": couldn't parse image name \"Shop/Backend::v2\": invalid reference format: repository name must be lowercase"),
                        Reason.IMAGE_NAME_INVALID,
                        "not a valid image name"),
                arguments(
                        "never pulled",
                        waiting(
                                "ErrImageNeverPull",
                                "Container image \"shop/backend:v2\" is not present with pull policy of Never"),
                        Reason.IMAGE_NEVER_PULLED,
                        "imagePullPolicy is Never"),
                arguments(
                        "bad signature",
                        waiting(
                                "SignatureValidationFailed",
                                "image pull failed for shop/backend:v2 because the signature validation failed: no signature"),
                        Reason.IMAGE_SIGNATURE_INVALID,
                        "signature"),
                arguments(
                        "missing ConfigMap",
                        waiting("CreateContainerConfigError", "configmap \"app-config\" not found"),
                        Reason.CONFIG_MAP_MISSING,
                        "ConfigMap \"app-config\" does not exist in namespace shop"),
                arguments(
                        "missing Secret",
                        waiting("CreateContainerConfigError", "secret \"database-credentials\" not found"),
                        Reason.SECRET_MISSING,
                        "Secret \"database-credentials\" does not exist"),
                arguments(
                        "missing key",
                        waiting(
                                "CreateContainerConfigError",
                                "couldn't find key LOG_LEVEL in ConfigMap shop/app-config"),
                        Reason.CONFIG_KEY_MISSING,
                        "ConfigMap \"app-config\" has no key \"LOG_LEVEL\""),
                arguments(
                        "missing key of a Secret",
                        waiting(
                                "CreateContainerConfigError",
                                "couldn't find key password in Secret shop/database-credentials"),
                        Reason.CONFIG_KEY_MISSING,
                        "Secret \"database-credentials\" has no key \"password\""),
                arguments(
                        "runs as root",
                        waiting(
                                "CreateContainerConfigError",
                                "container has runAsNonRoot and image will run as root (pod: \"backend-new-a_shop(uid)\", container: app)"),
                        Reason.SECURITY_CONTEXT_REFUSED,
                        "run as root"),
                arguments(
                        "missing command, while it is started",
                        waiting(
                                "RunContainerError",
                                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: \"/app/serve\": stat /app/serve: no such file or directory: unknown"),
                        Reason.COMMAND_NOT_FOUND,
                        "exec: \"/app/serve\": stat /app/serve: no such file or directory"),
                arguments(
                        "missing command, in the back-off after the first attempt",
                        crashLoop(
                                1,
                                128,
                                "StartError",
                                "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: \"node\": executable file not found in $PATH: unknown"),
                        Reason.COMMAND_NOT_FOUND,
                        "executable file not found"),
                arguments(
                        "no command at all",
                        waiting(
                                "CreateContainerError",
                                "failed to generate container \"0123\" spec: failed to generate spec: no command specified"),
                        Reason.COMMAND_NOT_FOUND,
                        "no command specified"),
                arguments(
                        "crash loop",
                        crashLoop(4, 1, "Error", ""),
                        Reason.CRASH_LOOP,
                        "backend-new-a: container app ended with exit code 1 (4 restarts)"),
                arguments("crash loop at the budget", crashLoop(2, 1, "Error", ""), Reason.CRASH_LOOP, "(2 restarts)"),
                arguments(
                        "ends with success again and again",
                        crashLoop(5, 0, "Completed", ""),
                        Reason.CRASH_LOOP,
                        "exit code 0, although it should keep running"),
                arguments(
                        "out of memory",
                        crashLoop(3, 137, "OOMKilled", ""),
                        Reason.OUT_OF_MEMORY,
                        "more memory than its limit (OOMKilled) (3 restarts)"),
                arguments(
                        "crash with a termination message",
                        crashLoop(3, 2, "Error", "DB_HOST must be set\n"),
                        Reason.CRASH_LOOP,
                        "exit code 2: DB_HOST must be set"),
                arguments(
                        "terminated at this moment",
                        notReady("{name: app, ready: false, restartCount: 3, state: {terminated: "
                                + terminated(1, "Error", "") + "}}"),
                        Reason.CRASH_LOOP,
                        "exit code 1"),
                arguments(
                        "caught while it runs between two crashes",
                        notReady(
                                "{name: app, ready: false, started: true, restartCount: 7, state: {running: {startedAt: \"2026-11-23T12:00:59Z\"}}, lastState: {terminated: "
                                        + terminated(1, "Error", "") + "}}"),
                        Reason.CRASH_LOOP,
                        "(7 restarts)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void terminal(String name, String podStatus, Reason reason, String message) {
        Verdict verdict = rollout(podStatus).judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(State.FAILED);
        assertThat(verdict.reason()).isEqualTo(reason.token());
        assertThat(verdict.message()).contains(message);
        assertThat(verdict.evidence()).extracting("name").contains("backend-new-a");
    }

    static Stream<Arguments> transientTrouble() {
        return Stream.of(
                arguments(
                        "registry unreachable",
                        waiting(
                                "ErrImagePull",
                                "failed to pull and unpack image \"registry.example.com/shop/backend:v2\": failed to resolve reference \"registry.example.com/shop/backend:v2\": failed to do request: Head \"https://registry.example.com/v2/shop/backend/manifests/v2\": dial tcp 10.0.0.9:443: i/o timeout"),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "registry's name unknown",
                        waiting(
                                "ImagePullBackOff",
                                "Back-off pulling image \"shop/backend:v2\": ErrImagePull: failed to do request: Head \"https://r.example/v2/\": dial tcp: lookup r.example on 10.96.0.10:53: no such host"),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "rate limit",
                        waiting(
                                "ErrImagePull",
                                "failed to copy: httpReadSeeker: failed open: unexpected status code 429 Too Many Requests - toomanyrequests: You have reached your pull rate limit"),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "server error",
                        waiting("ErrImagePull", "unexpected status from HEAD request: 503 Service Unavailable"),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "registry unavailable",
                        waiting(
                                "RegistryUnavailable",
                                "image pull failed for shop/backend:v2 because the registry is unavailable"),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "bare back-off of an old kubelet",
                        waiting("ImagePullBackOff", "Back-off pulling image \"shop/backend:v2\""),
                        Reason.REGISTRY_UNAVAILABLE),
                arguments(
                        "pull credentials",
                        waiting(
                                "ErrImagePull",
                                "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized"),
                        Reason.IMAGE_ACCESS_DENIED),
                arguments(
                        "kubelet's cache not synced",
                        waiting(
                                "CreateContainerConfigError",
                                "failed to sync configmap cache: timed out waiting for the condition"),
                        Reason.STARTING),
                arguments(
                        "kubelet has just started",
                        waiting(
                                "CreateContainerConfigError",
                                "services have not yet been read at least once, cannot construct envvars"),
                        Reason.STARTING),
                arguments(
                        "runtime is slow",
                        waiting("CreateContainerError", "context deadline exceeded"),
                        Reason.CONTAINER_START_FAILED),
                arguments("being created", waiting("ContainerCreating", ""), Reason.STARTING),
                arguments("slow start within its probes", runningNotReady(), Reason.NOT_READY),
                arguments(
                        "first crash",
                        notReady("{name: app, ready: false, restartCount: 0, state: {terminated: "
                                + terminated(1, "Error", "") + "}}"),
                        Reason.CONTAINER_RESTARTED),
                arguments("one restart", crashLoop(1, 1, "Error", ""), Reason.CONTAINER_RESTARTED),
                arguments(
                        "restarted once, runs",
                        notReady(
                                "{name: app, ready: false, started: true, restartCount: 1, state: {running: {startedAt: \"2026-11-23T12:00:50Z\"}}, lastState: {terminated: "
                                        + terminated(1, "Error", "") + "}}"),
                        Reason.CONTAINER_RESTARTED),
                arguments(
                        "a crash after hours is no loop",
                        notReady(
                                "{name: app, ready: false, restartCount: 3, state: {terminated: {exitCode: 1, reason: Error, startedAt: \"2026-11-23T06:00:00Z\", finishedAt: \"2026-11-23T12:00:58Z\"}}}"),
                        Reason.CONTAINER_RESTARTED),
                arguments(
                        "unschedulable",
                        unscheduled(
                                "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient cpu. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod."),
                        Reason.UNSCHEDULABLE),
                arguments(
                        "scheduling gate",
                        "phase: Pending, conditions: [{type: PodScheduled, status: \"False\", reason: SchedulingGated, message: Scheduling is blocked due to non-empty scheduling gates}]",
                        Reason.SCHEDULING_GATED),
                arguments("waits for the scheduler", "phase: Pending", Reason.SCHEDULING));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void transientTrouble(String name, String podStatus, Reason reason) {
        String unbound = podStatus.contains("Scheduling")
                        || podStatus.equals("phase: Pending")
                        || podStatus.contains("Unschedulable")
                ? "nodeName: \"\""
                : "nodeName: node-1";
        World rolled = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1, readyReplicas: 3, availableReplicas: 3")
                .add("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: backend-new-a, namespace: shop, uid: uid-p, creationTimestamp: "2026-11-23T12:00:02Z",
                          ownerReferences: [{kind: ReplicaSet, name: backend-new, uid: uid-backend-new, controller: true}]}
                        spec: {restartPolicy: Always, %s, containers: [{name: app, image: "shop/backend:v2"}]}
                        status: {%s}
                        """.formatted(unbound, podStatus));
        Verdict verdict = rolled.judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.reason()).isEqualTo(reason.token());
    }

    @Test
    void theEventTellsWhatAnOldKubeletsBackOffDoesNot() {
        Verdict verdict = rollout(waiting("ImagePullBackOff", "Back-off pulling image \"shop/backend:v2\""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Failed",
                        "Failed to pull image \"shop/backend:v2\": rpc error: code = NotFound desc = failed to resolve reference: shop/backend:v2: not found")
                .judge();
        assertThat(verdict.is(Reason.IMAGE_NOT_FOUND)).isTrue();
        assertThat(verdict.isFailed()).isTrue();
    }

    @Test
    void aRegistryThatStaysAwayFailsWhenItsToleranceIsOver() {
        World world = rollout(waiting("ErrImagePull", "dial tcp 10.0.0.9:443: connect: connection refused"));
        Verdict verdict = world.judge();
        assertThat(verdict.reconsiderAt()).isPresent();
        assertThat(new Health(Tolerances.standard())
                        .judge(
                                world.find("Deployment", "backend"),
                                new SnapshotView(
                                        world.objects(), verdict.reconsiderAt().orElseThrow()))
                        .is(Reason.REGISTRY_UNAVAILABLE))
                .isTrue();
        assertThat(world.after(Duration.ofMinutes(11)).judge().isFailed()).isTrue();
    }

    @Test
    void aConfigMapThatHasAppearedIsWaitedFor() {
        World world = rollout(waiting("CreateContainerConfigError", "configmap \"app-config\" not found"))
                .add("{apiVersion: v1, kind: ConfigMap, metadata: {name: app-config, namespace: shop}, data: {A: b}}");
        assertThat(world.judge().state()).isEqualTo(State.PROGRESSING);
        assertThat(world.asDump().judge().state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aKeyThatTheConfigMapReallyLacksIsTerminal() {
        World world = rollout(waiting("CreateContainerConfigError", "couldn't find key B in ConfigMap shop/app-config"))
                .add("{apiVersion: v1, kind: ConfigMap, metadata: {name: app-config, namespace: shop}, data: {A: b}}");
        assertThat(world.judge().is(Reason.CONFIG_KEY_MISSING)).isTrue();
        assertThat(world.judge().isFailed()).isTrue();
    }

    @Test
    void theKubeletGetsAMomentToSeeANewConfigMapExceptInADump() {
        World world = rollout(waiting("CreateContainerConfigError", "configmap \"app-config\" not found"));
        assertThat(world.after(Duration.ofSeconds(4)).judge().state()).isEqualTo(State.PROGRESSING);
        assertThat(world.asDump().judge().isFailed()).isTrue();
    }

    @Test
    void livenessKillsAreToldFromCrashes() {
        Verdict verdict = rollout(crashLoop(3, 137, "Error", ""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Unhealthy",
                        "Liveness probe failed: Get \"http://10.0.0.5:3000/api/health\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)")
                .event(
                        "Pod",
                        "backend-new-a",
                        "Normal",
                        "Killing",
                        "Container app failed liveness probe, will be restarted")
                .judge();
        assertThat(verdict.is(Reason.LIVENESS_PROBE_FAILED)).isTrue();
        assertThat(verdict.message()).contains("context deadline exceeded");
    }

    @Test
    void startupKillsAreToldFromCrashes() {
        Verdict verdict = rollout(crashLoop(2, 143, "Error", ""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Unhealthy",
                        "Startup probe failed: HTTP probe failed with statuscode: 404")
                .event(
                        "Pod",
                        "backend-new-a",
                        "Normal",
                        "Killing",
                        "Container app failed startup probe, will be restarted")
                .judge();
        assertThat(verdict.is(Reason.STARTUP_PROBE_FAILED)).isTrue();
        assertThat(verdict.message()).contains("HTTP 404");
    }

    @Test
    void anInitContainerThatCrashesIsNamed() {
        String status = "phase: Pending, conditions: [" + scheduled() + ", {type: Ready, status: \"False\"}],"
                + " initContainerStatuses: [{name: migrate, ready: false, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: "
                + terminated(1, "Error", "") + "}}],"
                + " containerStatuses: [{name: app, ready: false, restartCount: 0, state: {waiting: {reason: PodInitializing}}}]";
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .podOf(
                        "ReplicaSet",
                        "backend-new",
                        "backend-new-a",
                        "initContainers: [{name: migrate}], containers: [{name: app}]",
                        status,
                        "")
                .judge();
        assertThat(verdict.isFailed()).isTrue();
        assertThat(verdict.message()).startsWith("backend-new-a: init container migrate ended with exit code 1");
    }

    @Test
    void anInitContainerThatWorksIsWaitedFor() {
        String status = "phase: Pending, conditions: [" + scheduled() + ", {type: Ready, status: \"False\"}],"
                + " initContainerStatuses: [{name: first, restartCount: 0, state: {terminated: {exitCode: 0}}}, {name: second, restartCount: 0, state: {running: {}}}],"
                + " containerStatuses: [{name: app, ready: false, restartCount: 0, state: {waiting: {reason: PodInitializing}}}]";
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .podOf(
                        "ReplicaSet",
                        "backend-new",
                        "backend-new-a",
                        "initContainers: [{name: first}, {name: second}], containers: [{name: app}]",
                        status,
                        "")
                .judge();
        assertThat(verdict.is(Reason.INITIALISING)).isTrue();
        assertThat(verdict.message()).contains("init container second is still running");
    }

    @Test
    void aNativeSidecarRunsOnBesideTheApplication() {
        String status = "phase: Running, conditions: [" + scheduled() + ", {type: Ready, status: \"False\"}],"
                + " initContainerStatuses: [{name: proxy, ready: true, started: true, restartCount: 0, state: {running: {}}}],"
                + " containerStatuses: [{name: app, ready: false, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: "
                + terminated(1, "Error", "") + "}}]";
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .podOf(
                        "ReplicaSet",
                        "backend-new",
                        "backend-new-a",
                        "initContainers: [{name: proxy, restartPolicy: Always}], containers: [{name: app}]",
                        status,
                        "")
                .judge();
        assertThat(verdict.is(Reason.CRASH_LOOP)).isTrue();
        assertThat(verdict.message()).contains("container app");
    }

    @Test
    void theSameContainerNameInAnotherStateDoesNotConfuseEvents() {
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .pod("new", "a", runningNotReady())
                .add("""
                        apiVersion: events.k8s.io/v1
                        kind: Event
                        metadata: {name: e, namespace: shop}
                        regarding: {kind: Pod, name: backend-new-a, namespace: shop, uid: uid-backend-new-a, fieldPath: "spec.containers{other}"}
                        type: Warning
                        reason: Unhealthy
                        note: "Readiness probe failed: HTTP probe failed with statuscode: 500"
                        eventTime: "2026-11-23T12:00:30.123456Z"
                        """)
                .judge();
        assertThat(verdict.is(Reason.NOT_READY)).isTrue();
    }

    @Test
    void aPodThatWasReadyDoesNotPassItsProbeAnyMoreEvenBeforeTheEventSaysSo() {
        String status = """
                phase: Running, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-23T12:0%s:00Z"}],
                containerStatuses: [{name: app, ready: false, started: true, restartCount: 0,
                  state: {running: {startedAt: "2026-11-23T12:01:00Z"}}}]""";
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .pod("new", "a", status.formatted(2))
                .judge();
        assertThat(verdict.is(Reason.READINESS_PROBE_FAILED)).isTrue();
        assertThat(verdict.message()).contains("container app does not pass its readiness probe any more");

        assertThat(World.empty()
                        .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                        .pod("new", "a", status.formatted(0))
                        .judge()
                        .is(Reason.NOT_READY))
                .as("never ready so far")
                .isTrue();
    }

    static Stream<Arguments> volumes() {
        return Stream.of(
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : configmap \"nginx-conf\" not found",
                        State.FAILED,
                        Reason.CONFIG_MAP_MISSING),
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"tls\" : secret \"shop-tls\" not found",
                        State.FAILED,
                        Reason.SECRET_MISSING),
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : configmap references non-existent config key: nginx.conf",
                        State.FAILED,
                        Reason.CONFIG_KEY_MISSING),
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"tls\" : references non-existent secret key: tls.crt",
                        State.FAILED,
                        Reason.CONFIG_KEY_MISSING),
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"kube-api-access-x\" : configmap \"kube-root-ca.crt\" not found",
                        State.PROGRESSING,
                        Reason.STARTING),
                arguments(
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : failed to sync configmap cache: timed out waiting for the condition",
                        State.PROGRESSING,
                        Reason.STARTING),
                arguments(
                        "FailedMount",
                        "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
                        State.PROGRESSING,
                        Reason.VOLUME_MOUNT_FAILED),
                arguments(
                        "FailedAttachVolume",
                        "Multi-Attach error for volume \"pvc-1\" Volume is already used by pod(s) backend-old-z",
                        State.PROGRESSING,
                        Reason.VOLUME_ATTACH_FAILED),
                arguments(
                        "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox",
                        State.PROGRESSING,
                        Reason.SANDBOX_FAILED));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void volumes(String event, String message, State state, Reason reason) {
        Verdict verdict = rollout(waiting("ContainerCreating", ""))
                .event("Pod", "backend-new-a", "Warning", event, message)
                .judge();
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason.token());
    }

    @Test
    void aMountThatFailedBeforeTheImageIsPulledIsOver() {
        Verdict verdict = rollout(waiting("ContainerCreating", ""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : configmap \"nginx-conf\" not found",
                        T.plusSeconds(3),
                        T.plusSeconds(5),
                        2)
                .event(
                        "Pod",
                        "backend-new-a",
                        "Normal",
                        "Pulling",
                        "Pulling image \"shop/backend:v2\"",
                        T.plusSeconds(9),
                        T.plusSeconds(9),
                        1)
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void aPodOnALostNodeIsNotBlamed() {
        Verdict verdict = rollout(crashLoop(9, 1, "Error", ""))
                .add(
                        "{apiVersion: v1, kind: Node, metadata: {name: node-1}, status: {conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown}]}}")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.is(Reason.NODE_LOST)).isTrue();
    }

    @Test
    void aReadinessGateThatIsStillClosedIsNamed() {
        String status = "phase: Running, conditions: [" + scheduled()
                + ", {type: ContainersReady, status: \"True\"}, {type: Ready, status: \"False\", reason: ReadinessGatesNotReady, message: 'corresponding condition of pod readiness gate \"example.com/lb\" does not exist.'}],"
                + " containerStatuses: [{name: app, ready: true, started: true, restartCount: 0, state: {running: {}}}]";
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .podOf(
                        "ReplicaSet",
                        "backend-new",
                        "backend-new-a",
                        "readinessGates: [{conditionType: example.com/lb}], containers: [{name: app}]",
                        status,
                        "")
                .judge();
        assertThat(verdict.is(Reason.READINESS_GATE_CLOSED)).isTrue();
        assertThat(verdict.message()).contains("example.com/lb");
    }

    @Test
    void evictedPodsAreReplacedAndDoNotCount() {
        Verdict verdict = rollout("phase: Failed, reason: Evicted, message: \"The node was low on resource: memory.\"")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void theKubeletAddsTheTagThatIsMissing() {
        Verdict verdict = World.empty()
                .deployment("replicas: 3", "replicas: 4, updatedReplicas: 1")
                .podOf(
                        "ReplicaSet",
                        "backend-new",
                        "backend-new-a",
                        "containers: [{name: app, image: shop/backend}]",
                        waiting("ImagePullBackOff", "Back-off pulling image \"shop/backend\""),
                        "")
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Failed",
                        "Failed to pull image \"shop/backend:latest\": rpc error: code = NotFound desc = not found")
                .judge();
        assertThat(verdict.is(Reason.IMAGE_NOT_FOUND)).isTrue();
    }

    @Test
    void anUnknownConfigErrorIsTerminalInADump() {
        World world = rollout(
                waiting("CreateContainerConfigError", "cannot find volume \"data\" to mount into container \"app\""));
        assertThat(world.judge().state()).isEqualTo(State.PROGRESSING);
        assertThat(world.asDump().judge().is(Reason.CONTAINER_CONFIG_INVALID)).isTrue();
        assertThat(world.asDump().judge().isFailed()).isTrue();
    }

    @Test
    void aLivenessKillThatTheApplicationAnswersWithAnErrorIsStillOne() {
        Verdict verdict = rollout(crashLoop(3, 1, "Error", ""))
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "Unhealthy",
                        "Liveness probe failed: HTTP probe failed with statuscode: 500")
                .event(
                        "Pod",
                        "backend-new-a",
                        "Normal",
                        "Killing",
                        "Container app failed liveness probe, will be restarted")
                .judge();
        assertThat(verdict.is(Reason.LIVENESS_PROBE_FAILED)).isTrue();
    }

    @Test
    void aMountThatFailedBeforeTheSandboxIsUpIsOver() {
        String status = waiting("ContainerCreating", "")
                .replace("conditions: [", "conditions: [{type: PodReadyToStartContainers, status: \"True\"}, ");
        Verdict verdict = rollout(status)
                .event(
                        "Pod",
                        "backend-new-a",
                        "Warning",
                        "FailedMount",
                        "MountVolume.SetUp failed for volume \"config\" : configmap \"nginx-conf\" not found")
                .judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.is(Reason.STARTING)).isTrue();
    }
}
