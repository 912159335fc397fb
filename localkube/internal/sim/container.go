package sim

import (
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"localkube/internal/behaviour"
)

// The kubelet's own figures (pkg/kubelet/kubelet.go, 1.33).
const (
	backOffFirst = 10 * time.Second
	backOffMost  = 300 * time.Second
)

// What the kubelet does not fix, chosen short so that a test sees every stage soon.
const (
	pullTime       = 300 * time.Millisecond // until a pull fails
	pullErrorShown = 2 * time.Second        // ErrImagePull, before ImagePullBackOff
	crashAfter     = time.Second            // from start to crash
	exitShown      = 500 * time.Millisecond // terminated, before restart or CrashLoopBackOff
	retryConfig    = 5 * time.Second        // until a missing ConfigMap or Secret is looked for again
	retryInvalid   = 15 * time.Second
	defaultPeriod  = 2 * time.Second // of a probe that the pod does not define
)

// stage is where a simulated container is.
type stage int

const (
	idle stage = iota
	configError
	invalidImage
	pulling
	pullFailed
	pullBackOff
	stageRunning
	exited
	crashBackOff
	finished
)

// event is one that the kubelet would record.
type event struct {
	kind, reason, message string
	container             string // its field path, empty for the pod's own
}

// container simulates one container of a pod. It is a machine: advance takes it
// to where it is at a given time; nothing in it sleeps or asks the clock.
type container struct {
	spec    *v1.Container
	path    string // field path in the pod
	image   image
	wish    behaviour.Spec
	policy  v1.RestartPolicy // of this container
	endless bool             // it does not end by itself

	stage    stage
	deadline time.Time // of the next stage; zero: none
	message  string    // of the waiting state
	reason   string

	starts     int
	restarts   int32
	crashes    int
	started    time.Time
	finished   time.Time
	exitCode   int32
	exitReason string
	id         string
	last       *v1.ContainerStateTerminated

	crashDelay, pullDelay time.Duration
	probes                int       // failed liveness probes since the start
	nextReadiness         time.Time // of the next failed readiness probe's event
	nextLiveness          time.Time
}

// surroundings are what a container needs to know of its node and pod.
type surroundings struct {
	podIP string
	// pulled tells whether the image is on the node already, and puts it there.
	pulled func(image string) bool
	// missing is the kubelet's message when the configuration of the container is not there.
	missing func(*v1.Container) string
	pod     string // name_namespace(uid), as the kubelet prints it
	uid     string
}

// advance moves the container on to the time now and returns what to record.
func (c *container) advance(now time.Time, s surroundings) (events []event) {
	record := func(kind, reason, format string, args ...any) {
		events = append(events, event{kind, reason, fmt.Sprintf(format, args...), c.path})
	}
	for {
		if c.stage == stageRunning {
			c.probe(now, s, record)
		}
		if c.stage != idle && (c.deadline.IsZero() || now.Before(c.deadline)) {
			return events
		}
		at := c.deadline
		if c.stage == idle {
			at = now
		}
		switch c.stage {
		case idle, configError, invalidImage, pullBackOff, crashBackOff:
			if c.stage == crashBackOff {
				c.crashDelay = min(2*c.crashDelay, backOffMost)
				c.restarts++
			}
			c.begin(at, s, record)
		case pulling:
			failure := c.image.pullError(c.wish.Image)
			record(v1.EventTypeWarning, "Failed", "Failed to pull image %q: %s", c.spec.Image, failure)
			record(v1.EventTypeWarning, "Failed", "Error: ErrImagePull")
			c.pullDelay = next(c.pullDelay)
			c.wait(pullFailed, "ErrImagePull", failure, at.Add(pullErrorShown))
		case pullFailed:
			record(v1.EventTypeNormal, "BackOff", "Back-off pulling image %q", c.spec.Image)
			record(v1.EventTypeWarning, "Failed", "Error: ImagePullBackOff")
			message := fmt.Sprintf("Back-off pulling image %q: ErrImagePull: %s", c.spec.Image, c.message)
			c.wait(pullBackOff, "ImagePullBackOff", message, at.Add(c.pullDelay-pullErrorShown))
		case stageRunning:
			c.exit(at)
		case exited:
			c.afterExit(at, s, record)
		default:
			return events
		}
	}
}

