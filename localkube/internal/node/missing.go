// Package node is a real node: kubelet, kube-proxy and containerd in
// namespaces of their own.
package node

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pluginFolders are where distributions put CNI's plugins; Debian's comes first.
var pluginFolders = []string{"/usr/lib/cni", "/opt/cni/bin"}

// Missing tells what keeps real nodes from running here, or nil.
func Missing() error {
	if os.Geteuid() != 0 {
		return errors.New("they need root")
	}
	var packages []string
	for _, need := range []struct{ program, debian string }{
		{"containerd", "containerd"}, {"containerd-shim-runc-v2", "containerd"}, {"ctr", "containerd"}, {"runc", "runc"}, {"nft", "nftables"},
		{"mount", "mount"}, {"umount", "mount"},
	} {
		if _, err := exec.LookPath(need.program); err != nil && !contains(packages, need.debian) {
			packages = append(packages, need.debian)
		}
	}
	if pluginFolder() == "" {
		packages = append(packages, "containernetworking-plugins")
	}
	if packages != nil {
		return fmt.Errorf("Debian packages are missing: apt-get install --no-install-recommends %s", strings.Join(packages, " "))
	}
	return nil
}

// pluginFolder holds the CNI plugins that a node uses, or is empty.
func pluginFolder() string {
	for _, folder := range pluginFolders {
		all := true
		for _, plugin := range []string{"bridge", "host-local", "loopback"} {
			if _, err := os.Stat(filepath.Join(folder, plugin)); err != nil {
				all = false
			}
		}
		if all {
			return folder
		}
	}
	return ""
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}
