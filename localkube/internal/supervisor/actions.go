package supervisor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sort"
	"strconv"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"localkube/internal/control"
	"localkube/internal/sim"
)

// exposure is a loopback port that leads to a Service.
type exposure struct {
	unit   *unit
	target string
}

// nothing is an answer without content.
type nothing struct{}

func (s *supervisor) actions() http.Handler {
	mux := http.NewServeMux()
	control.Handle(mux, "status", func(context.Context, nothing) (control.Status, error) { return s.status(), nil })
	control.Handle(mux, "expose", s.expose)
	control.Handle(mux, "restart", s.restartProcess)
	control.Handle(mux, "node", s.setNode)
	control.Handle(mux, "load-images", s.loadImages)
	return mux
}

func (s *supervisor) status() control.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	status := control.Status{PID: os.Getpid(), Ready: s.ready && !s.closing}
	for _, u := range s.units {
		status.Processes = append(status.Processes, u.describe())
	}
	for _, name := range s.config.RealNodes() {
		if n := s.nodes[name]; n != nil {
			p := control.Process{Name: name, PID: n.cmd.Process.Pid, Running: true}
			select {
			case <-n.ended:
				p.Running, p.Detail = false, n.cmd.ProcessState.String()
			default:
			}
			status.Processes = append(status.Processes, p)
		}
	}
	for port, e := range s.exposed {
		if p := e.unit.describe(); p.Running {
			status.Exposed = append(status.Exposed, control.Exposed{Port: port, Target: e.target, PID: p.PID})
		}
	}
	sort.Slice(status.Exposed, func(i, j int) bool { return status.Exposed[i].Port < status.Exposed[j].Port })
	return status
}

// needReady keeps actions from a cluster that is still coming up.
func (s *supervisor) needReady() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ready || s.closing {
		return errors.New("the cluster is not ready")
	}
	return nil
}

func (s *supervisor) expose(ctx context.Context, e control.Expose) (control.Exposed, error) {
	var none control.Exposed
	if err := s.needReady(); err != nil {
		return none, err
	}
	if s.config.Real == 0 {
		return none, errors.New("expose needs a real node: simulated pods have no network (they answer through the API server's proxy)")
	}
	target, err := s.serviceTarget(ctx, e)
	if err != nil {
		return none, err
	}
	s.mu.Lock()
	old := s.exposed[e.Listen]
	s.mu.Unlock()
	if old != nil && old.unit.running() {
		if old.target == target {
			return control.Exposed{Port: e.Listen, Target: target, PID: old.unit.describe().PID}, nil
		}
		return none, fmt.Errorf("port %d leads to %s already", e.Listen, old.target)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(e.Listen)))
	if err != nil {
		return none, err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	file, err := listener.(*net.TCPListener).File()
	_ = listener.Close()
	if err != nil {
		return none, err
	}
	// In a node's network, where kube-proxy's rules are.
	through := s.realNode(s.config.RealNodes()[0]).netns
	u := &unit{name: fmt.Sprintf("expose-%d", port), netns: through, once: true, starter: s.starter,
		log: s.dir.Log(fmt.Sprintf("expose-%d", port)), changed: s.unitChanged,
		command: func() *exec.Cmd {
			cmd := self(s.dir, "forward", target)
			cmd.ExtraFiles = []*os.File{file}
			return cmd
		}}
	err = u.start()
	// The child has the socket now; ours would keep the port taken after its death.
	_ = file.Close()
	if err != nil {
		return none, err
	}
	s.mu.Lock()
	s.exposed[port] = &exposure{u, target}
	s.mu.Unlock()
	return control.Exposed{Port: port, Target: target, PID: u.describe().PID}, nil
}

func (s *supervisor) serviceTarget(ctx context.Context, e control.Expose) (string, error) {
	service, err := s.clients.CoreV1().Services(e.Namespace).Get(ctx, e.Service, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	if service.Spec.ClusterIP == "" || service.Spec.ClusterIP == v1.ClusterIPNone {
		return "", fmt.Errorf("service %s/%s has no ClusterIP", e.Namespace, e.Service)
	}
	var known []string
	for _, p := range service.Spec.Ports {
		if p.Name == e.Port || strconv.Itoa(int(p.Port)) == e.Port {
			return net.JoinHostPort(service.Spec.ClusterIP, strconv.Itoa(int(p.Port))), nil
		}
		known = append(known, fmt.Sprintf("%d (%s)", p.Port, p.Name))
	}
	return "", fmt.Errorf("service %s/%s has no port %s; it has %v", e.Namespace, e.Service, e.Port, known)
}

func (s *supervisor) restartProcess(ctx context.Context, r control.Restart) (nothing, error) {
	if err := s.needReady(); err != nil {
		return nothing{}, err
	}
	u := s.unit(r.Process)
	if u == nil {
		return nothing{}, fmt.Errorf("no process %q; `localkube status` lists them", r.Process)
	}
	before := u.describe().PID
	u.restart(r.Kill)
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		if p := u.describe(); p.Running && p.PID != before && (r.Process != "apiserver" || s.apiReady(ctx) == nil) {
			return nothing{}, nil
		}
		select {
		case <-ctx.Done():
			return nothing{}, fmt.Errorf("%s is not back after %s; the end of its log:\n%s", r.Process, readyWithin, tail(u.log, 12))
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (s *supervisor) setNode(ctx context.Context, n control.Node) (nothing, error) {
	if err := s.needReady(); err != nil {
		return nothing{}, err
	}
	for _, name := range s.config.SimulatedNodes() {
		if name == n.Name {
			value := `"true"`
			if !n.Stop {
				value = "null"
			}
			patch := fmt.Sprintf(`{"metadata":{"annotations":{%q:%s}}}`, sim.StoppedAnnotation, value)
			_, err := s.clients.CoreV1().Nodes().Patch(ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
			return nothing{}, err
		}
	}
	return nothing{}, s.setRealNode(n)
}