func next(delay time.Duration) time.Duration {
	if delay == 0 {
		return backOffFirst
	}
	return min(2*delay, backOffMost)
}

func (c *container) wait(stage stage, reason, message string, until time.Time) {
	c.stage, c.reason, c.message, c.deadline = stage, reason, message, until
}

// begin is the kubelet's startContainer: image, configuration, create, start.
func (c *container) begin(now time.Time, s surroundings, record func(kind, reason, format string, args ...any)) {
	if c.image.err != nil || c.wish.Image == behaviour.ImageInvalid {
		message := c.image.invalidMessage()
		record(v1.EventTypeWarning, "InspectFailed", "%s", message)
		record(v1.EventTypeWarning, "Failed", "Error: InvalidImageName")
		c.wait(invalidImage, "InvalidImageName", message, now.Add(retryInvalid))
		return
	}
	if c.wish.Image != behaviour.ImagePresent && c.spec.ImagePullPolicy == v1.PullNever {
		message := fmt.Sprintf("Container image %q is not present with pull policy of Never", c.spec.Image)
		record(v1.EventTypeWarning, "ErrImageNeverPull", "%s", message)
		record(v1.EventTypeWarning, "Failed", "Error: ErrImageNeverPull")
		c.wait(invalidImage, "ErrImageNeverPull", message, now.Add(retryInvalid))
		return
	}
	if c.wish.Image != behaviour.ImagePresent {
		record(v1.EventTypeNormal, "Pulling", "Pulling image %q", c.spec.Image)
		if c.stage == idle {
			c.reason, c.message = "ContainerCreating", ""
		}
		c.stage, c.deadline = pulling, now.Add(pullTime)
		return
	}
	if c.stage != configError {
		if s.pulled(c.image.full) && c.spec.ImagePullPolicy != v1.PullAlways || c.spec.ImagePullPolicy == v1.PullNever {
			record(v1.EventTypeNormal, "Pulled", "Container image %q already present on machine", c.spec.Image)
		} else {
			record(v1.EventTypeNormal, "Pulling", "Pulling image %q", c.spec.Image)
			record(v1.EventTypeNormal, "Pulled", "Successfully pulled image %q in %v (%v including waiting). Image size: %v bytes.",
				c.spec.Image, pullTime, pullTime, c.image.size())
		}
	}
	if message := s.missing(c.spec); message != "" {
		record(v1.EventTypeWarning, "Failed", "Error: %s", message)
		c.wait(configError, "CreateContainerConfigError", message, now.Add(retryConfig))
		return
	}
	c.starts++
	c.id = containerID(s.uid, c.spec.Name, c.starts)
	c.stage, c.started, c.deadline = stageRunning, now, time.Time{}
	c.reason, c.message = "", ""
	c.probes, c.nextReadiness, c.nextLiveness = 0, now.Add(c.readinessPeriod()), now.Add(livenessPeriod(c.spec))
	record(v1.EventTypeNormal, "Created", "Created container: %s", c.spec.Name)
	record(v1.EventTypeNormal, "Started", "Started container %s", c.spec.Name)
	switch {
	case c.wish.Crashes < 0 || c.crashes < c.wish.Crashes:
		c.deadline = now.Add(crashAfter)
	case !c.endless:
		c.deadline = now.Add(c.wish.JobDuration)
	}
}

// exit ends the running container as its behaviour says.
func (c *container) exit(now time.Time) {
	switch {
	case c.wish.Crashes < 0 || c.crashes < c.wish.Crashes:
		c.crashes++
		reason := "Error"
		if c.wish.OOM {
			reason = "OOMKilled"
		} else if c.wish.ExitCode == 0 {
			reason = "Completed"
		}
		c.terminate(now, c.wish.ExitCode, reason)
	case c.wish.JobFails:
		c.terminate(now, max(c.wish.ExitCode, 1), "Error")
	default:
		c.terminate(now, 0, "Completed")
	}
	if c.policy == v1.RestartPolicyNever || c.policy == v1.RestartPolicyOnFailure && c.exitCode == 0 {
		c.stage, c.deadline = finished, time.Time{}
	}
}

