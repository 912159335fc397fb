// Package addons is the process beside the control plane that holds what is
// localkube's own: simulated nodes, the volume provisioner and the DNS server.
// They share one client and one set of informers.
package addons

import (
	"context"
	"crypto/tls"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/client-go/informers"

	"localkube/internal/dns"
	"localkube/internal/kube"
	"localkube/internal/provision"
	"localkube/internal/sim"
	"localkube/internal/state"
)

// EgressSocket is in the cluster's folder, which is this process's working
// directory: see the supervisor's egress selector.
const EgressSocket = "egress.sock"

// Run serves the cluster in dir until it is told to stop.
func Run(dir state.Dir, dnsAddress string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	config, err := dir.Load()
	if err != nil {
		return err
	}
	clients, err := kube.Client(dir.PKI("addons.kubeconfig"), "localkube-addons")
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(clients, 0)
	real := map[string]bool{}
	for _, name := range config.RealNodes() {
		real[name] = true
	}
	provisioner, err := provision.New(clients, factory, func(node string) string {
		if real[node] {
			return dir.Node(node, "volumes")
		}
		return ""
	})
	if err != nil {
		return err
	}
	var simulator *sim.Simulator
	if config.Simulated > 0 {
		var nodes []sim.Node
		for _, name := range config.SimulatedNodes() {
			nodes = append(nodes, sim.Node{Name: name, CPU: config.CPU, Memory: config.Memory, Tainted: config.Real > 0})
		}
		if simulator, err = sim.New(clients, factory, nodes); err != nil {
			return err
		}
	}
	var names *dns.Server
	if config.Real > 0 {
		names = dns.New(factory)
	}
	factory.Start(ctx.Done())
	syncing, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for kind, ok := range factory.WaitForCacheSync(syncing.Done()) {
		if !ok {
			return fmt.Errorf("no list of %v from the API server within a minute", kind)
		}
	}
	go provisioner(ctx)
	if simulator != nil {
		certificate, err := tls.LoadX509KeyPair(dir.PKI("simulated-kubelet.crt"), dir.PKI("simulated-kubelet.key"))
		if err != nil {
			return err
		}
		if err := simulator.ServeEgress(ctx, EgressSocket, certificate); err != nil {
			return err
		}
		go simulator.Run(ctx)
	}
	if names != nil {
		if err := names.Serve(ctx, dnsAddress); err != nil {
			return err
		}
	}
	fmt.Fprintln(os.Stderr, "ready")
	<-ctx.Done()
	return nil
}
