package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/types"
)

// Annotations of a pod that say what it answers to HTTP through the API server.
const (
	HTTPStatusAnnotation = "localkube/http-status"
	HTTPBodyAnnotation   = "localkube/http-body"
	// LogAnnotation is the text that `kubectl logs` shows.
	LogAnnotation = "localkube/log"
)

func (s *Simulator) nodeAt(address string) string {
	for name, k := range s.kubelets {
		if k.address == address {
			return name
		}
	}
	return ""
}

// podAt finds a simulated pod by its address and tells whether it accepts connections.
func (s *Simulator) podAt(address string) (*machine, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.machines {
		if m.pod.ip != address || m.pod.object.Spec.HostNetwork {
			continue
		}
		if s.isStopped(m.pod.object.Spec.NodeName) {
			return m, false
		}
		m.Lock()
		defer m.Unlock()
		for _, c := range m.pod.app {
			if c.stage == stageRunning && !(c.wish.NeverReady && c.wish.Refused) {
				return m, true
			}
		}
		return m, false
	}
	return nil, false
}

// answerAsPod is the application in a simulated pod: it names its version, the
// tag of the first container's image, and says 503 while the pod is not ready.
func (s *Simulator) answerAsPod(w http.ResponseWriter, r *http.Request) {
	m, running := s.podAt(r.Context().Value(targetKey{}).(string))
	if m == nil || !running {
		http.Error(w, "the simulated pod is gone", http.StatusBadGateway)
		return
	}
	m.Lock()
	object, c := m.pod.object, m.pod.app[0]
	ready := true
	for _, c := range m.pod.app {
		ready = ready && c.ready(time.Now())
	}
	m.Unlock()
	status, text := http.StatusOK, "ok"
	if !ready {
		status, text = http.StatusServiceUnavailable, "not ready"
	}
	if wanted, err := strconv.Atoi(object.Annotations[HTTPStatusAnnotation]); err == nil && wanted >= 200 && wanted < 600 {
		status = wanted
	}
	if body, ok := object.Annotations[HTTPBodyAnnotation]; ok {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": text, "version": c.image.tag, "image": c.spec.Image,
		"pod": object.Name, "namespace": object.Namespace, "path": r.URL.Path})
}

// kubeletAPI is as much of a kubelet's server as the API server asks of one.
func (s *Simulator) kubeletAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", s.logs)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "a simulated pod has no process: exec, attach and port-forward need a real node", http.StatusNotImplemented)
	})
	return mux
}

func (s *Simulator) logs(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	m := s.machines[types.NamespacedName{Namespace: r.PathValue("namespace"), Name: r.PathValue("pod")}]
	s.mu.Unlock()
	if m == nil {
		http.Error(w, "pod not found", http.StatusNotFound)
		return
	}
	previous := r.URL.Query().Get("previous") == "true"
	m.Lock()
	var lines []string
	found := false
	for _, c := range m.pod.all() {
		if c.spec.Name != r.PathValue("container") {
			continue
		}
		if previous && c.last == nil {
			m.Unlock()
			http.Error(w, fmt.Sprintf("previous terminated container %q in pod %q not found", c.spec.Name, m.pod.object.Name), http.StatusBadRequest)
			return
		}
		found, lines = true, c.log(m.pod.object.Annotations[LogAnnotation], previous, r.URL.Query().Get("timestamps") == "true")
	}
	m.Unlock()
	if !found {
		http.Error(w, "container not found", http.StatusNotFound)
		return
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("tailLines")); err == nil && n >= 0 && n < len(lines) {
		lines = lines[len(lines)-n:]
	}
	w.Header().Set("Content-Type", "text/plain")
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
	if r.URL.Query().Get("follow") == "true" {
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

// log is what the container's process wrote, as far as one can know.
func (c *container) log(annotation string, previous, timestamps bool) []string {
	if c.starts == 0 {
		return nil
	}
	var lines []string
	began, ended := c.started, c.finished
	isOver := c.stage != stageRunning
	if previous {
		began, ended, isOver = c.last.StartedAt.Time, c.last.FinishedAt.Time, true
	}
	write := func(at time.Time, text string) {
		if timestamps {
			text = at.UTC().Format(time.RFC3339Nano) + " " + text
		}
		lines = append(lines, text)
	}
	if annotation != "" {
		for _, line := range strings.Split(strings.TrimRight(annotation, "\n"), "\n") {
			write(began, line)
		}
		return lines
	}
	write(began, fmt.Sprintf("%s %s started (simulated)", c.spec.Name, c.image.tag))
	code := c.exitCode
	if previous {
		code = c.last.ExitCode
	}
	switch {
	case !isOver:
	case c.wish.OOM || code == 0: // a process that the kernel kills writes nothing
	default:
		write(ended, fmt.Sprintf("fatal: simulated failure, exit code %d", code))
	}
	return lines
}
