package node

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
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

func pretendProcessors(c Config, n int) error {
	const cpus, nodes = "/sys/devices/system/cpu", "/sys/devices/system/node"
	all := fmt.Sprintf("0-%d\n", n-1)
	processors := func(folder string) error {
		for i := range n {
			topology := filepath.Join(folder, "cpu"+strconv.Itoa(i), "topology")
			if err := os.MkdirAll(topology, 0o755); err != nil {
				return err
			}
			for file, text := range map[string]string{"core_id": strconv.Itoa(i), "physical_package_id": "0"} {
				if err := os.WriteFile(filepath.Join(topology, file), []byte(text+"\n"), 0o644); err != nil {
					return err
				}
			}
		}
		return nil
	}
	meminfo, err := os.ReadFile(filepath.Join(nodes, "node0", "meminfo"))
	numa := err == nil
	if err := mount("tmpfs", cpus, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	for _, file := range []string{"online", "possible", "present"} {
		if err := os.WriteFile(filepath.Join(cpus, file), []byte(all), 0o644); err != nil {
			return err
		}
	}
	if err := processors(cpus); err != nil || !numa {
		return err
	}
	if err := mount("tmpfs", nodes, "tmpfs", 0, "mode=755"); err != nil {
		return err
	}
	node0 := filepath.Join(nodes, "node0")
	if err := processors(node0); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(node0, "hugepages"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(node0, "meminfo"), meminfo, 0o644)
}
