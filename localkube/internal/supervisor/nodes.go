package supervisor

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"localkube/internal/control"
	"localkube/internal/node"
	"localkube/internal/state"
)

// realNode is a node's first process and the line to it.
type realNode struct {
	name     string
	address  string
	cmd      *exec.Cmd
	ended    chan struct{}
	netns    int
	commands *os.File

	mu      sync.Mutex // one command at a time
	answers *bufio.Scanner
}

// nodeAddress is the address of the i-th real node.
func nodeAddress(i int) string { return fmt.Sprintf("172.30.0.%d", i+11) }

func podRange(i int) string { return fmt.Sprintf("10.244.%d.0/24", i+1) }

// startRealNodes brings up all real nodes side by side, up to their kubelets,
// while their images are taken in.
func (s *supervisor) startRealNodes(ctx context.Context) error {
	names := s.config.RealNodes()
	if len(names) == 0 {
		return nil
	}
	images := make(chan struct{})
	var b batch
	var imagesErr error
	go func() {
		b, imagesErr = s.prepareImages()
		close(images)
	}()
	group, _ := errgroup.WithContext(ctx)
	for i, name := range names {
		group.Go(func() error {
			if err := s.startRealNode(i, name); err != nil {
				return fmt.Errorf("node %s: %w", name, err)
			}
			if <-images; imagesErr != nil {
				return imagesErr
			}
			n := s.realNode(name)
			if err := s.give(n, b); err != nil {
				return err
			}
			// Only now: no pod is to find its image missing.
			return n.tell(s.dir, "start-kubelet")
		})
	}
	err := group.Wait()
	<-images
	b.drop()
	if err == nil {
		s.progress.say("containerd and kubelets of %d nodes run after %s", len(names), s.elapsed())
	}
	return err
}

func (s *supervisor) nodeConfig(i int, name string) node.Config {
	c := node.Config{Cluster: string(s.dir), Name: name, Dir: s.dir.Node(name), Address: nodeAddress(i), Hub: HubAddress, APIPort: hubAPIPort,
		PodRange: podRange(i), Routes: map[string]string{}, ServiceRange: ServiceRange, Cgroup: node.CgroupPrefix(s.dir) + name,
		CPU: s.config.CPU, Memory: s.config.Memory}
	for j := range s.config.Real {
		if j != i {
			c.Routes[podRange(j)] = nodeAddress(j)
		}
	}
	return c
}

func (s *supervisor) startRealNode(i int, name string) error {
	c := s.nodeConfig(i, name)
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := state.WriteFile(s.dir.Node(name, "node.json"), b, 0o600); err != nil {
		return err
	}
	log, err := os.OpenFile(s.dir.Log(name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	commandsIn, commandsOut, err := os.Pipe()
	if err != nil {
		return err
	}
	defer commandsIn.Close()
	answersIn, answersOut, err := os.Pipe()
	if err != nil {
		return err
	}
	defer answersOut.Close()
	cmd := self(s.dir, "node-init", s.dir.Node(name, "node.json"))
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{commandsIn, answersOut}
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS | syscall.CLONE_NEWIPC}
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return s.abandoned()
	}
	err = s.starter.Start(cmd, -1)
	if err != nil {
		s.mu.Unlock()
		return err
	}
	n := &realNode{name: name, address: c.Address, cmd: cmd, ended: make(chan struct{}), commands: commandsOut, answers: bufio.NewScanner(answersIn)}
	s.nodes[name] = n
	s.mu.Unlock()
	go func() {
		_ = cmd.Wait()
		close(n.ended)
	}()
	if n.netns, err = unix.Open(fmt.Sprintf("/proc/%d/ns/net", cmd.Process.Pid), unix.O_RDONLY|unix.O_CLOEXEC, 0); err != nil {
		return err
	}
	if err := s.plugIn(i, n); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	return n.answer(s.dir)
}

// answer reads the node's next answer.
func (n *realNode) answer(dir state.Dir) error {
	if !n.answers.Scan() {
		return fmt.Errorf("its first process ended; the end of its log:\n%s", tail(dir.Log(n.name), 12))
	}
	if text, failed := strings.CutPrefix(n.answers.Text(), "error "); failed {
		return errors.New(strings.ReplaceAll(text, "\t", "\n"))
	}
	return nil
}

// tell gives the node a command and waits for its answer.
func (n *realNode) tell(dir state.Dir, command string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, err := fmt.Fprintln(n.commands, command); err != nil {
		return err
	}
	return n.answer(dir)
}

func (s *supervisor) realNode(name string) *realNode {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.nodes[name]
}

// stopRealNodes kills the nodes' first processes, and with them all that the
// nodes are; then only their control groups remain.
func (s *supervisor) stopRealNodes() {
	s.mu.Lock()
	nodes := make([]*realNode, 0, len(s.nodes))
	for _, n := range s.nodes {
		nodes = append(nodes, n)
	}
	s.mu.Unlock()
	for _, n := range nodes {
		_ = n.cmd.Process.Kill()
	}
	for _, n := range nodes {
		<-n.ended
	}
	if len(nodes) > 0 {
		if err := node.RemoveCgroups(s.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// setRealNode kills a kubelet, or starts it again.
func (s *supervisor) setRealNode(n control.Node) error {
	r := s.realNode(n.Name)
	if r == nil {
		return fmt.Errorf("there is no node %q", n.Name)
	}
	if n.Cut {
		if err := s.setCable(r, !n.Stop); err != nil {
			return err
		}
	}
	command := "start-kubelet"
	if n.Stop {
		command = "stop-kubelet"
	}
	return r.tell(s.dir, command)
}

// dnsAnswers asks the cluster's DNS server for the one Service that is always there.
func (s *supervisor) dnsAnswers(ctx context.Context) error {
	var socket net.Conn
	err := s.starter.Do(s.hub, func() (err error) {
		socket, err = net.Dial("udp", HubAddress+":53")
		return err
	})
	if err != nil {
		return err
	}
	defer socket.Close()
	return askDNS(ctx, socket)
}
