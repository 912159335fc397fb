// Package e2e brings real clusters up and down. Its clusters live in a state
// folder of their own, so that no other cluster of the user is touched.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"

	"localkube/internal/kube"
	"localkube/internal/node"
	"localkube/internal/procs"
	"localkube/internal/state"
)

// patience is how long to watch for what should take seconds: the machine may
// be busy with other things. Nothing waits longer than it must.
const patience = 2 * time.Minute

// binary is the program under test.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "localkube-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	build := exec.Command("../build.sh")
	build.Stderr = os.Stderr
	out, err := build.Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "build.sh:", err)
		return 1
	}
	binary = strings.TrimSpace(string(out))
	os.Setenv("XDG_STATE_HOME", folder)
	code := m.Run()
	// A test that panicked must not leave a cluster behind.
	_ = exec.Command(binary, "down", "--all").Run()
	return code
}

// localkube runs the program and returns its standard output.
func localkube(t *testing.T, args ...string) string {
	t.Helper()
	out, err := try(args...)
	if err != nil {
		t.Fatalf("localkube %s: %v", strings.Join(args, " "), err)
	}
	return out
}

func try(args ...string) (string, error) {
	cmd := exec.Command(binary, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%w\n%s%s", err, stdout.String(), stderr.String())
	}
	return stdout.String(), nil
}

func folderOf(t *testing.T, name string) state.Dir {
	t.Helper()
	dir, err := state.Of(name)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// up starts a cluster that is gone when the test ends, and checks that it is.
func up(t *testing.T, name string, args ...string) kubernetes.Interface {
	t.Helper()
	before := surroundings()
	t.Cleanup(func() {
		if t.Failed() {
			out, err := try("status", "--name", name)
			t.Logf("status of %s: %v\n%s", name, err, out)
		}
		localkube(t, "down", "--name", name)
		wantNothingLeft(t, name, before)
	})
	began := time.Now()
	out := localkube(t, append([]string{"up", "--name", name}, args...)...)
	t.Logf("%s %s up after %s", name, args, time.Since(began).Round(100*time.Millisecond))
	if want := "export KUBECONFIG=" + folderOf(t, name).Kubeconfig() + "\n"; out != want {
		t.Fatalf("standard output %q, want %q", out, want)
	}
	return client(t, name)
}

func client(t *testing.T, name string) kubernetes.Interface {
	t.Helper()
	c, err := kube.Client(folderOf(t, name).Kubeconfig(), "localkube-e2e")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// surroundings are what a cluster must not change outside its namespaces.
func surroundings() string {
	var b strings.Builder
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		fmt.Fprintln(&b, "interface", i.Name)
	}
	if os.Geteuid() == 0 {
		rules, _ := exec.Command("nft", "list", "ruleset").Output()
		b.Write(rules)
	}
	for _, setting := range []string{"vm/overcommit_memory", "kernel/panic", "net/ipv4/ip_forward"} {
		value, _ := os.ReadFile("/proc/sys/" + setting)
		fmt.Fprintf(&b, "%s %s", setting, value)
	}
	return b.String()
}

func wantNothingLeft(t *testing.T, name, before string) {
	t.Helper()
	dir := folderOf(t, name)
	if left := procs.Marked(func(d string) bool { return d == string(dir) }); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	if dir.Exists() {
		t.Errorf("%s is left", dir)
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil || strings.Contains(string(mounts), string(dir)) {
		t.Errorf("mounts are left, or %v", err)
	}
	for _, pattern := range []string{"/sys/fs/cgroup/*", "/sys/fs/cgroup/*/*"} {
		groups, _ := filepath.Glob(pattern)
		for _, g := range groups {
			if strings.HasPrefix(filepath.Base(g), node.CgroupPrefix(dir)) {
				t.Errorf("control group %s is left", g)
			}
		}
	}
	if after := surroundings(); after != before {
		t.Errorf("the machine changed from\n%s\nto\n%s", before, after)
	}
}

// eventually polls until check returns nil.
func eventually(t *testing.T, within time.Duration, what string, check func() error) {
	t.Helper()
	if err := await(within, check); err != nil {
		t.Fatalf("%s: not within %s: %v", what, within, err)
	}
}

func await(within time.Duration, check func() error) error {
	deadline := time.Now().Add(within)
	for {
		err := check()
		if err == nil || time.Now().After(deadline) {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func raw(c kubernetes.Interface, path string, query ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	request := c.CoreV1().RESTClient().Get().AbsPath(path)
	for i := 0; i+1 < len(query); i += 2 {
		request = request.Param(query[i], query[i+1])
	}
	b, err := request.DoRaw(ctx)
	return string(b), err
}

// auditedAgents are the user agents in the audit log.
func auditedAgents(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(folderOf(t, name).Path("audit.log"))
	if err != nil {
		t.Fatal(err)
	}
	var agents []string
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	for i, line := range lines {
		var entry struct{ Level, UserAgent, Verb, Stage string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			if i == len(lines)-1 {
				continue // being written
			}
			t.Fatalf("audit.log, line %d: %v", i+1, err)
		}
		if entry.Level != "Metadata" || entry.Verb == "" {
			t.Fatalf("audit.log, line %d: %s", i+1, line)
		}
		if !slices.Contains(agents, entry.UserAgent) {
			agents = append(agents, entry.UserAgent)
		}
	}
	return agents
}