func (c *container) terminate(now time.Time, code int32, reason string) {
	c.stage, c.deadline = exited, now.Add(exitShown)
	c.finished, c.exitCode, c.exitReason = now, code, reason
}

// afterExit is the kubelet's doBackOff: the first restart comes at once, a
// container that ends again within the delay waits for the rest of it.
func (c *container) afterExit(now time.Time, s surroundings, record func(kind, reason, format string, args ...any)) {
	c.last = c.terminated()
	// An entry that was not touched for twice the longest delay is forgotten.
	if c.crashDelay != 0 && c.finished.Sub(c.started) > 2*backOffMost {
		c.crashDelay = 0
	}
	if c.crashDelay == 0 {
		c.crashDelay = backOffFirst
		c.restarts++
		c.begin(now, s, record)
		return
	}
	record(v1.EventTypeWarning, "BackOff", "Back-off restarting failed container %s in pod %s", c.spec.Name, s.pod)
	c.wait(crashBackOff, "CrashLoopBackOff",
		fmt.Sprintf("back-off %s restarting failed container=%s pod=%s", c.crashDelay, c.spec.Name, s.pod), c.finished.Add(c.crashDelay))
}

// ready tells whether the readiness probe passes.
func (c *container) ready(now time.Time) bool {
	if c.stage != stageRunning {
		return false
	}
	age := now.Sub(c.started)
	switch {
	case c.wish.NeverReady, age < c.wish.ReadyAfter:
		return false
	case c.wish.UnhealthyAfter > 0 && age >= c.wish.UnhealthyAfter:
		return false
	case c.spec.ReadinessProbe != nil && (c.wish.Crashes < 0 || c.crashes < c.wish.Crashes):
		// What is about to crash does not answer its probe either; without one the kubelet calls it ready at once.
		return false
	}
	return true
}

// probe records the failing probes up to now, and lets liveness kill.
func (c *container) probe(now time.Time, s surroundings, record func(kind, reason, format string, args ...any)) {
	for ; !c.nextReadiness.After(now); c.nextReadiness = c.nextReadiness.Add(c.readinessPeriod()) {
		if !c.ready(c.nextReadiness) {
			record(v1.EventTypeWarning, "Unhealthy", "Readiness probe failed: %s", probeOutput(c.spec, c.spec.ReadinessProbe, s.podIP, c.wish.Refused, 503))
		}
	}
	if !c.wish.LivenessFails {
		return
	}
	for ; c.stage == stageRunning && !c.nextLiveness.After(now); c.nextLiveness = c.nextLiveness.Add(livenessPeriod(c.spec)) {
		record(v1.EventTypeWarning, "Unhealthy", "Liveness probe failed: %s", probeOutput(c.spec, c.spec.LivenessProbe, s.podIP, false, 500))
		if c.probes++; c.probes >= threshold(c.spec.LivenessProbe) {
			record(v1.EventTypeNormal, "Killing", "Container %s failed liveness probe, will be restarted", c.spec.Name)
			c.terminate(c.nextLiveness, 137, "Error")
		}
	}
}

// wake is when advance has something to do again; zero means never by itself.
func (c *container) wake(now time.Time) time.Time {
	at := c.deadline
	sooner := func(t time.Time) {
		if t.After(now) && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if c.stage == stageRunning {
		if c.wish.ReadyAfter > 0 {
			sooner(c.started.Add(c.wish.ReadyAfter))
		}
		if c.wish.UnhealthyAfter > 0 {
			sooner(c.started.Add(c.wish.UnhealthyAfter))
		}
		if !c.ready(now) {
			sooner(c.nextReadiness)
		}
		if c.wish.LivenessFails {
			sooner(c.nextLiveness)
		}
	}
	return at
}

func (c *container) terminated() *v1.ContainerStateTerminated {
	return &v1.ContainerStateTerminated{ExitCode: c.exitCode, Reason: c.exitReason,
		StartedAt: metav1.NewTime(c.started), FinishedAt: metav1.NewTime(c.finished), ContainerID: c.id}
}
