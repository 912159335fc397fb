package node

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

func mount(source, target, kind string, flags uintptr, data string) error {
	if err := unix.Mount(source, target, kind, flags, data); err != nil {
		return fmt.Errorf("mount %s on %s: %w", source, target, err)
	}
	return nil
}

func bind(source, target string) error {
	return mount(source, target, "", unix.MS_BIND|unix.MS_REC, "")
}

// prepareMounts gives the node folders of its own in place of the machine's. It
// runs in a mount namespace of its own, with which every mount here ends.
func prepareMounts(c Config) (err error) {
	// Nothing from here on is seen outside, nor anything mounted outside later in here.
	if err := mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	local := func(names ...string) string { return filepath.Join(append([]string{c.Dir}, names...)...) }
	for _, folder := range []string{"kubelet", "containerd", "log", "logs", "etc", "volumes", "tmp", "cgroup"} {
		if err := os.MkdirAll(local(folder), 0o755); err != nil {
			return err
		}
	}
	// A fresh /sys shows this network namespace's devices; the machine's control groups go back under it.
	if err := bind(cgroups, local("cgroup")); err != nil {
		return err
	}
	if err := mount("sysfs", "/sys", "sysfs", 0, ""); err != nil {
		return err
	}
	if err := bind(local("cgroup"), cgroups); err != nil {
		return err
	}
	if err := mount("proc", "/proc", "proc", 0, ""); err != nil {
		return err
	}
	for _, folder := range []string{"/run", "/var/lib", "/var/log"} {
		if err := cover(folder, c.Cluster); err != nil {
			return err
		}
	}
	for _, b := range [][2]string{{local("kubelet"), "/var/lib/kubelet"}, {local("containerd"), "/var/lib/containerd"},
		{local("volumes"), "/var/lib/localkube/volumes"}, {local("log"), "/var/log/pods"}, {local("etc"), cniFolder}} {
		if err := os.MkdirAll(b[1], 0o755); err != nil {
			return err
		}
		if err := bind(b[0], b[1]); err != nil {
			return err
		}
	}
	// Volumes that the kubelet mounts must be seen by containers that started before.
	if err := mount("", "/var/lib/kubelet", "", unix.MS_SHARED|unix.MS_REC, ""); err != nil {
		return err
	}
	if err := hideSettings(c); err != nil {
		return err
	}
	return pretendSize(c)
}

// cover mounts an empty file system over a folder and puts back the one to keep
// when it was below.
func cover(folder, keep string) error {
	below := strings.HasPrefix(keep+"/", folder+"/")
	fd := -1
	if below {
		var err error
		if fd, err = unix.Open(keep, unix.O_PATH|unix.O_CLOEXEC, 0); err != nil {
			return fmt.Errorf("open %s: %w", keep, err)
		}
		defer unix.Close(fd)
	}
	if err := mount("tmpfs", folder, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	if !below {
		return nil
	}
	if err := os.MkdirAll(keep, 0o755); err != nil {
		return err
	}
	return bind(fmt.Sprintf("/proc/self/fd/%d", fd), keep)
}

// hideSettings shows files in place of machine-wide settings that the kubelet
// writes, so that the machine's stay as they are, and of the resolver, so that
// an image that is not there is known to be missing at once.
func hideSettings(c Config) error {
	files := map[string]string{
		"/proc/sys/vm/overcommit_memory": "1", "/proc/sys/vm/panic_on_oom": "0",
		"/proc/sys/kernel/panic": "10", "/proc/sys/kernel/panic_on_oops": "1",
		"/proc/sys/kernel/keys/root_maxkeys": "1000000", "/proc/sys/kernel/keys/root_maxbytes": "25000000",
		"/etc/resolv.conf": "nameserver " + c.Hub,
	}
	for target, text := range files {
		if err := substitute(c, target, text+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// substitute shows text in place of the content of a file, when there is one.
func substitute(c Config, target, text string) error {
	source := filepath.Join(c.Dir, "tmp", strings.ReplaceAll(strings.Trim(target, "/"), "/", "_"))
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(target)
	if err != nil {
		// /etc/resolv.conf often leads into /run, which is covered by now.
		link, err := os.Readlink(target)
		if err != nil {
			return nil
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(target), link)
		}
		if !strings.HasPrefix(link, "/run/") {
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			return err
		}
		return os.WriteFile(link, []byte(text), 0o644)
	}
	return bind(source, real)
}
