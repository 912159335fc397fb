package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"localkube/internal/control"
	"localkube/internal/node"
	"localkube/internal/procs"
)

// nodesForKills are real ones where they can be: they leave more behind.
func nodesForKills() []string {
	if node.Missing() == nil {
		return []string{"--real", "1", "--simulated", "1"}
	}
	return []string{"--simulated", "1"}
}

func statusOf(t *testing.T, name string) control.Status {
	t.Helper()
	var s control.Status
	if err := control.Call(context.Background(), string(folderOf(t, name)), "status", struct{}{}, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// kill kills without a word and waits until the process is gone.
func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("kill %d: %v", pid, err)
	}
	eventually(t, 10*time.Second, fmt.Sprintf("end of %d", pid), func() error {
		if procs.Alive(pid) {
			return fmt.Errorf("alive")
		}
		return nil
	})
}

func TestKilled(t *testing.T) {
	const name = "killed"
	c := up(t, name, nodesForKills()...)
	t.Run("a component comes back", func(t *testing.T) {
		for _, p := range statusOf(t, name).Processes {
			if p.Name == "addons" || p.Name == "etcd" || p.Name == "scheduler" {
				kill(t, p.PID)
			}
		}
		eventually(t, patience, "health", func() error {
			_, err := try("status", "--name", name)
			return err
		})
		if _, err := c.CoreV1().Nodes().List(context.Background(), metav1.ListOptions{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("up after the supervisor died", func(t *testing.T) {
		kill(t, statusOf(t, name).PID)
		if _, err := try("status", "--name", name); err == nil {
			t.Error("status says that all is well")
		}
		localkube(t, append([]string{"up", "--name", name}, nodesForKills()...)...)
		localkube(t, "status", "--name", name)
	})
	t.Run("down after everything died", func(t *testing.T) {
		before := surroundings()
		dir := folderOf(t, name)
		for pid := range procs.Marked(func(d string) bool { return d == string(dir) }) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
		localkube(t, "down", "--name", name)
		wantNothingLeft(t, name, before)
		localkube(t, "down", "--name", name) // and again: nothing to do is no error
	})
}

// An `up` that is killed half-way leaves nothing that the next does not clean.
func TestUpKilled(t *testing.T) {
	const name = "up-killed"
	before := surroundings()
	cmd := exec.Command(binary, append([]string{"up", "--name", name}, nodesForKills()...)...)
	cmd.Env = os.Environ()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dir := folderOf(t, name)
	ours := func(d string) bool { return d == string(dir) }
	eventually(t, patience, "first processes", func() error {
		if n := len(procs.Marked(ours)); n < 3 {
			return fmt.Errorf("%d", n)
		}
		return nil
	})
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	// The supervisor sees that nobody waits any more.
	eventually(t, patience, "end of all processes", func() error {
		if left := procs.Marked(ours); len(left) > 0 {
			return fmt.Errorf("%v", left)
		}
		return nil
	})
	localkube(t, "down", "--name", name)
	wantNothingLeft(t, name, before)
}

// A folder that somebody deleted under a running cluster hides it from its name only.
func TestFolderDeleted(t *testing.T) {
	const name = "deleted"
	before := surroundings()
	localkube(t, "up", "--name", name, "--simulated", "0", "--real", "0")
	if err := os.RemoveAll(string(folderOf(t, name))); err != nil {
		t.Fatal(err)
	}
	localkube(t, "down", "--all")
	wantNothingLeft(t, name, before)
}

func TestSideBySide(t *testing.T) {
	one := up(t, "one", "--simulated", "1")
	two := up(t, "two", "--simulated", "1")
	a, err := one.CoreV1().Namespaces().Get(context.Background(), "default", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := two.CoreV1().Namespaces().Get(context.Background(), "default", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if a.UID == b.UID {
		x, _ := json.Marshal(a)
		t.Errorf("both lead to the same cluster: %s", x)
	}
}
