// Package behaviour reads how a simulated pod is to misbehave.
//
// The wish is the label or annotation `localkube/behaviour` of the pod, usually
// written in the pod template. Several wishes are separated by commas; a value
// follows an equals sign. Label values may hold neither, so there a dot stands
// for the equals sign and two underscores for the comma:
//
//	annotations: {localkube/behaviour: "ready-after=5s,slow-termination=20s"}
//	labels:      {localkube/behaviour: ready-after.5s__slow-termination.20s}
package behaviour

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
)

const (
	// Key is the label or annotation that asks for a behaviour.
	Key = "localkube/behaviour"
	// ContainerKey is an annotation that names the container that misbehaves;
	// without it the first one does.
	ContainerKey = "localkube/behaviour-container"
	// SchedulerPlugin is the name of the scheduler plugin that honours "unschedulable".
	SchedulerPlugin = "LocalkubeBehaviour"
)

// Image says what a pull of the container's image ends with.
type Image int

const (
	// ImagePresent means that the pull succeeds.
	ImagePresent Image = iota
	// ImageNotFound means that the registry has no such image.
	ImageNotFound
	// ImageInvalid means that the name is not one of an image.
	ImageInvalid
	// RegistryUnreachable means that the registry does not answer.
	RegistryUnreachable
)

// Spec is everything that one pod asks for. The zero value is a healthy pod.
type Spec struct {
	Image Image
	// Crashes says how often the container exits by itself: 0 never, -1 always.
	Crashes int
	// ExitCode is what it exits with then, and OOM whether the kernel killed it.
	ExitCode int32
	OOM      bool
	// NeverReady fails readiness for ever; Refused tells whether the probe finds
	// a closed port rather than the status 503.
	NeverReady, Refused bool
	// ReadyAfter and UnhealthyAfter bound the time in which the pod is ready,
	// counted from the container's start. UnhealthyAfter 0 means for ever.
	ReadyAfter, UnhealthyAfter time.Duration
	LivenessFails              bool
	// SlowTermination is how long the container takes to stop when asked to; the
	// pod's grace period bounds it.
	SlowTermination time.Duration
	Unschedulable   bool
	// JobDuration is how long a container of a pod that is meant to end runs.
	JobDuration time.Duration
	JobFails    bool
}

// DefaultJobDuration is how long a container that is meant to end runs when the
// pod does not say.
const DefaultJobDuration = time.Second

// Names lists the known behaviours.
func Names() []string {
	names := make([]string, 0, len(wishes))
	for name := range wishes {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Of is what the pod asks for. What cannot be understood is ignored here and
// reported by Parse.
func Of(pod *v1.Pod) Spec {
	spec, _ := Parse(Text(pod))
	return spec
}

// Text is the wish as written: the annotation when there is one, else the label.
func Text(pod *v1.Pod) string {
	if text, ok := pod.Annotations[Key]; ok {
		return text
	}
	return strings.ReplaceAll(pod.Labels[Key], "__", ",")
}

// Parse reads a list of wishes. The error names every one that is unknown; the
// others hold all the same.
func Parse(text string) (Spec, error) {
	spec := Spec{JobDuration: DefaultJobDuration}
	var bad []string
	for _, wish := range strings.Split(text, ",") {
		wish = strings.TrimSpace(wish)
		if wish == "" {
			continue
		}
		name, value := wish, ""
		if i := strings.IndexAny(wish, "=."); i >= 0 {
			name, value = wish[:i], wish[i+1:]
		}
		apply, ok := wishes[name]
		if !ok || apply(&spec, value) != nil {
			bad = append(bad, wish)
		}
	}
	if bad != nil {
		return spec, fmt.Errorf("%s: not understood: %s; known are %s", Key, strings.Join(bad, ", "), strings.Join(Names(), ", "))
	}
	return spec, nil
}

var wishes = map[string]func(*Spec, string) error{
	"never-ready":          func(s *Spec, _ string) error { s.NeverReady = true; return nil },
	"readiness-fails":      func(s *Spec, _ string) error { s.NeverReady, s.Refused = true, true; return nil },
	"ready-after":          func(s *Spec, v string) error { return duration(&s.ReadyAfter, v, 5*time.Second) },
	"unhealthy-after":      func(s *Spec, v string) error { return duration(&s.UnhealthyAfter, v, time.Minute) },
	"crash-loop":           func(s *Spec, v string) error { s.Crashes = -1; return code(s, v) },
	"crash-once":           func(s *Spec, v string) error { s.Crashes = 1; return code(s, v) },
	"oom":                  func(s *Spec, _ string) error { s.Crashes, s.OOM, s.ExitCode = -1, true, 137; return nil },
	"image-not-found":      func(s *Spec, _ string) error { s.Image = ImageNotFound; return nil },
	"image-invalid":        func(s *Spec, _ string) error { s.Image = ImageInvalid; return nil },
	"registry-unreachable": func(s *Spec, _ string) error { s.Image = RegistryUnreachable; return nil },
	"liveness-fails":       func(s *Spec, _ string) error { s.LivenessFails = true; return nil },
	"slow-termination":     func(s *Spec, v string) error { return duration(&s.SlowTermination, v, 20*time.Second) },
	"unschedulable":        func(s *Spec, _ string) error { s.Unschedulable = true; return nil },
	"job-duration":         func(s *Spec, v string) error { return duration(&s.JobDuration, v, 2*time.Second) },
	"job-fails":            func(s *Spec, v string) error { s.JobFails = true; return code(s, v) },
}

func duration(into *time.Duration, text string, otherwise time.Duration) error {
	if text == "" {
		*into = otherwise
		return nil
	}
	d, err := time.ParseDuration(text)
	if err == nil && d < 0 {
		err = fmt.Errorf("negative duration %s", text)
	}
	if err == nil {
		*into = d
	}
	return err
}

func code(s *Spec, text string) error {
	s.ExitCode = 1
	if text == "" {
		return nil
	}
	n, err := strconv.ParseUint(text, 10, 8)
	if err == nil {
		s.ExitCode = int32(n)
	}
	return err
}
