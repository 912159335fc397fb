package sim

import (
	"fmt"
	"strconv"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"localkube/internal/behaviour"
)

// pod simulates what a kubelet does with one pod. Like container it is a
// machine that is told the time.
type pod struct {
	object     *v1.Pod
	wish       behaviour.Spec
	started    time.Time // status.startTime
	init       []*container
	app        []*container
	ip         string
	mountError string // what keeps a volume from being mounted
	mountRetry time.Time
	// killed and gone frame the time from the request to stop until all containers ended.
	killed, gone time.Time
	slain        bool // the grace period ran out
}

// newPod takes over a pod that was given to a simulated node. The status may
// tell of a simulator before this one; the pod goes on from there.
func newPod(object *v1.Pod, now time.Time) *pod {
	p := &pod{object: object, wish: behaviour.Of(object), started: now, ip: object.Status.PodIP}
	if object.Status.StartTime != nil {
		p.started = object.Status.StartTime.Time
	}
	chosen := object.Annotations[behaviour.ContainerKey]
	add := func(list []v1.Container, field string, old []v1.ContainerStatus) (made []*container) {
		for i := range list {
			spec := &list[i]
			c := &container{spec: spec, path: fmt.Sprintf("%s{%s}", field, spec.Name), image: parseImage(spec.Image),
				policy: object.Spec.RestartPolicy, reason: "ContainerCreating"}
			if len(object.Spec.InitContainers) > 0 {
				c.reason = "PodInitializing"
			}
			sidecar := spec.RestartPolicy != nil && *spec.RestartPolicy == v1.ContainerRestartPolicyAlways
			switch {
			case sidecar:
				c.policy, c.endless = v1.RestartPolicyAlways, true
			case field == "spec.initContainers":
				if c.policy == v1.RestartPolicyAlways {
					c.policy = v1.RestartPolicyOnFailure
				}
			default:
				c.endless = object.Spec.RestartPolicy == v1.RestartPolicyAlways
				c.wish.JobDuration = p.wish.JobDuration
			}
			if spec.Name == chosen || chosen == "" && field == "spec.containers" && i == 0 {
				c.wish = p.wish
			}
			for j := range old {
				if old[j].Name == spec.Name {
					c.resume(&old[j])
				}
			}
			made = append(made, c)
		}
		return made
	}
	p.init = add(object.Spec.InitContainers, "spec.initContainers", object.Status.InitContainerStatuses)
	p.app = add(object.Spec.Containers, "spec.containers", object.Status.ContainerStatuses)
	return p
}

// resume takes a container to where a status says that it was.
func (c *container) resume(old *v1.ContainerStatus) {
	c.restarts = old.RestartCount
	c.starts = int(old.RestartCount) + 1
	c.last = old.LastTerminationState.Terminated
	c.id = old.ContainerID
	if c.last != nil || old.State.Terminated != nil {
		c.crashes = max(1, int(old.RestartCount))
		c.crashDelay = backOffFirst
		for range min(int(old.RestartCount)-1, 5) {
			c.crashDelay = min(2*c.crashDelay, backOffMost)
		}
	}
	switch {
	case old.State.Running != nil:
		c.stage, c.started, c.reason = stageRunning, old.State.Running.StartedAt.Time, ""
		c.nextReadiness, c.nextLiveness = c.started.Add(c.readinessPeriod()), c.started.Add(livenessPeriod(c.spec))
		if c.wish.Crashes < 0 || c.crashes < c.wish.Crashes {
			c.deadline = c.started.Add(crashAfter)
		} else if !c.endless {
			c.deadline = c.started.Add(c.wish.JobDuration)
		}
	case old.State.Terminated != nil:
		t := old.State.Terminated
		c.started = t.StartedAt.Time
		c.terminate(t.FinishedAt.Time, t.ExitCode, t.Reason)
		if c.policy == v1.RestartPolicyNever || c.policy == v1.RestartPolicyOnFailure && t.ExitCode == 0 {
			c.stage, c.deadline = finished, time.Time{}
		}
	case c.last != nil:
		c.finished = c.last.FinishedAt.Time
		c.wait(crashBackOff, "CrashLoopBackOff", old.State.Waiting.Message, c.finished.Add(c.crashDelay))
	default:
		c.starts = 0
	}
}

// node is what a pod needs of its node.
type node interface {
	// pulled tells whether the image is there already, and puts it there.
	pulled(image string) bool
	// missingConfig and missingVolume are the kubelet's messages, or empty.
	missingConfig(namespace string, c *v1.Container) string
	missingVolume(object *v1.Pod) string
}

// advance moves the pod on to the time now and returns what to record.
func (p *pod) advance(now time.Time, n node) (events []event) {
	if p.terminal() {
		return nil
	}
	if p.object.DeletionTimestamp != nil && p.killed.IsZero() {
		events = append(events, p.kill(now)...)
	}
	if !p.gone.IsZero() && !now.Before(p.gone) {
		p.end()
		return events
	}
	if !p.killed.IsZero() && p.gone.IsZero() {
		return events
	}
	if !p.mounted() {
		if p.mountRetry.After(now) {
			return events
		}
		if p.mountError = n.missingVolume(p.object); p.mountError != "" {
			p.mountRetry = now.Add(retryConfig)
			return append(events, event{v1.EventTypeWarning, "FailedMount", p.mountError, ""})
		}
	}
	s := surroundings{podIP: p.ip, pulled: n.pulled, uid: string(p.object.UID),
		pod:     fmt.Sprintf("%s_%s(%s)", p.object.Name, p.object.Namespace, p.object.UID),
		missing: func(c *v1.Container) string { return n.missingConfig(p.object.Namespace, c) }}
	for _, c := range p.init {
		if !p.killed.IsZero() && c.stage != stageRunning {
			continue
		}
		events = append(events, c.advance(now, s)...)
		if !c.initialised() {
			return events
		}
	}
	for _, c := range p.app {
		if !p.killed.IsZero() && c.stage != stageRunning {
			continue
		}
		events = append(events, c.advance(now, s)...)
	}
	return events
}

