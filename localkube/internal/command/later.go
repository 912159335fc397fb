package command

import "errors"

func loadCommand(args []string) error { return errors.New("not yet") }
