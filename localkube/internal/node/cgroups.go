package node

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"localkube/internal/state"
)

const cgroups = "/sys/fs/cgroup"

// CgroupPrefix begins the names of the control groups of a cluster's nodes. Two
// users, or two state folders, may have clusters of one name: the folder's
// inode tells them apart, and stays known after a crash.
func CgroupPrefix(dir state.Dir) string {
	var info syscall.Stat_t
	if err := syscall.Stat(filepath.Dir(string(dir)), &info); err != nil {
		return "localkube-" + dir.Name() + "-"
	}
	return fmt.Sprintf("localkube-%x-%s-", info.Ino, dir.Name())
}

// hierarchies are the folders in which a node has a control group: one for each
// controller in version 1, or the only one of version 2.
func hierarchies() []string {
	if _, err := os.Stat(filepath.Join(cgroups, "cgroup.controllers")); err == nil {
		return []string{cgroups}
	}
	var list []string
	entries, _ := os.ReadDir(cgroups)
	for _, e := range entries {
		if e.Type()&os.ModeSymlink == 0 && e.IsDir() {
			if _, err := os.Stat(filepath.Join(cgroups, e.Name(), "cgroup.procs")); err == nil {
				list = append(list, filepath.Join(cgroups, e.Name()))
			}
		}
	}
	return list
}

// RemoveCgroups kills what is still in the control groups of a cluster's nodes
// and removes them.
func RemoveCgroups(dir state.Dir) error {
	prefix := CgroupPrefix(dir)
	var left []string
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left = left[:0]
		for _, h := range hierarchies() {
			entries, _ := os.ReadDir(h)
			for _, e := range entries {
				// node1 of "a" must not match a cluster "a-node"'s: names of nodes hold no dash.
				if rest, ok := strings.CutPrefix(e.Name(), prefix); ok && e.IsDir() && !strings.Contains(rest, "-") {
					if err := removeTree(filepath.Join(h, e.Name())); err != nil {
						left = append(left, err.Error())
					}
				}
			}
		}
		if len(left) == 0 {
			return nil
		}
		if time.Now().After(end) {
			return errors.New("control groups remain: " + strings.Join(left, "; "))
		}
	}
}

// removeTree removes a control group and those in it, deepest first.
func removeTree(root string) error {
	var all []string
	_ = filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			all = append(all, path)
		}
		return nil
	})
	sort.Sort(sort.Reverse(sort.StringSlice(all)))
	var failed error
	for _, group := range all {
		procs, err := os.ReadFile(filepath.Join(group, "cgroup.procs"))
		if err == nil {
			for _, line := range strings.Fields(string(procs)) {
				if pid, err := strconv.Atoi(line); err == nil && pid > 1 && pid != os.Getpid() {
					_ = syscall.Kill(pid, syscall.SIGKILL)
				}
			}
		}
		if err := syscall.Rmdir(group); err != nil && err != syscall.ENOENT {
			failed = fmt.Errorf("%s: %w", group, err)
		}
	}
	return failed
}

// makeCgroups makes the control group that the kubelet calls its root, in every
// hierarchy: it refuses to start without.
func makeCgroups(name string) error {
	for _, h := range hierarchies() {
		group := filepath.Join(h, name)
		// Version 2: what a group may limit, its parent must allow.
		_ = os.WriteFile(filepath.Join(h, "cgroup.subtree_control"), []byte("+cpuset +cpu +io +memory +pids"), 0o644)
		if err := os.Mkdir(group, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
		// A whole node would otherwise weigh no more than one process of the machine beside it, and its pods would miss
		// their probes whenever something else is busy. Version 1, then version 2; each file is there in one of them.
		for file, weight := range map[string]string{"cpu.shares": "32768", "cpu.weight": "1250"} {
			if _, err := os.Stat(filepath.Join(group, file)); err == nil {
				_ = os.WriteFile(filepath.Join(group, file), []byte(weight), 0o644)
			}
		}
		for _, file := range []string{"cpuset.cpus", "cpuset.mems"} {
			// Version 1: a new group has no processors and no memory until it is told.
			if b, err := os.ReadFile(filepath.Join(h, file)); err == nil && len(strings.TrimSpace(string(b))) > 0 {
				if err := os.WriteFile(filepath.Join(group, file), b, 0o644); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
