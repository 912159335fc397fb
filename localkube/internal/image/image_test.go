package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func tree(t *testing.T, at time.Time) string {
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(dir, "srv"), 0o755))
	must(os.WriteFile(filepath.Join(dir, "srv/app"), []byte("program"), 0o755))
	must(os.Link(filepath.Join(dir, "srv/app"), filepath.Join(dir, "srv/same")))
	must(os.Symlink("app", filepath.Join(dir, "srv/link")))
	must(os.Chtimes(filepath.Join(dir, "srv/app"), at, at))
	return dir
}

func write(t *testing.T, s Spec) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSameContentSameBytes(t *testing.T) {
	spec := func(at time.Time) Spec {
		return Spec{Names: []string{"localhost/app:v1"}, Entrypoint: []string{"/srv/app"}, Env: []string{"A=1"}, Layers: []string{tree(t, at)}}
	}
	if !bytes.Equal(write(t, spec(time.Unix(1e9, 0))), write(t, spec(time.Now()))) {
		t.Error("two builds differ")
	}
}

func files(t *testing.T, archive []byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := all[h.Name]; twice {
			t.Errorf("%s is there twice", h.Name)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[h.Name] = content
	}
}

func TestConfiguration(t *testing.T) {
	layer := tree(t, time.Now())
	all := files(t, write(t, Spec{Names: []string{"a:1", "b:2"}, Entrypoint: []string{"/srv/app", "--x"}, Cmd: []string{"y"}, Env: []string{"V=<1>"},
		User: "1000:1000", WorkingDir: "/srv", Layers: []string{layer, layer}}))
	var docker []struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	if err := json.Unmarshal(all["manifest.json"], &docker); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(docker[0].RepoTags, []string{"a:1", "b:2"}) || len(docker[0].Layers) != 2 {
		t.Errorf("%+v", docker)
	}
	var config struct {
		Config struct {
			Entrypoint, Cmd, Env []string
			User, WorkingDir     string
		} `json:"config"`
	}
	if err := json.Unmarshal(all[docker[0].Config], &config); err != nil {
		t.Fatal(err)
	}
	c := config.Config
	if !reflect.DeepEqual(c.Entrypoint, []string{"/srv/app", "--x"}) || !reflect.DeepEqual(c.Cmd, []string{"y"}) || c.User != "1000:1000" || c.WorkingDir != "/srv" ||
		len(c.Env) != 2 || !strings.HasPrefix(c.Env[0], "PATH=") || c.Env[1] != "V=<1>" {
		t.Errorf("%+v", c)
	}
	var layerFiles []string
	for r := tar.NewReader(bytes.NewReader(all[docker[0].Layers[0]])); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.ModTime.Unix() != 0 {
			t.Errorf("%s: owner %d, time %s", h.Name, h.Uid, h.ModTime)
		}
		layerFiles = append(layerFiles, h.Name+" "+string(h.Typeflag)+" "+h.Linkname)
	}
	want := []string{"srv/ 5 ", "srv/app 0 ", "srv/link 2 app", "srv/same 1 srv/app"}
	if !reflect.DeepEqual(layerFiles, want) {
		t.Errorf("%q, want %q", layerFiles, want)
	}
}

func TestNothingToWrite(t *testing.T) {
	for _, s := range []Spec{{}, {Names: []string{"a:1"}}, {Names: []string{"a:1"}, Layers: []string{"/does/not/exist"}}} {
		if err := Write(io.Discard, s); err == nil {
			t.Errorf("%+v is no image", s)
		}
	}
}
