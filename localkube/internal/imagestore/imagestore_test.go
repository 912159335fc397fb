package imagestore

import (
	"archive/tar"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"localkube/internal/image"
)

func folder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func archive(t *testing.T, s image.Spec) []byte {
	var b bytes.Buffer
	if err := image.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func extract(t *testing.T, content []byte, blobs string) ([]Image, error) {
	file := filepath.Join(t.TempDir(), "image.tar")
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return Extract(file, blobs)
}

func TestSharedLayersAreKeptOnce(t *testing.T) {
	base := folder(t, map[string]string{"lib": strings.Repeat("x", 10000)})
	blobs := t.TempDir()
	one, err := extract(t, archive(t, image.Spec{Names: []string{"app:v1", "localhost/app:v1"}, Layers: []string{base, folder(t, map[string]string{"a": "1"})}}), blobs)
	if err != nil {
		t.Fatal(err)
	}
	two, err := extract(t, archive(t, image.Spec{Names: []string{"app:v2"}, Layers: []string{base, folder(t, map[string]string{"a": "2"})}}), blobs)
	if err != nil {
		t.Fatal(err)
	}
	if len(one) != 2 || one[0].Name != "docker.io/library/app:v1" || one[1].Name != "localhost/app:v1" || len(two) != 1 || len(one[0].Children) != 3 {
		t.Fatalf("%+v %+v", one, two)
	}
	if one[0].Children[1].Digest != two[0].Children[1].Digest || one[0].Children[2].Digest == two[0].Children[2].Digest {
		t.Error("the first layer is to be the same, the second another")
	}
	entries, _ := os.ReadDir(blobs)
	if len(entries) != 7 { // manifest and configuration of each, three layers
		t.Errorf("%d blobs: %v", len(entries), entries)
	}
}

func TestDamagedArchivesAreRefused(t *testing.T) {
	whole := archive(t, image.Spec{Names: []string{"app:v1"}, Layers: []string{folder(t, map[string]string{"marker": "UNMISTAKABLE"})}})
	damaged := bytes.Replace(whole, []byte("UNMISTAKABLE"), []byte("UNMISTAKEN.."), 1)
	blobs := t.TempDir()
	if _, err := extract(t, damaged, blobs); err == nil || !strings.Contains(err.Error(), "has the digest") {
		t.Errorf("got %v", err)
	}
	if entries, _ := os.ReadDir(blobs); len(entries) != 0 {
		t.Errorf("left %v", entries)
	}
	if _, err := extract(t, whole[:len(whole)/2], t.TempDir()); err == nil {
		t.Error("half an archive is taken for a whole one")
	}
}

func TestOtherLayoutsAreForeign(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "manifest.json", Mode: 0o644, Size: 2}); err != nil {
		t.Fatal(err)
	}
	_, _ = w.Write([]byte("[]"))
	_ = w.Close()
	if _, err := extract(t, b.Bytes(), t.TempDir()); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v", err)
	}
}
