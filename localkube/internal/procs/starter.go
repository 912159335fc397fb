// Package procs starts the processes of a cluster and finds them again.
package procs

import (
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// Starter starts every child from one thread that lives as long as this
// process. The kernel ties a child's death signal to the *thread* that made it,
// so with Go's moving goroutines children would be killed at random.
type Starter struct{ work chan func() }

// NewStarter starts the thread.
func NewStarter() *Starter {
	s := &Starter{make(chan func())}
	go func() {
		runtime.LockOSThread()
		for f := range s.work {
			f()
		}
	}()
	return s
}

// Start starts a process that the kernel kills when this one dies, in the
// network namespace netns (a file descriptor), or in ours when that is negative.
func (s *Starter) Start(cmd *exec.Cmd, netns int) error {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	return s.Do(netns, cmd.Start)
}

// Do runs f on the thread, in the network namespace netns.
func (s *Starter) Do(netns int, f func() error) error {
	result := make(chan error, 1)
	s.work <- func() {
		if netns < 0 {
			result <- f()
			return
		}
		home, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			result <- err
			return
		}
		defer unix.Close(home)
		if err := unix.Setns(netns, unix.CLONE_NEWNET); err != nil {
			result <- err
			return
		}
		err = f()
		if back := unix.Setns(home, unix.CLONE_NEWNET); back != nil {
			panic("cannot return to this process's own network namespace: " + back.Error())
		}
		result <- err
	}
	return <-result
}
