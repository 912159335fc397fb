package state

import (
	"errors"
	"io/fs"
	"os"
	"testing"
	"time"
)

func TestNames(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	for name, ok := range map[string]bool{"demo": true, "a-1": true, "": false, "../x": false, "A": false, "-a": false, "a-": false, "a/b": false,
		"a234567890123456789012345678901234567890": true, "a2345678901234567890123456789012345678901": false} {
		if _, err := Of(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestSaveAndList(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	if names, err := List(); err != nil || len(names) != 0 {
		t.Fatal(names, err)
	}
	dir, _ := Of("demo")
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	want := Config{Name: "demo", Real: 2, Simulated: 1, Audit: true, Created: time.Now().UTC().Truncate(time.Second)}
	if err := dir.Save(want); err != nil {
		t.Fatal(err)
	}
	got, err := dir.Load()
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	if names, err := List(); err != nil || len(names) != 1 || names[0] != "demo" {
		t.Error(names, err)
	}
	if n := got.RealNodes(); len(n) != 2 || n[1] != "node2" {
		t.Error(n)
	}
	if n := got.SimulatedNodes(); len(n) != 1 || n[0] != "sim1" {
		t.Error(n)
	}
}

func TestPortsAreNotGivenTwice(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	seen := map[int]bool{}
	for _, name := range []string{"a", "b", "c"} {
		ports, err := FreePorts(3)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range ports {
			if seen[p] {
				t.Errorf("port %d again", p)
			}
			seen[p] = true
		}
		dir, _ := Of(name)
		if err := os.MkdirAll(string(dir), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := dir.Save(Config{Name: name, Ports: Ports{ports[0], ports[1], ports[2]}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheLockIsOfTheFolderThatIsThere(t *testing.T) {
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	dir, _ := Of("demo")
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	first, err := dir.Lock(func() { t.Error("nobody holds it") })
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan struct{})
	result := make(chan error, 1)
	go func() {
		_, err := dir.Lock(func() { close(waiting) })
		result <- err
	}()
	<-waiting
	// The holder takes the cluster down: who waited finds no cluster, not a stale lock.
	if err := os.RemoveAll(string(dir)); err != nil {
		t.Fatal(err)
	}
	first.Unlock()
	if err := <-result; !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
