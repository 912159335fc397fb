// Package command is what people and scripts type.
package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"localkube/internal/addons"
	"localkube/internal/forward"
	"localkube/internal/node"
	"localkube/internal/state"
	"localkube/internal/supervisor"
)

// Exit codes.
const (
	ExitOK     = 0
	ExitFailed = 1
	ExitUsage  = 2
)

// errUsage is a mistake in what was typed; the text says which.
type errUsage string

func (e errUsage) Error() string { return string(e) }

func usagef(format string, args ...any) error { return errUsage(fmt.Sprintf(format, args...)) }

type command struct {
	run  func(args []string) error
	help string // of people's commands; empty for those of the program's own
}

var order = []string{"up", "down", "status", "env", "expose", "load", "image", "images", "restart-apiserver", "node", "kubectl", "help"}

var commands map[string]command

func init() {
	commands = map[string]command{
		"up":                {up, "--name NAME [--real N] [--simulated N]: start a cluster, print how to reach it"},
		"down":              {down, "--name NAME | --all: stop it and remove everything of it"},
		"status":            {status, "[--name NAME]: clusters, nodes, processes, ports"},
		"env":               {env, "--name NAME: print `export KUBECONFIG=…`"},
		"expose":            {expose, "--name NAME PORT=NAMESPACE/SERVICE:PORT: a loopback port that leads to a Service"},
		"load":              {loadCommand, "--url URL: steady load that counts every failure"},
		"image":             {imageCommand, "--name REF DIR…: make an image archive of folders"},
		"images":            {images, "load --name NAME TAR…: import archives into the real nodes"},
		"restart-apiserver": {restartAPIServer, "--name NAME [--kill]: for tests of faults"},
		"node":              {nodeCommand, "stop|start --name NAME NODE: lose a node, and get it back"},
		"kubectl":           {nil, "…: kubectl of the cluster's own version"},
		"help":              {func([]string) error { Usage(os.Stdout); return nil }, ": this text"},

		"supervisor": {run: func(args []string) error {
			if len(args) != 1 {
				return usagef("supervisor DIR")
			}
			return supervisor.Run(state.Dir(args[0]), os.NewFile(3, "progress"))
		}},
		"addons":    {run: func(args []string) error { return addons.Run(state.Dir(args[0]), args[1]) }},
		"node-init": {run: func(args []string) error { return node.Init(args[0]) }},
		"forward":   {run: func(args []string) error { return forward.Run(args[0]) }},
	}
}

// Usage lists the commands.
func Usage(w io.Writer) {
	fmt.Fprintln(w, "localkube: a throw-away, real Kubernetes on this machine")
	fmt.Fprintln(w)
	for _, name := range order {
		fmt.Fprintf(w, "  localkube %s %s\n", name, commands[name].help)
	}
	fmt.Fprintln(w, "\n`localkube COMMAND --help` tells the flags. README.md tells the rest.")
}

// Run runs a command and says whether there is one of that name.
func Run(name string, args []string) (code int, known bool) {
	if name == "-h" || name == "--help" {
		name = "help"
	}
	c, ok := commands[name]
	if !ok || c.run == nil {
		return 0, false
	}
	err := c.run(args)
	var usage errUsage
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return ExitOK, true
	case errors.As(err, &usage):
		fmt.Fprintf(os.Stderr, "localkube %s: %v\n", name, err)
		return ExitUsage, true
	default:
		fmt.Fprintf(os.Stderr, "localkube %s: %v\n", name, err)
		return ExitFailed, true
	}
}

// flags parses args; positional arguments may stand between flags.
func parse(f *flag.FlagSet, args []string) ([]string, error) {
	f.SetOutput(os.Stderr)
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, usagef("%v", err)
		}
		if f.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
}

func newFlags(name string) *flag.FlagSet {
	return flag.NewFlagSet("localkube "+name, flag.ContinueOnError)
}

// nameFlag is `--name`, which nearly every command has.
func nameFlag(f *flag.FlagSet) *string {
	return f.String("name", "default", "the cluster's name")
}

// existing is the folder of a cluster that must be there.
func existing(name string) (state.Dir, error) {
	dir, err := state.Of(name)
	if err != nil {
		return "", usagef("%v", err)
	}
	if !dir.Exists() {
		return "", fmt.Errorf("there is no cluster %q; `localkube up --name %s` starts one, `localkube status` lists them", name, name)
	}
	return dir, nil
}

// list collects a flag that may be given several times.
type list []string

func (l *list) String() string     { return strings.Join(*l, ",") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
