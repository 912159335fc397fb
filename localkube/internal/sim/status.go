package sim

import (
	"fmt"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// status is the container's entry in the pod's status.
func (c *container) status(now time.Time, isInit bool) v1.ContainerStatus {
	started := c.stage == stageRunning
	s := v1.ContainerStatus{Name: c.spec.Name, RestartCount: c.restarts, Started: &started, Image: c.spec.Image}
	if c.starts > 0 {
		// The runtime knows the image under its full name; before the first start there is only the pod's.
		s.Image, s.ImageID, s.ContainerID = c.image.full, c.image.id(), c.id
		s.AllocatedResources = c.spec.Resources.Requests
		resources := c.spec.Resources
		s.Resources = &resources
	}
	if c.last != nil {
		last := *c.last
		s.LastTerminationState.Terminated = &last
	}
	switch c.stage {
	case stageRunning:
		s.State.Running = &v1.ContainerStateRunning{StartedAt: metav1.NewTime(c.started)}
		s.Ready = c.ready(now)
		if isInit && !c.endless {
			s.Ready = false
		}
	case exited, finished:
		s.State.Terminated = c.terminated()
		s.Ready = isInit && c.stage == finished && c.exitCode == 0
	default:
		s.State.Waiting = &v1.ContainerStateWaiting{Reason: c.reason, Message: c.message}
	}
	return s
}

// conditions writes those that the kubelet owns, as its status/generate.go does.
func (p *pod) conditions(s *v1.PodStatus, now time.Time) {
	var incomplete, unready []string
	appStarted := false
	for _, c := range p.init {
		if c.endless && !c.ready(now) {
			unready = append(unready, c.spec.Name)
		}
		if !c.initialised() || c.endless && c.stage != stageRunning {
			incomplete = append(incomplete, c.spec.Name)
		}
	}
	for _, c := range p.app {
		appStarted = appStarted || c.starts > 0
		if !c.ready(now) {
			unready = append(unready, c.spec.Name)
		}
	}
	initialised := condition{v1.PodInitialized, true, "", ""}
	if len(incomplete) > 0 && !appStarted {
		initialised = condition{v1.PodInitialized, false, "ContainersNotInitialized", "containers with incomplete status: [" + strings.Join(incomplete, " ") + "]"}
	}
	containers := condition{v1.ContainersReady, true, "", ""}
	if len(unready) > 0 {
		containers = condition{v1.ContainersReady, false, "ContainersNotReady", "containers with unready status: [" + strings.Join(unready, " ") + "]"}
	}
	switch s.Phase {
	case v1.PodSucceeded:
		initialised.reason = "PodCompleted"
		containers = condition{v1.ContainersReady, false, "PodCompleted", ""}
	case v1.PodFailed:
		containers = condition{v1.ContainersReady, false, "PodFailed", ""}
	}
	ready := containers
	ready.kind = v1.PodReady
	if ready.is {
		ready = p.readinessGates(s, ready)
	}
	sandbox := condition{v1.PodReadyToStartContainers, p.mountError == "" && s.Phase != v1.PodSucceeded && s.Phase != v1.PodFailed, "", ""}
	for _, c := range []condition{sandbox, initialised, ready, containers, {v1.PodScheduled, true, "", ""}} {
		c.set(s, now)
	}
}

func (p *pod) readinessGates(s *v1.PodStatus, ready condition) condition {
	var missing []string
	for _, gate := range p.object.Spec.ReadinessGates {
		found := false
		for _, c := range s.Conditions {
			if c.Type == gate.ConditionType {
				found = true
				if c.Status != v1.ConditionTrue {
					missing = append(missing, fmt.Sprintf("the status of pod readiness gate %q is not \"True\", but %v", string(gate.ConditionType), c.Status))
				}
			}
		}
		if !found {
			missing = append(missing, fmt.Sprintf("corresponding condition of pod readiness gate %q does not exist.", string(gate.ConditionType)))
		}
	}
	if missing != nil {
		return condition{v1.PodReady, false, "ReadinessGatesNotReady", strings.Join(missing, ", ")}
	}
	return ready
}

type condition struct {
	kind            v1.PodConditionType
	is              bool
	reason, message string
}

// set keeps the time of the last transition when only words change.
func (c condition) set(s *v1.PodStatus, now time.Time) {
	status := v1.ConditionFalse
	if c.is {
		status = v1.ConditionTrue
	}
	for i := range s.Conditions {
		if old := &s.Conditions[i]; old.Type == c.kind {
			if old.Status != status {
				old.LastTransitionTime = metav1.NewTime(now)
			}
			old.Status, old.Reason, old.Message = status, c.reason, c.message
			return
		}
	}
	s.Conditions = append(s.Conditions, v1.PodCondition{Type: c.kind, Status: status, Reason: c.reason, Message: c.message,
		LastTransitionTime: metav1.NewTime(now)})
}
