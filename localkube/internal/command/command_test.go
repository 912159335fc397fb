package command

import (
	"errors"
	"reflect"
	"testing"

	"localkube/internal/control"
)

func TestExpose(t *testing.T) {
	got, err := parseExpose("8080=team1/web:http")
	if want := (control.Expose{Listen: 8080, Namespace: "team1", Service: "web", Port: "http"}); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "web", "8080=web:80", "8080=team1/web", "x=team1/web:80", "70000=team1/web:80", "=team1/web:80", "1=/web:80", "1=a/:80", "1=a/b:"} {
		if _, err := parseExpose(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestNodeSize(t *testing.T) {
	if cpu, memory, err := nodeSize("cpu=2,memory=4Gi"); err != nil || cpu != "2" || memory != "4Gi" {
		t.Error(cpu, memory, err)
	}
	for _, bad := range []string{"2", "cpu=two", "disk=1Gi", "cpu=2;memory=4Gi"} {
		if _, _, err := nodeSize(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestNumberOfNodes(t *testing.T) {
	for _, c := range []struct{ real, simulated, wantReal, wantSimulated int }{{0, 0, 0, 0}, {0, 5, 0, 5}, {-1, 5, 0, 5}} {
		r, s, err := chooseNodes(c.real, c.simulated)
		if err != nil || r != c.wantReal || s != c.wantSimulated {
			t.Errorf("%+v: %d, %d, %v", c, r, s, err)
		}
	}
	if r, s, err := chooseNodes(-1, -1); err != nil || r+s != 3 {
		t.Errorf("by default: %d, %d, %v", r, s, err)
	}
	if _, _, err := chooseNodes(0, 5000); err == nil {
		t.Error("5000 nodes are accepted")
	}
}

func TestFlagsAndWordsInAnyOrder(t *testing.T) {
	f := newFlags("x")
	name := nameFlag(f)
	rest, err := parse(f, []string{"stop", "--name", "demo", "node1"})
	if err != nil || *name != "demo" || !reflect.DeepEqual(rest, []string{"stop", "node1"}) {
		t.Errorf("%q, %q, %v", rest, *name, err)
	}
	var usage errUsage
	if _, err := parse(newFlags("x"), []string{"--no-such"}); !errors.As(err, &usage) {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	if got := words(list{"/app,--x"}); !reflect.DeepEqual(got, []string{"/app", "--x"}) {
		t.Error(got)
	}
	if got := words(list{"/app", "a,b"}); !reflect.DeepEqual(got, []string{"/app", "a,b"}) {
		t.Error(got)
	}
	if got := words(nil); len(got) != 0 {
		t.Error(got)
	}
}
