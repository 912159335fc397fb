package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"syscall"
	"time"

	"localkube/internal/control"
	"localkube/internal/node"
	"localkube/internal/procs"
	"localkube/internal/state"
)

func down(args []string) error {
	f := newFlags("down")
	name := nameFlag(f)
	all := f.Bool("all", false, "every cluster of this user")
	if rest, err := parse(f, args); err != nil {
		return err
	} else if len(rest) > 0 {
		return usagef("what is %q?", rest[0])
	}
	names := []string{*name}
	if *all {
		var err error
		if names, err = everyName(); err != nil {
			return err
		}
	}
	var failures []error
	for _, n := range names {
		if err := downOne(n); err != nil {
			failures = append(failures, fmt.Errorf("cluster %s: %w", n, err))
		}
	}
	return errors.Join(failures...)
}

// everyName also knows clusters whose folder somebody deleted while they ran.
func everyName() ([]string, error) {
	names, err := state.List()
	if err != nil {
		return nil, err
	}
	root, err := state.Root()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, n := range names {
		seen[n] = true
	}
	for _, dir := range procs.Marked(func(dir string) bool { return filepath.Dir(dir) == root }) {
		seen[filepath.Base(dir)] = true
	}
	names = names[:0]
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return names, nil
}

func downOne(name string) error {
	dir, err := state.Of(name)
	if err != nil {
		return usagef("%v", err)
	}
	began := time.Now()
	if dir.Exists() {
		lock, err := dir.Lock(func() { say("another command works on cluster %s, waiting", name) })
		if err == nil {
			defer lock.Unlock()
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := clean(dir, true); err != nil {
		return err
	}
	say("cluster %s is down (%s)", name, time.Since(began).Round(100*time.Millisecond))
	return nil
}

// clean stops what runs of a cluster and removes what is left of it; the folder
// itself stays when it is about to be used again.
func clean(dir state.Dir, folder bool) error {
	stopSupervisor(dir)
	if err := sweep(dir); err != nil {
		return err
	}
	if folder {
		return os.RemoveAll(string(dir))
	}
	entries, err := os.ReadDir(string(dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(dir.Path(e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// stopSupervisor asks the supervisor to stop everything, when it can still be asked.
func stopSupervisor(dir state.Dir) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	var status control.Status
	if control.Call(ctx, string(dir), "status", struct{}{}, &status) != nil {
		return
	}
	_ = syscall.Kill(status.PID, syscall.SIGTERM)
	for end := time.Now().Add(15 * time.Second); procs.Alive(status.PID) && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}

// sweep removes what a supervisor that was killed could not: processes that
// carry the cluster's mark, and the control groups of its nodes. Everything else
// that a node makes (mounts, interfaces, rules) is in namespaces that end with
// its processes.
func sweep(dir state.Dir) error {
	if _, left := procs.KillMarked(string(dir), 10*time.Second); len(left) > 0 {
		return fmt.Errorf("processes %v do not die", left)
	}
	return node.RemoveCgroups(dir)
}
