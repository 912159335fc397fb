// Command localkube runs a throw-away, real Kubernetes on this machine: for
// demonstrations, tests and benchmarks. It is one program with many names: the
// commands for people (up, down, status, …) and every component of the cluster
// (etcd, apiserver, kubelet, …), which it starts as processes of its own.
package main

import (
	"fmt"
	"os"

	"localkube/internal/command"
)

func main() {
	if len(os.Args) < 2 {
		command.Usage(os.Stderr)
		os.Exit(command.ExitUsage)
	}
	name, args := os.Args[1], os.Args[2:]
	if run, ok := components[name]; ok {
		// Kubernetes' commands read os.Args themselves.
		os.Args = append([]string{name}, args...)
		os.Exit(run(os.Args))
	}
	if code, ok := command.Run(name, args); ok {
		os.Exit(code)
	}
	fmt.Fprintf(os.Stderr, "localkube: there is no command %q; `localkube help` lists them\n", name)
	os.Exit(command.ExitUsage)
}
