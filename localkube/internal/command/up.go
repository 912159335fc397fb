package command

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/api/resource"

	"localkube/internal/control"
	"localkube/internal/node"
	"localkube/internal/procs"
	"localkube/internal/state"
)

func up(args []string) error {
	f := newFlags("up")
	name := nameFlag(f)
	realNodes := f.Int("real", -1, "real nodes: pods run (needs root); default 3 when possible and --simulated is not given")
	simulated := f.Int("simulated", -1, "simulated nodes: pods are only API objects (no root)")
	size := f.String("node-size", "", "what each node offers, cpu=N,memory=N; default cpu=4,memory=8Gi for simulated nodes and the machine's own for real ones")
	images := f.String("images", "", "folder with image archives (*.tar) for the real nodes")
	audit := f.Bool("audit", true, "write audit.log: every request, level Metadata")
	if rest, err := parse(f, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("what is %q?", rest[0])
	}
	dir, err := state.Of(*name)
	if err != nil {
		return usagef("%v", err)
	}
	config := state.Config{Name: *name, Audit: *audit, Created: time.Now().UTC()}
	if config.CPU, config.Memory, err = nodeSize(*size); err != nil {
		return err
	}
	if *images != "" {
		if config.Images, err = filepath.Abs(*images); err != nil {
			return err
		}
		if info, err := os.Stat(config.Images); err != nil || !info.IsDir() {
			return usagef("--images: %s is not a folder", *images)
		}
	}
	if config.Real, config.Simulated, err = chooseNodes(*realNodes, *simulated); err != nil {
		return err
	}
	lock, err := occupy(dir, config)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	if running, err := alreadyUp(dir, config); err != nil || running {
		if err == nil {
			say("cluster %s is up already", *name)
			fmt.Printf("export KUBECONFIG=%s\n", dir.Kubeconfig())
		}
		return err
	}
	if err := clean(dir, false); err != nil {
		return err
	}
	if err := assignPorts(dir, &config); err != nil {
		return err
	}
	if err := start(dir); err != nil {
		return err
	}
	fmt.Printf("export KUBECONFIG=%s\n", dir.Kubeconfig())
	return nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "localkube: "+format+"\n", args...) }

// nodeSize reads cpu=N,memory=N.
func nodeSize(text string) (cpu, memory string, err error) {
	if text == "" {
		return "", "", nil
	}
	for _, part := range strings.Split(text, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if _, err := resource.ParseQuantity(value); err != nil {
			return "", "", usagef("--node-size: %q is no quantity", part)
		}
		switch key {
		case "cpu":
			cpu = value
		case "memory":
			memory = value
		default:
			return "", "", usagef("--node-size: cpu=N,memory=N, not %q", part)
		}
	}
	return cpu, memory, nil
}

// chooseNodes fills in what was not said: three real nodes where they can run,
// else three simulated ones.
func chooseNodes(realNodes, simulated int) (int, int, error) {
	const otherwise, most = 3, 1000
	if realNodes > 50 || simulated > most {
		return 0, 0, usagef("at most 50 real and %d simulated nodes", most)
	}
	unsaid := realNodes < 0 && simulated < 0
	if realNodes > 0 || unsaid {
		switch missing := node.Missing(); {
		case missing == nil && unsaid:
			realNodes = otherwise
			say("%d real nodes (root, and the packages are there)", otherwise)
		case missing != nil && unsaid:
			simulated = otherwise
			say("%d simulated nodes; real ones are not possible: %v", otherwise, missing)
		case missing != nil:
			return 0, 0, fmt.Errorf("real nodes are not possible: %w", missing)
		}
	}
	return max(realNodes, 0), max(simulated, 0), nil
}

// occupy makes the cluster's folder and holds it against other commands.
func occupy(dir state.Dir, config state.Config) (*state.Lock, error) {
	for {
		all, err := state.LockAll()
		if err != nil {
			return nil, err
		}
		err = os.MkdirAll(string(dir), 0o700)
		all.Unlock()
		if err != nil {
			return nil, err
		}
		lock, err := dir.Lock(func() { say("another command works on cluster %s, waiting", config.Name) })
		if !os.IsNotExist(err) {
			return lock, err
		}
	}
}

// alreadyUp tells whether the very cluster that is asked for runs.
func alreadyUp(dir state.Dir, config state.Config) (bool, error) {
	var status control.Status
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := control.Call(ctx, string(dir), "status", struct{}{}, &status); err != nil || !status.Ready {
		return false, nil
	}
	old, err := dir.Load()
	if err != nil {
		return false, nil
	}
	if !old.SameShape(config) {
		return false, fmt.Errorf("cluster %s is up with other settings (%d real, %d simulated nodes of %s CPU and %s); `localkube down --name %s` first",
			config.Name, old.Real, old.Simulated, old.CPU, old.Memory, config.Name)
	}
	for _, p := range status.Processes {
		if !p.Running {
			return false, nil
		}
	}
	return true, nil
}

func assignPorts(dir state.Dir, config *state.Config) error {
	all, err := state.LockAll()
	if err != nil {
		return err
	}
	defer all.Unlock()
	ports, err := state.FreePorts(3)
	if err != nil {
		return err
	}
	config.Ports = state.Ports{API: ports[0], EtcdClient: ports[1], EtcdPeer: ports[2]}
	return dir.Save(*config)
}

// start runs the supervisor and follows it until the cluster is ready.
func start(dir state.Dir) error {
	if err := os.MkdirAll(dir.Path("logs"), 0o700); err != nil {
		return err
	}
	log, err := os.OpenFile(dir.Log("supervisor"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	cmd := exec.Command("/proc/self/exe", "supervisor", string(dir))
	cmd.Args[0] = "localkube"
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, []*os.File{writer}
	cmd.Dir, cmd.Env = string(dir), procs.Environment(string(dir))
	// A session of its own: it must not end with the terminal.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	_ = writer.Close()
	if err != nil {
		return err
	}
	interrupt := make(chan os.Signal, 1)
	signal.Notify(interrupt, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-interrupt
		_ = cmd.Process.Signal(syscall.SIGTERM)
	}()
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		word, text, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "progress":
			say("%s", text)
		case "ready":
			signal.Stop(interrupt)
			return nil
		case "failed":
			err = fmt.Errorf("%s\n(the logs stay in %s until the next up or down)", strings.ReplaceAll(text, "\t", "\n"), dir.Path("logs"))
		}
	}
	_ = cmd.Wait()
	if err == nil {
		err = fmt.Errorf("the supervisor died; see %s", dir.Log("supervisor"))
	}
	if swept := sweep(dir); swept != nil {
		say("%v", swept)
	}
	return err
}
