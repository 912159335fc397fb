package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"localkube/internal/control"
	"localkube/internal/kube"
	"localkube/internal/state"
)

func env(args []string) error {
	f := newFlags("env")
	name := nameFlag(f)
	if _, err := parse(f, args); err != nil {
		return err
	}
	dir, err := existing(*name)
	if err != nil {
		return err
	}
	fmt.Printf("export KUBECONFIG=%s\n", dir.Kubeconfig())
	return nil
}

func status(args []string) error {
	f := newFlags("status")
	name := f.String("name", "", "only this cluster; exits with 1 when it is not healthy")
	if _, err := parse(f, args); err != nil {
		return err
	}
	names := []string{*name}
	if *name == "" {
		var err error
		if names, err = everyName(); err != nil {
			return err
		}
		if len(names) == 0 {
			fmt.Println("no clusters")
			return nil
		}
	} else if _, err := existing(*name); err != nil {
		return err
	}
	var sick error
	for _, n := range names {
		dir, err := state.Of(n)
		if err != nil {
			return err
		}
		if err := describe(dir); err != nil {
			fmt.Printf("%s: NOT healthy: %v\n", n, err)
			sick = fmt.Errorf("cluster %s is not healthy; `localkube up` or `localkube down` cleans up", n)
		}
	}
	if *name != "" {
		return sick
	}
	return nil
}

// describe prints a cluster and says what is wrong with it.
func describe(dir state.Dir) error {
	config, err := dir.Load()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var s control.Status
	if err := control.Call(ctx, string(dir), "status", struct{}{}, &s); err != nil {
		return err
	}
	fmt.Printf("%s: up since %s, supervisor %d, https://127.0.0.1:%d, KUBECONFIG=%s\n",
		config.Name, config.Created.Format(time.RFC3339), s.PID, config.Ports.API, dir.Kubeconfig())
	var wrong []error
	if !s.Ready {
		wrong = append(wrong, errors.New("starting or stopping"))
	}
	w := tabwriter.NewWriter(os.Stdout, 2, 8, 2, ' ', 0)
	defer w.Flush()
	for _, p := range s.Processes {
		state := "running"
		if !p.Running {
			state = "NOT running: " + p.Detail
			wrong = append(wrong, fmt.Errorf("%s does not run", p.Name))
		} else if p.Detail != "" {
			state += ", " + p.Detail
		}
		fmt.Fprintf(w, "  process\t%s\tpid %d\trestarts %d\t%s\n", p.Name, p.PID, p.Restarts, state)
	}
	for _, e := range s.Exposed {
		fmt.Fprintf(w, "  exposed\t127.0.0.1:%d\tpid %d\t\tto %s\n", e.Port, e.PID, e.Target)
	}
	clients, err := kube.Client(dir.Kubeconfig(), "localkube-status")
	if err != nil {
		return err
	}
	nodes, err := clients.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return errors.Join(append(wrong, err)...)
	}
	for _, n := range nodes.Items {
		state := "NotReady"
		for _, c := range n.Status.Conditions {
			if c.Type == v1.NodeReady && c.Status == v1.ConditionTrue {
				state = "Ready"
			}
		}
		if state != "Ready" {
			wrong = append(wrong, fmt.Errorf("node %s is not Ready", n.Name))
		}
		fmt.Fprintf(w, "  node\t%s\t%s\t\tcpu %s, memory %s\n", n.Name, state, n.Status.Capacity.Cpu(), n.Status.Capacity.Memory())
	}
	return errors.Join(wrong...)
}
