// Package supervisor runs one cluster: it starts every process, starts those
// again that die, serves the commands that need a running cluster, and stops
// everything. When it is killed the kernel kills what it started.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"k8s.io/client-go/kubernetes"

	"localkube/internal/control"
	"localkube/internal/kube"
	"localkube/internal/pki"
	"localkube/internal/procs"
	"localkube/internal/state"
)

// The network of a cluster with real nodes. It exists in the cluster's own
// network namespaces only, so that every cluster uses the same addresses.
const (
	// HubAddress is the control plane's, and the DNS server's.
	HubAddress = "172.30.0.1"
	hubAPIPort = 6443
)

// readyWithin bounds how long `up` waits for each step.
const readyWithin = 2 * time.Minute

type supervisor struct {
	dir      state.Dir
	config   state.Config
	starter  *procs.Starter
	progress *progress
	began    time.Time
	hub      int // network namespace of the control plane, -1: the machine's own
	failed   chan error
	clients  kubernetes.Interface

	mu      sync.Mutex
	units   []*unit
	nodes   map[string]*realNode
	exposed map[int]*exposure
	ready   bool
	closing bool
}

// Run is the supervisor of the cluster in dir, until it is told to stop. It
// tells what it does on report: lines "progress TEXT", then "ready" or "failed TEXT".
func Run(dir state.Dir, report *os.File) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	// The command that started us may be gone; a broken pipe is an error to read, not a death.
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE)
	config, err := dir.Load()
	if err != nil {
		return err
	}
	s := &supervisor{dir: dir, config: config, starter: procs.NewStarter(), began: time.Now(), hub: -1,
		failed: make(chan error, 16), nodes: map[string]*realNode{}, exposed: map[int]*exposure{}}
	ctx, abandon := context.WithCancel(ctx)
	defer abandon()
	s.progress = newProgress(report, abandon)

	listener, err := control.Listen(string(dir))
	if err == nil {
		go func() { _ = (&http.Server{Handler: s.actions()}).Serve(listener) }()
		err = s.bringUp(ctx)
	}
	if err != nil {
		s.tearDown()
		s.progress.finish("failed " + strings.ReplaceAll(err.Error(), "\n", "\t"))
		return err
	}
	s.mu.Lock()
	s.ready = true
	s.mu.Unlock()
	s.progress.finish("ready")
	<-ctx.Done()
	s.tearDown()
	return nil
}

func (s *supervisor) bringUp(ctx context.Context) error {
	for _, folder := range []string{"logs", "etc", "pki"} {
		if err := os.MkdirAll(s.dir.Path(folder), 0o700); err != nil {
			return err
		}
	}
	internal := fmt.Sprintf("https://127.0.0.1:%d", s.config.Ports.API)
	server := internal
	if s.config.Real > 0 {
		internal = fmt.Sprintf("https://%s:%d", HubAddress, hubAPIPort)
		if err := s.makeHub(); err != nil {
			return fmt.Errorf("the cluster's network: %w", err)
		}
	}
	plan := pki.Plan{Dir: s.dir.Path("pki"), Server: server, Internal: internal, Names: []string{HubAddress}, Nodes: map[string]string{}}
	for i, node := range s.config.RealNodes() {
		plan.Nodes[node] = nodeAddress(i)
	}
	if err := pki.Make(plan); err != nil {
		return fmt.Errorf("certificates: %w", err)
	}
	if err := writeControlPlaneFiles(s.dir); err != nil {
		return err
	}
	admin, err := os.ReadFile(s.dir.PKI("admin.kubeconfig"))
	if err != nil {
		return err
	}
	if err := state.WriteFile(s.dir.Kubeconfig(), admin, 0o600); err != nil {
		return err
	}
	// The supervisor is outside the cluster's network: the administrator's way in is its own.
	if s.clients, err = kube.Client(s.dir.Kubeconfig(), "localkube-supervisor"); err != nil {
		return err
	}

	for _, args := range [][]string{etcdArgs(s.dir, s.config), apiserverArgs(s.dir, s.config)} {
		if err := s.run(args); err != nil {
			return err
		}
	}
	if s.config.Real > 0 {
		if err := s.forwardAPI(); err != nil {
			return err
		}
	}
	nodesUp := make(chan error, 1)
	go func() { nodesUp <- s.startRealNodes(ctx) }()

	if err := s.wait(ctx, "apiserver", s.apiReady); err != nil {
		return err
	}
	s.progress.say("API server ready after %s", s.elapsed())
	// Earlier the controller manager would exit: RBAC's own roles are made while the server starts.
	for _, args := range [][]string{controllerManagerArgs(s.dir), schedulerArgs(s.dir), {"addons", string(s.dir), HubAddress + ":53"}} {
		if err := s.run(args); err != nil {
			return err
		}
	}
	if err := createStorageClasses(ctx, s.clients); err != nil {
		return fmt.Errorf("StorageClasses: %w", err)
	}
	if err := s.wait(ctx, "controller-manager", s.controllersReady); err != nil {
		return err
	}
	s.progress.say("controllers ready after %s", s.elapsed())
	select {
	case err := <-nodesUp:
		if err != nil {
			return err
		}
	case err := <-s.failed:
		return err
	case <-ctx.Done():
		return s.abandoned()
	}
	if err := s.wait(ctx, "addons", s.nodesReady); err != nil {
		return err
	}
	if s.config.Real > 0 {
		if err := s.wait(ctx, "addons", s.dnsAnswers); err != nil {
			return err
		}
	}
	s.progress.say("%s ready after %s", describeNodes(s.config), s.elapsed())
	return nil
}

