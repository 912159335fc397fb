package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"localkube/internal/behaviour"
)

var t0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// bench drives one pod through time, waking it when it asks to be.
type bench struct {
	t      *testing.T
	pod    *pod
	now    time.Time
	events []string
	node   fakeNode
}

type fakeNode struct {
	images          map[string]bool
	config, volumes string
}

func (n *fakeNode) pulled(image string) bool {
	was := n.images[image]
	n.images[image] = true
	return was
}
func (n *fakeNode) missingConfig(string, *v1.Container) string { return n.config }
func (n *fakeNode) missingVolume(*v1.Pod) string               { return n.volumes }

func newBench(t *testing.T, wish string, change ...func(*v1.Pod)) *bench {
	object := &v1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "web-1", Namespace: "team1", UID: "u-1", Annotations: map[string]string{behaviour.Key: wish}},
		Spec:       v1.PodSpec{RestartPolicy: v1.RestartPolicyAlways, Containers: []v1.Container{{Name: "web", Image: "nginx:1.27"}}},
	}
	for _, c := range change {
		c(object)
	}
	b := &bench{t: t, now: t0, node: fakeNode{images: map[string]bool{}}}
	b.pod = newPod(object, t0)
	b.pod.ip = "10.128.0.1"
	b.step()
	return b
}

func (b *bench) step() {
	for _, e := range b.pod.advance(b.now, &b.node) {
		b.events = append(b.events, fmt.Sprintf("%s %s: %s", e.kind, e.reason, e.message))
	}
	status := b.pod.status(b.now, "172.31.0.1")
	b.pod.object.Status = status
}

// to moves on to the time after the start, through every wake-up in between.
func (b *bench) to(after time.Duration) *bench {
	b.t.Helper()
	for steps := 0; ; steps++ {
		at := b.pod.wake(b.now)
		if at.IsZero() || at.After(t0.Add(after)) {
			break
		}
		if at.After(b.now) {
			b.now = at
		}
		b.step()
		if steps > 10000 {
			b.t.Fatal("the pod never rests")
		}
	}
	b.now = t0.Add(after)
	b.step()
	return b
}

func (b *bench) container() v1.ContainerStatus { return b.pod.object.Status.ContainerStatuses[0] }

func (b *bench) condition(kind v1.PodConditionType) v1.PodCondition {
	for _, c := range b.pod.object.Status.Conditions {
		if c.Type == kind {
			return c
		}
	}
	b.t.Fatalf("no condition %s", kind)
	return v1.PodCondition{}
}

// wantState compares phase, readiness, restarts and the state in words.
func (b *bench) wantState(want string) {
	b.t.Helper()
	c := b.container()
	state := "running"
	if w := c.State.Waiting; w != nil {
		state = "waiting " + w.Reason
	} else if x := c.State.Terminated; x != nil {
		state = fmt.Sprintf("terminated %s %d", x.Reason, x.ExitCode)
	}
	got := fmt.Sprintf("%s, %s, ready %s, restarts %d", b.pod.object.Status.Phase, state, b.condition(v1.PodReady).Status, c.RestartCount)
	if got != want {
		b.t.Errorf("after %s: %s; want %s", b.now.Sub(t0), got, want)
	}
}

