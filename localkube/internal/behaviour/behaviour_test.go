package behaviour

import (
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func pod(labels, annotations map[string]string) *v1.Pod {
	return &v1.Pod{ObjectMeta: metav1.ObjectMeta{Labels: labels, Annotations: annotations}}
}

func TestWishes(t *testing.T) {
	healthy := Spec{JobDuration: DefaultJobDuration}
	with := func(change func(*Spec)) Spec { s := healthy; change(&s); return s }
	for text, want := range map[string]Spec{
		"":                         healthy,
		"never-ready":              with(func(s *Spec) { s.NeverReady = true }),
		"readiness-fails":          with(func(s *Spec) { s.NeverReady, s.Refused = true, true }),
		"ready-after=7s":           with(func(s *Spec) { s.ReadyAfter = 7 * time.Second }),
		"unhealthy-after":          with(func(s *Spec) { s.UnhealthyAfter = time.Minute }),
		"crash-loop":               with(func(s *Spec) { s.Crashes, s.ExitCode = -1, 1 }),
		"crash-loop=137":           with(func(s *Spec) { s.Crashes, s.ExitCode = -1, 137 }),
		"crash-once=3":             with(func(s *Spec) { s.Crashes, s.ExitCode = 1, 3 }),
		"oom":                      with(func(s *Spec) { s.Crashes, s.ExitCode, s.OOM = -1, 137, true }),
		"image-not-found":          with(func(s *Spec) { s.Image = ImageNotFound }),
		"image-invalid":            with(func(s *Spec) { s.Image = ImageInvalid }),
		"registry-unreachable":     with(func(s *Spec) { s.Image = RegistryUnreachable }),
		"liveness-fails":           with(func(s *Spec) { s.LivenessFails = true }),
		"slow-termination=20s":     with(func(s *Spec) { s.SlowTermination = 20 * time.Second }),
		"unschedulable":            with(func(s *Spec) { s.Unschedulable = true }),
		"job-fails=2":              with(func(s *Spec) { s.JobFails, s.ExitCode = true, 2 }),
		"job-duration=500ms":       with(func(s *Spec) { s.JobDuration = 500 * time.Millisecond }),
		" ready-after=1s , oom, ,": with(func(s *Spec) { s.ReadyAfter, s.Crashes, s.ExitCode, s.OOM = time.Second, -1, 137, true }),
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestEveryNameIsAWish(t *testing.T) {
	for _, name := range Names() {
		if s, err := Parse(name); err != nil || s == (Spec{JobDuration: DefaultJobDuration}) && name != "job-duration" {
			t.Errorf("%s alone asks for nothing (%+v, %v)", name, s, err)
		}
	}
}

func TestMistakesAreNamedAndTheRestHolds(t *testing.T) {
	s, err := Parse("never-redy,ready-after=soon,ready-after=-1s,crash-loop=300,oom")
	if err == nil || !s.OOM {
		t.Fatalf("got %+v, %v", s, err)
	}
	for _, mistake := range []string{"never-redy", "ready-after=soon", "ready-after=-1s", "crash-loop=300"} {
		if !strings.Contains(err.Error(), mistake) {
			t.Errorf("%q is not named in %q", mistake, err)
		}
	}
}

func TestLabelsCannotHoldEqualsSignsAndCommas(t *testing.T) {
	s := Of(pod(map[string]string{Key: "ready-after.5s__slow-termination.20s"}, nil))
	if s.ReadyAfter != 5*time.Second || s.SlowTermination != 20*time.Second {
		t.Errorf("got %+v", s)
	}
}

func TestTheAnnotationOverridesTheLabel(t *testing.T) {
	if s := Of(pod(map[string]string{Key: "oom"}, map[string]string{Key: ""})); s.OOM {
		t.Errorf("got %+v", s)
	}
}
