package procs

import (
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func TestMarkedProcessesAreFoundAndKilled(t *testing.T) {
	dir := t.TempDir()
	starter := NewStarter()
	// The shell's child inherits the mark: grandchildren count too.
	mine := exec.Command("sh", "-c", "sleep 300 & wait")
	mine.Env = Environment(dir)
	other := exec.Command("sleep", "300")
	other.Env = Environment(dir + "-other")
	for _, c := range []*exec.Cmd{mine, other} {
		if err := starter.Start(c, -1); err != nil {
			t.Fatal(err)
		}
		go func() { _ = c.Wait() }()
	}
	defer func() { _ = other.Process.Kill() }()
	deadline := time.Now().Add(10 * time.Second)
	for len(Marked(func(d string) bool { return d == dir })) < 2 && time.Now().Before(deadline) {
		time.Sleep(10 * time.Millisecond)
	}
	killed, left := KillMarked(dir, 10*time.Second)
	if killed != 2 || len(left) != 0 {
		t.Errorf("killed %d, left %v", killed, left)
	}
	if !Alive(other.Process.Pid) {
		t.Error("another cluster's process was killed")
	}
	if killed, _ := KillMarked(dir, time.Second); killed != 0 {
		t.Errorf("killed %d more", killed)
	}
}

func TestZombiesAreNotAlive(t *testing.T) {
	c := exec.Command("true")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for Alive(c.Process.Pid) && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	if Alive(c.Process.Pid) || syscall.Kill(c.Process.Pid, 0) != nil {
		t.Error("a process that ended and was not waited for is there, but not alive")
	}
	_ = c.Wait()
}
