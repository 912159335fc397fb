package node

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/utils/cpuset"
)

// pretendSize makes the kubelet see a machine of the size that was asked for:
// its cAdvisor reads these files and nothing else. Pods are not really confined
// to that size; requests, quotas and the scheduler are what it is for.
func pretendSize(c Config) error {
	if c.Memory != "" {
		quantity, err := resource.ParseQuantity(c.Memory)
		if err != nil {
			return err
		}
		if err := pretendMemory(c, quantity.Value()/1024); err != nil {
			return err
		}
	}
	if c.CPU == "" {
		return nil
	}
	quantity, err := resource.ParseQuantity(c.CPU)
	if err != nil {
		return err
	}
	// Value rounds up: a machine has whole processors.
	return pretendProcessors(c, int(max(quantity.Value(), 1)))
}

var memTotal = regexp.MustCompile(`MemTotal:\s+\d+ kB`)

func pretendMemory(c Config, kilobytes int64) error {
	for _, file := range []string{"/proc/meminfo", "/sys/devices/system/node/node0/meminfo"} {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		text := memTotal.ReplaceAllString(string(b), fmt.Sprintf("MemTotal: %d kB", kilobytes))
		if err := substitute(c, file, text); err != nil {
			return err
		}
	}
	return nil
}

// pretendProcessors shows n processors. More than the machine has are the same
// ones again under further NUMA nodes: cAdvisor counts them for each node, while
// the kubelet's cpuset is made of their numbers, which must exist.
func pretendProcessors(c Config, n int) error {
	const cpus, nodes = "/sys/devices/system/cpu", "/sys/devices/system/node"
	b, err := os.ReadFile(filepath.Join(cpus, "online"))
	if err != nil {
		return err
	}
	online, err := cpuset.Parse(strings.TrimSpace(string(b)))
	if err != nil {
		return err
	}
	real := online.List()
	meminfo, err := os.ReadFile(filepath.Join(nodes, "node0", "meminfo"))
	if err != nil {
		meminfo = nil // cAdvisor takes the machine's then
	}
	first := real[:min(n, len(real))]
	if err := showProcessors(cpus, first); err != nil {
		return err
	}
	list := cpuset.New(first...).String() + "\n"
	for _, file := range []string{"online", "possible", "present"} {
		if err := os.WriteFile(filepath.Join(cpus, file), []byte(list), 0o644); err != nil {
			return err
		}
	}
	if _, err := os.Stat(nodes); err != nil {
		return nil // no NUMA in this kernel: no more than the machine has
	}
	if err := mount("tmpfs", nodes, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for i := 0; n > 0; i++ {
		node := filepath.Join(nodes, "node"+strconv.Itoa(i))
		if err := os.MkdirAll(filepath.Join(node, "hugepages"), 0o755); err != nil {
			return err
		}
		if err := writeTopology(node, real[:min(n, len(real))]); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(node, "meminfo"), meminfo, 0o644); err != nil {
			return err
		}
		n -= len(real)
	}
	return nil
}

func showProcessors(folder string, ids []int) error {
	if err := mount("tmpfs", folder, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	return writeTopology(folder, ids)
}

func writeTopology(folder string, ids []int) error {
	for _, id := range ids {
		topology := filepath.Join(folder, "cpu"+strconv.Itoa(id), "topology")
		if err := os.MkdirAll(topology, 0o755); err != nil {
			return err
		}
		for file, text := range map[string]string{"core_id": strconv.Itoa(id), "physical_package_id": "0"} {
			if err := os.WriteFile(filepath.Join(topology, file), []byte(text+"\n"), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
