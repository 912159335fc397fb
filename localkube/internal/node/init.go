package node

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func notifyChildren(c chan<- os.Signal) { signal.Notify(c, syscall.SIGCHLD) }

// machine is the first process of a node.
type machine struct {
	config Config
	reaper *reaper

	mu       sync.Mutex
	silenced bool // the kubelet is to stay down
	kubelet  *process
}

// Init is the first process of a node, in mount, network, PID, UTS and IPC
// namespaces of its own: when it ends, all of the node ends. It takes commands
// on file descriptor 3 and answers each on 4 with a line "ok" or "error TEXT";
// the first answer comes by itself when containerd runs. The kubelet waits to be
// told.
func Init(configFile string) error {
	commands, answers := os.NewFile(3, "commands"), os.NewFile(4, "answers")
	if commands == nil || answers == nil || os.Getpid() != 1 {
		return errors.New("node-init: only `localkube up` starts this")
	}
	// What the node starts must not hold the pipes open after it.
	unix.CloseOnExec(3)
	unix.CloseOnExec(4)
	signal.Ignore(syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGPIPE)
	m := &machine{reaper: newReaper()}
	answer := func(err error) {
		text := "ok"
		if err != nil {
			text = "error " + strings.ReplaceAll(err.Error(), "\n", "\t")
		}
		fmt.Fprintln(answers, text)
	}
	err := m.boot(configFile)
	answer(err)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(commands)
	for lines.Scan() {
		verb, argument, _ := strings.Cut(lines.Text(), " ")
		answer(m.obey(verb, argument))
	}
	return nil // the supervisor is gone
}

func (m *machine) obey(verb, argument string) error {
	switch verb {
	case "register":
		return m.register(argument)
	case "import":
		return m.importArchive(argument)
	case "stop-kubelet":
		return m.silence()
	case "start-kubelet":
		return m.revive()
	default:
		return fmt.Errorf("unknown command %q", verb)
	}
}

func (m *machine) boot(configFile string) error {
	b, err := os.ReadFile(configFile)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &m.config); err != nil {
		return err
	}
	c := m.config
	if err := unix.Sethostname([]byte(c.Name)); err != nil {
		return err
	}
	if err := prepareMounts(c); err != nil {
		return err
	}
	if err := prepareNetwork(c); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	if err := makeCgroups(c.Cgroup); err != nil {
		return fmt.Errorf("control groups: %w", err)
	}
	for path, text := range map[string]string{
		filepath.Join(cniFolder, "10-localkube.conflist"): c.cniConfig(),
		m.file("containerd.toml"):                         c.containerdConfig(snapshotter(m.file("tmp"))),
		m.file("kubelet.yaml"):                            c.kubeletConfig(),
		m.file("kube-proxy.yaml"):                         c.proxyConfig(),
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	if _, err := m.keep("containerd", "containerd", "-c", m.file("containerd.toml")); err != nil {
		return err
	}
	if err := m.self("kube-proxy", "kube-proxy", "--config="+m.file("kube-proxy.yaml"), "--v=1"); err != nil {
		return err
	}
	return awaitContainerd(30 * time.Second)
}

func (m *machine) file(name string) string { return filepath.Join(m.config.Dir, name) }

// log opens the log of a process, in a folder that stays visible outside.
func (m *machine) log(name string) (*os.File, error) {
	return os.OpenFile(filepath.Join(m.config.Dir, "logs", name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY|unix.O_CLOEXEC, 0o600)
}

// keep runs a program and starts it again when it ends.
func (m *machine) keep(name, program string, args ...string) (*process, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, err
	}
	start := func() (*process, error) {
		log, err := m.log(name)
		if err != nil {
			return nil, err
		}
		defer log.Close()
		return m.reaper.start(path, append([]string{program}, args...), log)
	}
	first, err := start()
	if err != nil {
		return nil, err
	}
	go func() {
		p := first
		for {
			<-p.ended
			fmt.Fprintf(os.Stderr, "%s ended: %v\n", name, p.status)
			time.Sleep(500 * time.Millisecond)
			if again, err := start(); err == nil {
				p = again
			} else {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}()
	return first, nil
}

// self keeps one of this program's own components running.
func (m *machine) self(name string, args ...string) error {
	_, err := m.keep(name, "/proc/self/exe", args...)
	return err
}

// revive starts the kubelet and starts it again when it ends, until silenced.
func (m *machine) revive() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.silenced = false
	if m.kubelet != nil {
		return nil
	}
	log, err := m.log("kubelet")
	if err != nil {
		return err
	}
	defer log.Close()
	p, err := m.reaper.start("/proc/self/exe", append([]string{"localkube"}, m.config.kubeletArgs(m.file("kubelet.yaml"))...), log)
	if err != nil {
		return err
	}
	m.kubelet = p
	go func() {
		<-p.ended
		m.mu.Lock()
		m.kubelet = nil
		silenced := m.silenced
		m.mu.Unlock()
		if !silenced {
			time.Sleep(500 * time.Millisecond)
			if err := m.revive(); err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		}
	}()
	return nil
}

func (m *machine) silence() error {
	m.mu.Lock()
	m.silenced = true
	p := m.kubelet
	m.mu.Unlock()
	if p == nil {
		return nil
	}
	if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
		return err
	}
	<-p.ended
	return nil
}

func awaitContainerd(within time.Duration) error {
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("unix", containerdSocket)
		if err == nil {
			return c.Close()
		}
		if time.Now().After(end) {
			return fmt.Errorf("containerd does not answer: %w", err)
		}
	}
}

// snapshotter is overlayfs where it can be, which is not on top of another
// overlay file system, as in a container.
func snapshotter(folder string) string {
	trial := filepath.Join(folder, "overlay")
	defer os.RemoveAll(trial)
	for _, d := range []string{"lower", "upper", "work", "merged"} {
		if os.MkdirAll(filepath.Join(trial, d), 0o755) != nil {
			return "native"
		}
	}
	merged := filepath.Join(trial, "merged")
	data := fmt.Sprintf("lowerdir=%s/lower,upperdir=%s/upper,workdir=%s/work", trial, trial, trial)
	if unix.Mount("overlay", merged, "overlay", 0, data) != nil {
		return "native"
	}
	_ = unix.Unmount(merged, 0)
	return "overlayfs"
}