// initialised tells whether the init container lets the next one start.
func (c *container) initialised() bool {
	if c.endless {
		return c.starts > 0
	}
	return c.stage == finished && c.exitCode == 0
}

func (p *pod) mounted() bool {
	for _, c := range append(append([]*container{}, p.init...), p.app...) {
		if c.stage != idle {
			return true
		}
	}
	return false
}

// kill asks the containers to stop, as the kubelet does when the pod is deleted.
func (p *pod) kill(now time.Time) (events []event) {
	p.killed = now
	for _, c := range p.all() {
		if c.stage == stageRunning {
			events = append(events, event{v1.EventTypeNormal, "Killing", "Stopping container " + c.spec.Name, c.path})
		}
	}
	grace := 30 * time.Second
	if p.object.DeletionGracePeriodSeconds != nil {
		grace = time.Duration(*p.object.DeletionGracePeriodSeconds) * time.Second
	}
	wish := min(p.wish.SlowTermination, grace)
	p.slain = p.wish.SlowTermination > 0 && p.wish.SlowTermination > grace
	p.gone = now.Add(wish)
	return events
}

// end stops every container that still runs.
func (p *pod) end() {
	for _, c := range p.all() {
		if c.stage != stageRunning {
			continue
		}
		if p.slain {
			c.terminate(p.gone, 137, "Error")
		} else {
			c.terminate(p.gone, 0, "Completed")
		}
		c.stage, c.deadline = finished, time.Time{}
	}
}

func (p *pod) all() []*container { return append(append([]*container{}, p.init...), p.app...) }

// over tells whether a deleted pod may be removed from the API.
func (p *pod) over(now time.Time) bool {
	if p.object.DeletionTimestamp == nil {
		return false
	}
	return p.terminal() || !p.gone.IsZero() && !now.Before(p.gone)
}

func (p *pod) terminal() bool {
	return p.object.Status.Phase == v1.PodSucceeded || p.object.Status.Phase == v1.PodFailed
}

// wake is when advance has something to do again; zero means never by itself.
func (p *pod) wake(now time.Time) time.Time {
	var at time.Time
	sooner := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if p.terminal() {
		return at
	}
	sooner(p.gone)
	if p.mountError != "" {
		sooner(p.mountRetry)
		return at
	}
	for _, c := range p.init {
		sooner(c.wake(now))
		if !c.initialised() {
			return at
		}
	}
	for _, c := range p.app {
		sooner(c.wake(now))
	}
	return at
}

// status is what the kubelet would write.
func (p *pod) status(now time.Time, nodeIP string) v1.PodStatus {
	old := &p.object.Status
	s := *old.DeepCopy()
	start := metav1.NewTime(p.started)
	s.StartTime = &start
	s.HostIP, s.HostIPs = nodeIP, []v1.HostIP{{IP: nodeIP}}
	s.InitContainerStatuses, s.ContainerStatuses = nil, nil
	for _, c := range p.init {
		s.InitContainerStatuses = append(s.InitContainerStatuses, c.status(now, true))
	}
	for _, c := range p.app {
		s.ContainerStatuses = append(s.ContainerStatuses, c.status(now, false))
	}
	s.Phase = p.phase()
	if p.mountError == "" {
		s.PodIP, s.PodIPs = p.ip, []v1.PodIP{{IP: p.ip}}
	}
	p.conditions(&s, now)
	return s
}

// phase follows the kubelet's getPhase.
func (p *pod) phase() v1.PodPhase {
	if p.terminal() {
		return p.object.Status.Phase
	}
	running, failed, ended := 0, 0, 0
	for _, c := range p.init {
		if c.endless {
			continue
		}
		if c.stage == finished && c.exitCode != 0 && p.object.Spec.RestartPolicy == v1.RestartPolicyNever {
			return v1.PodFailed
		}
		if c.stage != finished && c.last == nil || c.stage == stageRunning {
			return p.interrupted(v1.PodPending)
		}
	}
	for _, c := range p.app {
		switch c.stage {
		case stageRunning:
			running++
		case finished:
			ended++
			if c.exitCode != 0 {
				failed++
			}
		case exited, crashBackOff:
		default:
			if c.last == nil {
				return p.interrupted(v1.PodPending)
			}
		}
	}
	switch {
	case running > 0 || ended < len(p.app) && !p.stopped():
		return v1.PodRunning
	case failed > 0 || ended < len(p.app):
		return v1.PodFailed
	default:
		return v1.PodSucceeded
	}
}

func (p *pod) stopped() bool {
	if p.killed.IsZero() {
		return false
	}
	for _, c := range p.all() {
		if c.stage == stageRunning {
			return false
		}
	}
	return true
}

// interrupted is the phase of a pod that was deleted before it had started.
func (p *pod) interrupted(phase v1.PodPhase) v1.PodPhase {
	if p.stopped() {
		return v1.PodFailed
	}
	return phase
}

// update takes in what the server has now, unless what we have is newer: an
// informer lags behind our own writes.
func (p *pod) update(object *v1.Pod) {
	held, _ := strconv.ParseUint(p.object.ResourceVersion, 10, 64)
	offered, _ := strconv.ParseUint(object.ResourceVersion, 10, 64)
	if offered >= held {
		p.object = object
	}
}
