// Package image writes container image archives with no registry, daemon or
// root: OCI layout and Docker's manifest.json in one tar, which `ctr images
// import` and `docker load` both read. The same content gives the same bytes.
package image

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Spec is an image.
type Spec struct {
	// Names are full references, such as localhost/app:v1.
	Names      []string
	Entrypoint []string
	Cmd        []string
	Env        []string
	User       string
	WorkingDir string
	// StopSignal is what the runtime sends in place of SIGTERM, such as SIGQUIT.
	StopSignal string
	// Layers are folders; each becomes one layer, the first at the bottom.
	Layers []string
}

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

func (d descriptor) path() string { return "blobs/sha256/" + strings.TrimPrefix(d.Digest, "sha256:") }

// Write writes an archive of one or more images. A layer that several images
// have is in it once.
func Write(w io.Writer, images ...Spec) error {
	if len(images) == 0 {
		return errors.New("an archive needs an image")
	}
	for _, s := range images {
		if len(s.Names) == 0 || len(s.Layers) == 0 {
			return errors.New("an image needs a name and a folder")
		}
	}
	a := &archive{tar: tar.NewWriter(w), blobs: map[string]bool{}, folders: map[string]descriptor{}}
	for _, s := range images {
		if err := a.add(s); err != nil {
			return err
		}
	}
	return a.close()
}

// archive is one that is being written.
type archive struct {
	tar *tar.Writer
	// blobs are the digests that are in it, folders the layers made of them.
	blobs   map[string]bool
	folders map[string]descriptor
	// index is for OCI's index.json, docker for Docker's manifest.json.
	index  []descriptor
	docker []any
}

func (a *archive) add(s Spec) error {
	var layers []descriptor
	var digests, paths []string
	for _, folder := range s.Layers {
		layer, err := a.layer(folder)
		if err != nil {
			return err
		}
		layers, digests, paths = append(layers, layer), append(digests, layer.Digest), append(paths, layer.path())
	}
	config, err := a.blob(s.config(digests), "application/vnd.oci.image.config.v1+json")
	if err != nil {
		return err
	}
	const manifestType = "application/vnd.oci.image.manifest.v1+json"
	manifest, err := a.blob(map[string]any{"schemaVersion": 2, "mediaType": manifestType, "config": config, "layers": layers}, manifestType)
	if err != nil {
		return err
	}
	for _, name := range s.Names {
		named := manifest
		named.Annotations = map[string]string{"io.containerd.image.name": name,
			"org.opencontainers.image.ref.name": name[strings.LastIndex(name, ":")+1:]}
		a.index = append(a.index, named)
	}
	a.docker = append(a.docker, map[string]any{"Config": config.path(), "RepoTags": s.Names, "Layers": paths})
	return nil
}

// layer reads the folder twice, first for digest and size: an archive entry
// begins with them, and a layer can be too large to hold in memory.
func (a *archive) layer(folder string) (descriptor, error) {
	if d, ok := a.folders[folder]; ok {
		return d, nil
	}
	sum := sha256.New()
	counter := &counting{}
	if err := writeLayer(io.MultiWriter(sum, counter), folder); err != nil {
		return descriptor{}, err
	}
	d := describe(sum, counter.n, "application/vnd.oci.image.layer.v1.tar")
	a.folders[folder] = d
	if a.blobs[d.Digest] {
		return d, nil
	}
	a.blobs[d.Digest] = true
	if err := a.tar.WriteHeader(&tar.Header{Name: d.path(), Mode: 0o644, Size: d.Size}); err != nil {
		return d, err
	}
	again := sha256.New()
	if err := writeLayer(io.MultiWriter(a.tar, again), folder); err != nil {
		return d, fmt.Errorf("%s changed while it was read: %w", folder, err)
	}
	if fmt.Sprintf("sha256:%x", again.Sum(nil)) != d.Digest {
		return d, fmt.Errorf("%s changed while it was read", folder)
	}
	return d, nil
}

type counting struct{ n int64 }

func (c *counting) Write(b []byte) (int, error) { c.n += int64(len(b)); return len(b), nil }

func describe(sum hash.Hash, size int64, media string) descriptor {
	return descriptor{MediaType: media, Digest: fmt.Sprintf("sha256:%x", sum.Sum(nil)), Size: size}
}

// epoch is every file's time: when it was built is no part of an image.
var epoch = time.Unix(0, 0)

// writeLayer writes the folder in the order of names, all of it root's.
func writeLayer(w io.Writer, folder string) error {
	out := tar.NewWriter(w)
	links := map[inode]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if info.Mode()&(os.ModeSocket|os.ModeNamedPipe|os.ModeDevice) != 0 {
			return nil
		}
		target := ""
		if info.Mode()&os.ModeSymlink != 0 {
			if target, err = os.Readlink(path); err != nil {
				return err
			}
		}
		header, err := tar.FileInfoHeader(info, target)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		header.Name = filepath.ToSlash(relative)
		if info.IsDir() {
			header.Name += "/"
		}
		header.Uid, header.Gid, header.Uname, header.Gname = 0, 0, "", ""
		header.ModTime, header.AccessTime, header.ChangeTime = epoch, time.Time{}, time.Time{}
		header.Format = tar.FormatPAX
		if id, several := hardLink(info); several && info.Mode().IsRegular() {
			if first, ok := links[id]; ok {
				header.Typeflag, header.Linkname, header.Size = tar.TypeLink, first, 0
				return out.WriteHeader(header)
			}
			links[id] = header.Name
		}
		if err := out.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
			return err
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = io.Copy(out, file)
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

func (a *archive) blob(value any, media string) (descriptor, error) {
	content, err := encode(value)
	if err != nil {
		return descriptor{}, err
	}
	sum := sha256.New()
	sum.Write(content)
	d := describe(sum, int64(len(content)), media)
	if a.blobs[d.Digest] {
		return d, nil
	}
	a.blobs[d.Digest] = true
	return d, a.file(d.path(), content)
}

func (a *archive) file(name string, content []byte) error {
	if err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

func (a *archive) close() error {
	for _, file := range []struct {
		name  string
		value any
	}{
		{"oci-layout", map[string]string{"imageLayoutVersion": "1.0.0"}},
		{"index.json", map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": a.index}},
		{"manifest.json", a.docker},
	} {
		content, err := encode(file.value)
		if err != nil {
			return err
		}
		if err := a.file(file.name, content); err != nil {
			return err
		}
	}
	return a.tar.Close()
}

func (s Spec) config(layers []string) map[string]any {
	config := map[string]any{"Env": s.environment()}
	for key, value := range map[string][]string{"Entrypoint": s.Entrypoint, "Cmd": s.Cmd} {
		if len(value) > 0 {
			config[key] = value
		}
	}
	for key, value := range map[string]string{"User": s.User, "WorkingDir": s.WorkingDir, "StopSignal": s.StopSignal} {
		if value != "" {
			config[key] = value
		}
	}
	return map[string]any{"architecture": runtime.GOARCH, "os": "linux", "config": config,
		"rootfs": map[string]any{"type": "layers", "diff_ids": layers}}
}

func (s Spec) environment() []string {
	for _, kv := range s.Env {
		if strings.HasPrefix(kv, "PATH=") {
			return s.Env
		}
	}
	return append([]string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, s.Env...)
}

// encode is JSON with keys in order and no escapes for HTML.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return bytes.TrimSpace(b.Bytes()), err
}
