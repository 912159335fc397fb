package node

import (
	"os"
	"sync"
	"syscall"
)

// reaper starts processes and waits for all of them, its own and the orphans
// that become children of a PID namespace's first process. os/exec cannot share
// that with anybody, so this takes its place.
type reaper struct {
	mu      sync.Mutex
	waiting map[int]*process
}

// process is one that the reaper started.
type process struct {
	pid    int
	ended  chan struct{}
	status syscall.WaitStatus // valid once ended
}

func newReaper() *reaper {
	r := &reaper{waiting: map[int]*process{}}
	signals := make(chan os.Signal, 16)
	notifyChildren(signals)
	go func() {
		for range signals {
			r.reap()
		}
	}()
	return r
}

func (r *reaper) reap() {
	// The lock keeps a process that ends at once from being reaped before start knows it.
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if err == syscall.EINTR {
			continue
		}
		if pid <= 0 || err != nil {
			return
		}
		if p, ours := r.waiting[pid]; ours {
			p.status = status
			delete(r.waiting, pid)
			close(p.ended)
		}
	}
}

// start runs a program with both outputs in the log.
func (r *reaper) start(path string, argv []string, log *os.File) (*process, error) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	pid, err := syscall.ForkExec(path, argv, &syscall.ProcAttr{Env: os.Environ(),
		Files: []uintptr{null.Fd(), log.Fd(), log.Fd()}})
	if err != nil {
		return nil, &os.PathError{Op: "start", Path: path, Err: err}
	}
	p := &process{pid: pid, ended: make(chan struct{})}
	r.waiting[pid] = p
	return p, nil
}
