package command

import (
	"bufio"
	"os"
	"strings"

	"localkube/internal/image"
)

func imageCommand(args []string) error {
	var specs []image.Spec
	for _, one := range eachImage(args) {
		spec, err := imageSpec(one)
		if err != nil {
			return err
		}
		specs = append(specs, spec)
	}
	if info, err := os.Stdout.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return usagef("the archive goes to standard output: redirect it to a file")
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	if err := image.Write(out, specs...); err != nil {
		return err
	}
	return out.Flush()
}

// eachImage splits the arguments at every --next.
func eachImage(args []string) [][]string {
	each := [][]string{nil}
	for _, arg := range args {
		if arg == "--next" {
			each = append(each, nil)
			continue
		}
		each[len(each)-1] = append(each[len(each)-1], arg)
	}
	return each
}

func imageSpec(args []string) (image.Spec, error) {
	f := newFlags("image")
	var names, env, entrypoint, cmd list
	f.Var(&names, "name", "full reference, such as localhost/app:v1; may repeat")
	f.Var(&env, "env", "K=V; may repeat")
	f.Var(&entrypoint, "entrypoint", "a word of the entry point; may repeat, or words separated by commas")
	f.Var(&cmd, "cmd", "a word of the arguments; may repeat, or words separated by commas")
	user := f.String("user", "", "UID, UID:GID or a name of the image")
	workdir := f.String("workdir", "", "working directory")
	stopSignal := f.String("stop-signal", "", "what stops the container in place of SIGTERM, such as SIGQUIT")
	f.Bool("next", false, "what follows is another image of the same archive, which holds common layers once")
	folders, err := parse(f, args)
	if err != nil {
		return image.Spec{}, err
	}
	if len(names) == 0 || len(folders) == 0 {
		return image.Spec{}, usagef("--name REF and a folder for each layer are needed")
	}
	return image.Spec{Names: names, Entrypoint: words(entrypoint), Cmd: words(cmd), Env: env,
		User: *user, WorkingDir: *workdir, StopSignal: *stopSignal, Layers: folders}, nil
}

// words splits a flag that was given once at its commas; given several times,
// each is one word and commas are its own.
func words(l list) []string {
	if len(l) == 1 {
		return strings.Split(l[0], ",")
	}
	return l
}
