package command

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"localkube/internal/control"
)

// call sends a request to the supervisor of a cluster that must run.
func call(name, action string, in, out any) error {
	dir, err := existing(name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	return control.Call(ctx, string(dir), action, in, out)
}

func expose(args []string) error {
	f := newFlags("expose")
	name := nameFlag(f)
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("one LISTEN_PORT=NAMESPACE/SERVICE:PORT is needed; 0 as LISTEN_PORT takes any free one")
	}
	e, err := parseExpose(rest[0])
	if err != nil {
		return err
	}
	var exposed control.Exposed
	if err := call(*name, "expose", e, &exposed); err != nil {
		return err
	}
	say("127.0.0.1:%d leads to %s/%s (%s), process %d", exposed.Port, e.Namespace, e.Service, exposed.Target, exposed.PID)
	fmt.Println(exposed.Port)
	return nil
}

func parseExpose(text string) (control.Expose, error) {
	var e control.Expose
	bad := usagef("want LISTEN_PORT=NAMESPACE/SERVICE:PORT, got %q", text)
	listen, target, ok1 := strings.Cut(text, "=")
	namespace, service, ok2 := strings.Cut(target, "/")
	service, port, ok3 := strings.Cut(service, ":")
	number, err := strconv.ParseUint(listen, 10, 16)
	if !ok1 || !ok2 || !ok3 || err != nil || namespace == "" || service == "" || port == "" {
		return e, bad
	}
	return control.Expose{Listen: int(number), Namespace: namespace, Service: service, Port: port}, nil
}

func restartAPIServer(args []string) error {
	f := newFlags("restart-apiserver")
	name := nameFlag(f)
	kill := f.Bool("kill", false, "kill -9 rather than ask")
	if _, err := parse(f, args); err != nil {
		return err
	}
	began := time.Now()
	if err := call(*name, "restart", control.Restart{Process: "apiserver", Kill: *kill}, nil); err != nil {
		return err
	}
	say("the API server is back after %s", time.Since(began).Round(100*time.Millisecond))
	return nil
}

func nodeCommand(args []string) error {
	f := newFlags("node")
	name := nameFlag(f)
	cut := f.Bool("network", false, "also cut a real node's network (start: plug it in again); without it only the kubelet stops and pods go on serving")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) != 2 || rest[0] != "stop" && rest[0] != "start" {
		return usagef("node stop|start --name NAME NODE")
	}
	return call(*name, "node", control.Node{Name: rest[1], Stop: rest[0] == "stop", Cut: *cut}, nil)
}

func images(args []string) error {
	f := newFlags("images")
	name := nameFlag(f)
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if len(rest) < 2 || rest[0] != "load" {
		return usagef("images load --name NAME TAR...")
	}
	var files []string
	for _, file := range rest[1:] {
		path, err := filepath.Abs(file)
		if err != nil {
			return err
		}
		files = append(files, path)
	}
	began := time.Now()
	if err := call(*name, "load-images", control.LoadImages{Files: files}, nil); err != nil {
		return err
	}
	say("%d archives are in all real nodes of %s (%s)", len(files), *name, time.Since(began).Round(100*time.Millisecond))
	return nil
}
