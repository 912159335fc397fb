package procs

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Marker is the environment variable that every process of a cluster carries;
// its value is the cluster's folder. Process numbers in files go stale, this cannot.
const Marker = "LOCALKUBE_CLUSTER_DIR"

// Environment is this process's own with the marker set.
func Environment(dir string) []string {
	env := make([]string, 0, len(os.Environ())+1)
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, Marker+"=") {
			env = append(env, kv)
		}
	}
	return append(env, Marker+"="+dir)
}

// Marked are the processes that carry the marker: process number to folder.
// Only folders for which want holds count; this process never does.
func Marked(want func(dir string) bool) map[int]string {
	found := map[int]string{}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return found
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		if dir, ok := markerOf(pid); ok && want(dir) {
			found[pid] = dir
		}
	}
	return found
}

func markerOf(pid int) (string, bool) {
	environment, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "environ"))
	if err != nil {
		return "", false
	}
	for _, kv := range bytes.Split(environment, []byte{0}) {
		if value, ok := bytes.CutPrefix(kv, []byte(Marker+"=")); ok {
			return string(value), true
		}
	}
	return "", false
}

// KillMarked kills every process of the cluster in dir until none is left, and
// says how many there were. What does not die within the time is returned.
func KillMarked(dir string, within time.Duration) (killed int, left []int) {
	mine := func(d string) bool { return d == dir }
	seen := map[int]bool{}
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		marked := Marked(mine)
		left = left[:0]
		for pid := range marked {
			left = append(left, pid)
			kill(pid, dir)
			if !seen[pid] {
				seen[pid] = true
			}
		}
		if len(left) == 0 || time.Now().After(end) {
			return len(seen), left
		}
	}
}

// kill holds the process by a file descriptor while it looks at it again: its
// number cannot pass to a stranger in between.
func kill(pid int, dir string) {
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	if marker, ok := markerOf(pid); ok && marker == dir {
		_ = unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
	}
}

// Alive tells whether the process exists and is no zombie.
func Alive(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return false
	}
	i := bytes.LastIndexByte(stat, ')')
	return i >= 0 && i+2 < len(stat) && stat[i+2] != 'Z' && stat[i+2] != 'X'
}