func (b *bench) wantEvents(want ...string) {
	b.t.Helper()
	if got := strings.Join(b.events, "\n"); got != strings.Join(want, "\n") {
		b.t.Errorf("events\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func (b *bench) wantEvent(want string) {
	b.t.Helper()
	for _, e := range b.events {
		if e == want {
			return
		}
	}
	b.t.Errorf("no event %q in\n%s", want, strings.Join(b.events, "\n"))
}

func TestHealthy(t *testing.T) {
	b := newBench(t, "")
	b.wantState("Running, running, ready True, restarts 0")
	b.wantEvents(`Normal Pulling: Pulling image "nginx:1.27"`,
		`Normal Pulled: Successfully pulled image "nginx:1.27" in 300ms (300ms including waiting). Image size: 47525120 bytes.`,
		`Normal Created: Created container: web`, `Normal Started: Started container web`)
	c := b.container()
	if c.Image != "docker.io/library/nginx:1.27" || !strings.HasPrefix(c.ImageID, "docker.io/library/nginx@sha256:") || !strings.HasPrefix(c.ContainerID, "containerd://") {
		t.Errorf("image %s, imageID %s, containerID %s", c.Image, c.ImageID, c.ContainerID)
	}
	if at := b.pod.wake(b.now); !at.IsZero() {
		t.Errorf("a healthy pod needs nothing more, but wakes at %s", at)
	}
}

func TestCrashLoop(t *testing.T) {
	b := newBench(t, "crash-loop=3")
	b.wantState("Running, running, ready True, restarts 0")
	b.to(1100 * time.Millisecond).wantState("Running, terminated Error 3, ready False, restarts 0")
	// The first restart comes at once.
	b.to(2 * time.Second).wantState("Running, running, ready True, restarts 1")
	b.to(3500 * time.Millisecond).wantState("Running, waiting CrashLoopBackOff, ready False, restarts 1")
	c := b.container()
	if want := "back-off 10s restarting failed container=web pod=web-1_team1(u-1)"; c.State.Waiting.Message != want {
		t.Errorf("message %q, want %q", c.State.Waiting.Message, want)
	}
	if last := c.LastTerminationState.Terminated; last == nil || last.ExitCode != 3 || last.Reason != "Error" || last.ContainerID != c.ContainerID {
		t.Errorf("last state %+v", last)
	}
	b.wantEvent("Warning BackOff: Back-off restarting failed container web in pod web-1_team1(u-1)")
	if c := b.condition(v1.PodReady); c.Reason != "ContainersNotReady" || c.Message != "containers with unready status: [web]" {
		t.Errorf("condition %+v", c)
	}
	// Ten seconds after the second crash, then twenty, up to five minutes.
	b.to(13 * time.Second).wantState("Running, running, ready True, restarts 2")
	b.to(20 * time.Second)
	if m := b.container().State.Waiting.Message; !strings.HasPrefix(m, "back-off 20s ") {
		t.Errorf("message %q", m)
	}
	b.to(time.Hour)
	if m := b.container().State.Waiting.Message; !strings.HasPrefix(m, "back-off 5m0s ") {
		t.Errorf("message %q", m)
	}
}

func TestOOM(t *testing.T) {
	b := newBench(t, "oom").to(4 * time.Second)
	b.wantState("Running, waiting CrashLoopBackOff, ready False, restarts 1")
	if last := b.container().LastTerminationState.Terminated; last.Reason != "OOMKilled" || last.ExitCode != 137 {
		t.Errorf("last state %+v", last)
	}
}

func TestCrashOnce(t *testing.T) {
	newBench(t, "crash-once").to(time.Minute).wantState("Running, running, ready True, restarts 1")
}

func TestImageNotFound(t *testing.T) {
	b := newBench(t, "image-not-found").to(time.Second)
	b.wantState("Pending, waiting ErrImagePull, ready False, restarts 0")
	failure := `rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.27": ` +
		`failed to resolve reference "docker.io/library/nginx:1.27": docker.io/library/nginx:1.27: not found`
	if m := b.container().State.Waiting.Message; m != failure {
		t.Errorf("message %q", m)
	}
	b.to(3 * time.Second).wantState("Pending, waiting ImagePullBackOff, ready False, restarts 0")
	if m := b.container().State.Waiting.Message; m != `Back-off pulling image "nginx:1.27": ErrImagePull: `+failure {
		t.Errorf("message %q", m)
	}
	b.wantEvents(`Normal Pulling: Pulling image "nginx:1.27"`, `Warning Failed: Failed to pull image "nginx:1.27": `+failure,
		`Warning Failed: Error: ErrImagePull`, `Normal BackOff: Back-off pulling image "nginx:1.27"`, `Warning Failed: Error: ImagePullBackOff`)
	if c := b.container(); c.Image != "nginx:1.27" || c.ImageID != "" || c.ContainerID != "" {
		t.Errorf("a container that never was has %q %q %q", c.Image, c.ImageID, c.ContainerID)
	}
	b.to(11 * time.Second).wantState("Pending, waiting ErrImagePull, ready False, restarts 0")
}

func TestImageThatMayNotBePulled(t *testing.T) {
	b := newBench(t, "image-not-found", func(p *v1.Pod) { p.Spec.Containers[0].ImagePullPolicy = v1.PullNever })
	b.wantState("Pending, waiting ErrImageNeverPull, ready False, restarts 0")
}

func TestRegistryUnreachable(t *testing.T) {
	b := newBench(t, "registry-unreachable", func(p *v1.Pod) { p.Spec.Containers[0].Image = "registry.example:5000/team/app:v3" }).to(time.Second)
	// Word for word what containerd 1.6 and kubelet 1.33 said on a real node without a way out.
	want := `failed to pull and unpack image "registry.example:5000/team/app:v3": failed to resolve reference "registry.example:5000/team/app:v3": ` +
		`failed to do request: Head "https://registry.example:5000/v2/team/app/manifests/v3": dial tcp: lookup registry.example on 172.30.0.1:53: no such host`
	if m := b.container().State.Waiting.Message; m != want {
		t.Errorf("message %q, want %q", m, want)
	}
}

func TestInvalidImageName(t *testing.T) {
	b := newBench(t, "", func(p *v1.Pod) { p.Spec.Containers[0].Image = "bad image:::" })
	b.wantState("Pending, waiting InvalidImageName, ready False, restarts 0")
	want := `Failed to apply default image tag "bad image:::": couldn't parse image name "bad image:::": invalid reference format`
	b.wantEvents("Warning InspectFailed: "+want, "Warning Failed: Error: InvalidImageName")
	newBench(t, "image-invalid").wantState("Pending, waiting InvalidImageName, ready False, restarts 0")
}

func TestReadiness(t *testing.T) {
	b := newBench(t, "ready-after=5s,unhealthy-after=20s")
	b.wantState("Running, running, ready False, restarts 0")
	b.to(5 * time.Second).wantState("Running, running, ready True, restarts 0")
	b.wantEvent("Warning Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503")
	b.to(19 * time.Second).wantState("Running, running, ready True, restarts 0")
	b.to(20 * time.Second).wantState("Running, running, ready False, restarts 0")
	if at := b.condition(v1.PodReady).LastTransitionTime; !at.Time.Equal(t0.Add(20 * time.Second)) {
		t.Errorf("turned at %s", at)
	}
	newBench(t, "never-ready").to(time.Hour).wantState("Running, running, ready False, restarts 0")
}

func TestRefusedProbeNamesTheAddress(t *testing.T) {
	b := newBench(t, "readiness-fails", func(p *v1.Pod) {
		p.Spec.Containers[0].Ports = []v1.ContainerPort{{Name: "http", ContainerPort: 3000}}
		probe := &v1.Probe{PeriodSeconds: 1}
		probe.HTTPGet = &v1.HTTPGetAction{Path: "/api/health"}
		probe.HTTPGet.Port.Type, probe.HTTPGet.Port.StrVal = 1, "http"
		p.Spec.Containers[0].ReadinessProbe = probe
	}).to(time.Second)
	b.wantEvent(`Warning Unhealthy: Readiness probe failed: Get "http://10.128.0.1:3000/api/health": dial tcp 10.128.0.1:3000: connect: connection refused`)
}

func TestLivenessKills(t *testing.T) {
	b := newBench(t, "liveness-fails", func(p *v1.Pod) {
		p.Spec.Containers[0].LivenessProbe = &v1.Probe{PeriodSeconds: 1, FailureThreshold: 2}
	}).to(2200 * time.Millisecond)
	b.wantState("Running, terminated Error 137, ready False, restarts 0")
	b.wantEvent("Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500")
	b.wantEvent("Normal Killing: Container web failed liveness probe, will be restarted")
	b.to(4 * time.Second).wantState("Running, running, ready True, restarts 1")
}

func jobPod(policy v1.RestartPolicy) func(*v1.Pod) {
	return func(p *v1.Pod) { p.Spec.RestartPolicy = policy }
}

func TestPodsThatEnd(t *testing.T) {
	newBench(t, "job-duration=2s", jobPod(v1.RestartPolicyNever)).to(1900 * time.Millisecond).wantState("Running, running, ready True, restarts 0")
	b := newBench(t, "job-duration=2s", jobPod(v1.RestartPolicyOnFailure)).to(time.Minute)
	b.wantState("Succeeded, terminated Completed 0, ready False, restarts 0")
	if c := b.condition(v1.PodReady); c.Reason != "PodCompleted" {
		t.Errorf("condition %+v", c)
	}
	newBench(t, "job-fails=2", jobPod(v1.RestartPolicyNever)).to(time.Minute).wantState("Failed, terminated Error 2, ready False, restarts 0")
	newBench(t, "job-fails", jobPod(v1.RestartPolicyOnFailure)).to(5 * time.Second).wantState("Running, waiting CrashLoopBackOff, ready False, restarts 1")
}

func (b *bench) delete(grace int64) {
	at := metav1.NewTime(b.now)
	b.pod.object.DeletionTimestamp, b.pod.object.DeletionGracePeriodSeconds = &at, &grace
	b.step()
}

func TestTermination(t *testing.T) {
	b := newBench(t, "").to(time.Second)
	b.delete(30)
	if !b.pod.over(b.now) {
		t.Error("a container that stops at once is gone at once")
	}
	b.wantEvent("Normal Killing: Stopping container web")
	b.wantState("Succeeded, terminated Completed 0, ready False, restarts 0")

	b = newBench(t, "slow-termination=20s").to(time.Second)
	b.delete(30)
	b.to(20 * time.Second).wantState("Running, running, ready True, restarts 0")
	if b.pod.over(b.now) {
		t.Error("gone too soon")
	}
	b.to(21 * time.Second).wantState("Succeeded, terminated Completed 0, ready False, restarts 0")

	// What does not stop in its grace period is killed.
	b = newBench(t, "slow-termination=20s").to(time.Second)
	b.delete(5)
	b.to(6 * time.Second).wantState("Failed, terminated Error 137, ready False, restarts 0")
	if !b.pod.over(b.now) {
		t.Error("still there")
	}
}

func TestDeletedBeforeItStarted(t *testing.T) {
	b := newBench(t, "image-not-found").to(time.Second)
	b.delete(30)
	if !b.pod.over(b.now) || b.pod.object.Status.Phase != v1.PodFailed {
		t.Errorf("over %v, phase %s", b.pod.over(b.now), b.pod.object.Status.Phase)
	}
}

func withInit(p *v1.Pod) {
	p.Spec.InitContainers = []v1.Container{{Name: "migrate", Image: "migrate:1"}}
}

func TestInitContainers(t *testing.T) {
	newBench(t, "", withInit).wantState("Running, running, ready True, restarts 0")
	b := newBench(t, "job-duration=2s", withInit, func(p *v1.Pod) { p.Annotations[behaviour.ContainerKey] = "migrate" })
	b.wantState("Pending, waiting PodInitializing, ready False, restarts 0")
	if c := b.condition(v1.PodInitialized); c.Status != v1.ConditionFalse || c.Message != "containers with incomplete status: [migrate]" {
		t.Errorf("condition %+v", c)
	}
	b.to(2 * time.Second).wantState("Running, running, ready True, restarts 0")

	b = newBench(t, "crash-loop", withInit, func(p *v1.Pod) { p.Annotations[behaviour.ContainerKey] = "migrate" }).to(5 * time.Second)
	b.wantState("Pending, waiting PodInitializing, ready False, restarts 0")
	if s := b.pod.object.Status.InitContainerStatuses[0]; s.State.Waiting == nil || s.State.Waiting.Reason != "CrashLoopBackOff" {
		t.Errorf("init container %+v", s.State)
	}
}

func TestSidecarsStartFirstAndStay(t *testing.T) {
	always := v1.ContainerRestartPolicyAlways
	b := newBench(t, "", withInit, func(p *v1.Pod) { p.Spec.InitContainers[0].RestartPolicy = &always })
	b.wantState("Running, running, ready True, restarts 0")
	if s := b.pod.object.Status.InitContainerStatuses[0]; s.State.Running == nil || !s.Ready {
		t.Errorf("sidecar %+v", s)
	}
}

func TestMissingConfigurationIsWaitedFor(t *testing.T) {
	b := newBench(t, "", func(p *v1.Pod) {})
	b.node.config = `configmap "app-config" not found`
	b.pod = newPod(b.pod.object.DeepCopy(), t0)
	b.pod.object.Status = v1.PodStatus{}
	b.pod = newPod(b.pod.object, t0)
	b.events = nil
	b.step()
	b.wantState("Pending, waiting CreateContainerConfigError, ready False, restarts 0")
	b.wantEvent(`Warning Failed: Error: configmap "app-config" not found`)
	b.node.config = ""
	b.to(10 * time.Second).wantState("Running, running, ready True, restarts 0")
}

func TestMissingVolumeKeepsContainersFromBeingCreated(t *testing.T) {
	b := &bench{t: t, now: t0, node: fakeNode{images: map[string]bool{}, volumes: `MountVolume.SetUp failed for volume "tls" : secret "tls" not found`}}
	b.pod = newPod(&v1.Pod{Spec: v1.PodSpec{RestartPolicy: v1.RestartPolicyAlways, Containers: []v1.Container{{Name: "web", Image: "a:1"}}}}, t0)
	b.step()
	b.wantState("Pending, waiting ContainerCreating, ready False, restarts 0")
	b.wantEvents(`Warning FailedMount: MountVolume.SetUp failed for volume "tls" : secret "tls" not found`)
	b.node.volumes = ""
	b.to(10 * time.Second).wantState("Running, running, ready True, restarts 0")
}

func TestAnotherSimulatorGoesOnFromTheStatus(t *testing.T) {
	b := newBench(t, "crash-loop").to(16 * time.Second)
	before := b.container()
	b.pod = newPod(b.pod.object, b.now)
	b.step()
	after := b.container()
	if after.RestartCount != before.RestartCount || after.State.Waiting == nil || after.State.Waiting.Message != before.State.Waiting.Message {
		t.Errorf("before %+v, after %+v", before, after)
	}
	b.to(40 * time.Second)
	if n := b.container().RestartCount; n != before.RestartCount+1 {
		t.Errorf("restarts %d after %d", n, before.RestartCount)
	}
}

func TestOtherControllersConditionsStay(t *testing.T) {
	b := newBench(t, "")
	b.pod.object.Status.Conditions = append(b.pod.object.Status.Conditions, v1.PodCondition{Type: v1.DisruptionTarget, Status: v1.ConditionTrue})
	b.to(time.Minute)
	if b.condition(v1.DisruptionTarget).Status != v1.ConditionTrue {
		t.Error("lost")
	}
}

func TestReadinessGates(t *testing.T) {
	b := newBench(t, "", func(p *v1.Pod) { p.Spec.ReadinessGates = []v1.PodReadinessGate{{ConditionType: "example.com/lb"}} })
	if c := b.condition(v1.PodReady); c.Status != v1.ConditionFalse || c.Reason != "ReadinessGatesNotReady" ||
		c.Message != `corresponding condition of pod readiness gate "example.com/lb" does not exist.` {
		t.Errorf("condition %+v", c)
	}
}

func TestImageIDsDependOnTheName(t *testing.T) {
	id := func(name string) string { i := parseImage(name); return i.id() }
	if id("nginx:1") != id("docker.io/library/nginx:1") || id("nginx:1") == id("nginx:2") {
		t.Error(id("nginx:1"), id("docker.io/library/nginx:1"), id("nginx:2"))
	}
	digest := "sha256:" + strings.Repeat("ab", 32)
	if id("app@"+digest) != "docker.io/library/app@"+digest {
		t.Error(id("app@" + digest))
	}
}