func describeNodes(c state.Config) string {
	var parts []string
	if c.Real > 0 {
		parts = append(parts, fmt.Sprintf("%d real", c.Real))
	}
	if c.Simulated > 0 {
		parts = append(parts, fmt.Sprintf("%d simulated", c.Simulated))
	}
	if parts == nil {
		return "control plane without nodes"
	}
	return strings.Join(parts, " and ") + " nodes"
}

func (s *supervisor) elapsed() string {
	return time.Since(s.began).Round(100 * time.Millisecond).String()
}

func (s *supervisor) abandoned() error {
	return errors.New("stopped before the cluster was ready")
}

// run starts a component of the control plane.
func (s *supervisor) run(args []string) error {
	return s.add(&unit{name: args[0], netns: s.hub, command: func() *exec.Cmd { return self(s.dir, args...) }})
}

func (s *supervisor) add(u *unit) error {
	u.starter, u.log, u.changed = s.starter, s.dir.Log(u.name), s.unitChanged
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return s.abandoned()
	}
	s.units = append(s.units, u)
	s.mu.Unlock()
	return u.start()
}

func (s *supervisor) unit(name string) *unit {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.units {
		if u.name == name {
			return u
		}
	}
	return nil
}

// unitChanged makes `up` fail when a component dies before the cluster was ever
// ready: starting it again would only hide a wrong flag or a taken port.
func (s *supervisor) unitChanged(u *unit) {
	p := u.describe()
	fmt.Fprintf(os.Stderr, "%s %s: running=%v restarts=%d %s\n", time.Now().UTC().Format(time.RFC3339), p.Name, p.Running, p.Restarts, p.Detail)
	s.mu.Lock()
	early := !s.ready && !s.closing
	s.mu.Unlock()
	if early && !p.Running {
		select {
		case s.failed <- fmt.Errorf("%s ended (%s); the end of its log:\n%s", u.name, p.Detail, tail(u.log, 12)):
		default:
		}
	}
}

// wait polls ready, which returns what is still missing.
func (s *supervisor) wait(ctx context.Context, suspect string, ready func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		missing := ready(ctx)
		if missing == nil {
			return nil
		}
		select {
		case err := <-s.failed:
			return err
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("not ready within %s: %w; the end of the log of %s:\n%s", readyWithin, missing, suspect, tail(s.dir.Log(suspect), 12))
			}
			return s.abandoned()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// tearDown stops everything. The data are thrown away, so nobody needs a slow
// farewell: all are asked at once and killed a second later.
func (s *supervisor) tearDown() {
	s.mu.Lock()
	s.closing = true
	units := s.units
	for _, e := range s.exposed {
		units = append(units, e.unit)
	}
	s.mu.Unlock()
	s.stopRealNodes()
	var ended []chan struct{}
	for _, u := range units {
		ended = append(ended, u.forbid())
	}
	deadline := time.After(time.Second)
	for _, done := range ended {
		select {
		case <-done:
		case <-deadline:
			for _, u := range units {
				u.kill()
			}
			deadline = nil
			<-done
		}
	}
}

func tail(path string, lines int) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	const most = 16 << 10
	if info, err := f.Stat(); err == nil && info.Size() > most {
		_, _ = f.Seek(-most, io.SeekEnd)
	}
	b, _ := io.ReadAll(f)
	all := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// forwardAPI leads the one loopback port of the cluster into its network.
func (s *supervisor) forwardAPI() error {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", s.config.Ports.API))
	if err != nil {
		return err
	}
	file, err := listener.(*net.TCPListener).File()
	_ = listener.Close()
	if err != nil {
		return err
	}
	return s.add(&unit{name: "api-forward", netns: s.hub, command: func() *exec.Cmd {
		cmd := self(s.dir, "forward", fmt.Sprintf("127.0.0.1:%d", hubAPIPort))
		cmd.ExtraFiles = []*os.File{file}
		return cmd
	}})
}
