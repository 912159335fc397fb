package image

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func entries(t *testing.T, archive []byte) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for r := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := found[header.Name]; twice {
			t.Errorf("%s is in the archive twice", header.Name)
		}
		if found[header.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestImagesOfOneArchiveShareTheirLayers(t *testing.T) {
	base := folder(t, map[string]string{"usr/bin/sh": "shell"})
	one, two := folder(t, map[string]string{"app": "1"}), folder(t, map[string]string{"app": "2"})
	write := func() []byte {
		var b bytes.Buffer
		err := Write(&b,
			Spec{Names: []string{"localhost/app:v1", "localhost/app:latest"}, User: "1000", StopSignal: "SIGQUIT", Layers: []string{base, one}},
			Spec{Names: []string{"localhost/app:v2"}, Layers: []string{base, two}})
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	archive := write()
	if !bytes.Equal(archive, write()) {
		t.Error("the same folders gave different bytes")
	}
	files := entries(t, archive)
	// Three layers, two configurations, two manifests, and the three files that name them.
	if len(files) != 3+2+2+3 {
		t.Errorf("the archive has %d entries", len(files))
	}
	var index struct {
		Manifests []descriptor
	}
	if err := json.Unmarshal(files["index.json"], &index); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range index.Manifests {
		names = append(names, m.Annotations["io.containerd.image.name"])
		if int64(len(files[m.path()])) != m.Size {
			t.Errorf("the manifest of %v is missing or has another size", m.Annotations)
		}
	}
	if len(names) != 3 || names[0] != "localhost/app:v1" || names[1] != "localhost/app:latest" || names[2] != "localhost/app:v2" {
		t.Errorf("the index names %v", names)
	}
	var docker []struct {
		Config string
		Layers []string
	}
	if err := json.Unmarshal(files["manifest.json"], &docker); err != nil {
		t.Fatal(err)
	}
	if len(docker) != 2 || docker[0].Layers[0] != docker[1].Layers[0] || docker[0].Layers[1] == docker[1].Layers[1] {
		t.Errorf("Docker's manifest is %+v", docker)
	}
	var config struct {
		Config struct{ User, StopSignal string }
	}
	if err := json.Unmarshal(files[docker[0].Config], &config); err != nil {
		t.Fatal(err)
	}
	if config.Config.User != "1000" || config.Config.StopSignal != "SIGQUIT" {
		t.Errorf("the configuration is %+v", config)
	}
}

func TestAnImageNeedsNameAndFolder(t *testing.T) {
	for _, s := range []Spec{{Names: []string{"a"}}, {Layers: []string{t.TempDir()}}} {
		if err := Write(io.Discard, s); err == nil {
			t.Errorf("%+v was written", s)
		}
	}
	if err := Write(io.Discard); err == nil {
		t.Error("an archive of nothing was written")
	}
}
