package supervisor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"localkube/internal/control"
	"localkube/internal/procs"
	"localkube/internal/state"
)

const (
	// A component that dies is started again; the pause doubles up to the longest.
	firstPause, longestPause = 200 * time.Millisecond, 5 * time.Second
	// A component that ran this long starts again with the first pause.
	steady = 30 * time.Second
)

// unit is one process of the cluster that is kept running.
type unit struct {
	name    string
	command func() *exec.Cmd
	netns   int
	// once means that the process is not started again when it ends by itself.
	once bool

	starter *procs.Starter
	log     string
	// changed is called, without locks held, whenever the process starts or ends.
	changed func(*unit)

	mu       sync.Mutex
	process  *os.Process
	ended    chan struct{} // closed when process is gone
	since    time.Time
	restarts int
	detail   string
	stopped  bool
	wake     chan struct{}
}

func (u *unit) start() error {
	u.wake = make(chan struct{}, 1)
	if err := u.launch(); err != nil {
		return fmt.Errorf("%s: %w", u.name, err)
	}
	go u.keep()
	return nil
}

func (u *unit) launch() error {
	log, err := os.OpenFile(u.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.stopped {
		return errors.New("stopped")
	}
	cmd := u.command()
	cmd.Stdout, cmd.Stderr = log, log
	if err := u.starter.Start(cmd, u.netns); err != nil {
		u.detail = err.Error()
		return err
	}
	ended := make(chan struct{})
	u.process, u.ended, u.since, u.detail = cmd.Process, ended, time.Now(), ""
	go func() {
		_ = cmd.Wait()
		u.mu.Lock()
		u.detail = cmd.ProcessState.String()
		u.mu.Unlock()
		close(ended)
	}()
	return nil
}

// keep waits for the process to end and starts it again.
func (u *unit) keep() {
	pause := firstPause
	for {
		u.mu.Lock()
		ended, began := u.ended, u.since
		u.mu.Unlock()
		<-ended
		u.changed(u)
		if time.Since(began) > steady {
			pause = firstPause
		}
		for {
			u.mu.Lock()
			stopped := u.stopped || u.once
			u.mu.Unlock()
			if stopped {
				return
			}
			select {
			case <-u.wake:
				pause = firstPause
			case <-time.After(pause):
				pause = min(2*pause, longestPause)
			}
			if err := u.launch(); err == nil {
				u.mu.Lock()
				u.restarts++
				u.mu.Unlock()
				u.changed(u)
				break
			}
		}
	}
}

// restart ends the process; keep starts it again at once.
func (u *unit) restart(kill bool) {
	u.mu.Lock()
	process, ended := u.process, u.ended
	u.mu.Unlock()
	signal := os.Signal(syscall.SIGTERM)
	if kill {
		signal = syscall.SIGKILL
	}
	_ = process.Signal(signal)
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		_ = process.Kill()
		<-ended
	}
	select {
	case u.wake <- struct{}{}:
	default:
	}
}

// forbid keeps the process from being started again, then asks it to end.
func (u *unit) forbid() (ended chan struct{}) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.stopped = true
	if u.process == nil {
		done := make(chan struct{})
		close(done)
		return done
	}
	_ = u.process.Signal(syscall.SIGTERM)
	return u.ended
}

func (u *unit) kill() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.process != nil {
		_ = u.process.Kill()
	}
}

func (u *unit) running() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.isRunning()
}

func (u *unit) isRunning() bool {
	if u.process == nil {
		return false
	}
	select {
	case <-u.ended:
		return false
	default:
		return true
	}
}

func (u *unit) describe() control.Process {
	u.mu.Lock()
	defer u.mu.Unlock()
	p := control.Process{Name: u.name, Running: u.isRunning(), Restarts: u.restarts, Since: u.since, Detail: u.detail}
	if u.process != nil {
		p.PID = u.process.Pid
	}
	return p
}

// self is a command that runs this program under another of its names.
func self(dir state.Dir, args ...string) *exec.Cmd {
	// /proc/self/exe stays right when the file is replaced by a newer build.
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Args[0] = "localkube"
	cmd.Dir = string(dir)
	cmd.Env = procs.Environment(string(dir))
	return cmd
}
