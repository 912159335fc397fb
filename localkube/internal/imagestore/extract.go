// Package imagestore brings image archives into the containerds of a cluster
// cheaply: each blob is read, checked and written once, into a folder of the
// cluster, and every node's content store gets a hard link to it. Layers that
// several images share, or several nodes, cost nothing more. containerd unpacks
// an image when the first container of a node needs it.
package imagestore

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/distribution/reference"
)

// Descriptor is OCI's.
type Descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

// Image is one that the store holds whole.
type Image struct {
	Name     string     `json:"name"` // with registry and tag
	Manifest Descriptor `json:"manifest"`
	// Children are its configuration and its layers, in the manifest's order.
	Children []Descriptor `json:"children"`
}

// ErrForeign means that an archive has another layout than OCI's: containerd's
// own import may still know it.
var ErrForeign = errors.New("no OCI layout")

// Extract adds an archive's blobs to the folder and tells its images.
func Extract(archive, blobs string) ([]Image, error) {
	file, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := os.MkdirAll(blobs, 0o755); err != nil {
		return nil, err
	}
	var index struct {
		Manifests []Descriptor `json:"manifests"`
	}
	// tar seeks in a file, so that what is skipped is not read.
	for entries := tar.NewReader(file); ; {
		header, err := entries.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", archive, err)
		}
		name := strings.TrimPrefix(header.Name, "./")
		if sum, ok := strings.CutPrefix(name, "blobs/sha256/"); ok && header.Typeflag == tar.TypeReg {
			if err := addBlob(blobs, sum, header.Size, entries); err != nil {
				return nil, fmt.Errorf("%s: %w", archive, err)
			}
		} else if name == "index.json" {
			if err := json.NewDecoder(entries).Decode(&index); err != nil {
				return nil, fmt.Errorf("%s: index.json: %w", archive, err)
			}
		}
	}
	var images []Image
	for _, m := range index.Manifests {
		i, err := read(m, blobs)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", archive, err)
		}
		images = append(images, i)
	}
	if images == nil {
		return nil, fmt.Errorf("%s: %w", archive, ErrForeign)
	}
	return images, nil
}

// addBlob writes a blob unless it is there, under its name only when whole and right.
func addBlob(blobs, sum string, size int64, content io.Reader) error {
	if len(sum) != 2*sha256.Size || strings.ContainsAny(sum, "/.") {
		return fmt.Errorf("blob %q: no SHA-256", sum)
	}
	path := filepath.Join(blobs, sum)
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		return nil
	}
	out, err := os.CreateTemp(blobs, ".new-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, hash), content); err != nil {
		return err
	}
	if actual := fmt.Sprintf("%x", hash.Sum(nil)); actual != sum {
		return fmt.Errorf("blob %s has the digest %s", sum, actual)
	}
	if err := out.Chmod(0o444); err != nil {
		return err
	}
	return os.Rename(out.Name(), path)
}

func read(manifest Descriptor, blobs string) (Image, error) {
	name := manifest.Annotations["io.containerd.image.name"]
	if name == "" {
		return Image{}, fmt.Errorf("manifest %s has no name: %w", manifest.Digest, ErrForeign)
	}
	named, err := reference.ParseDockerRef(name)
	if err != nil {
		return Image{}, fmt.Errorf("image name %q: %w", name, err)
	}
	b, err := os.ReadFile(blobFile(blobs, manifest))
	if err != nil {
		return Image{}, err
	}
	var content struct {
		Config *Descriptor  `json:"config"`
		Layers []Descriptor `json:"layers"`
	}
	if err := json.Unmarshal(b, &content); err != nil {
		return Image{}, fmt.Errorf("manifest of %s: %w", name, err)
	}
	if content.Config == nil {
		return Image{}, fmt.Errorf("%s is an index of several platforms: %w", name, ErrForeign)
	}
	i := Image{Name: named.String(), Manifest: manifest, Children: append([]Descriptor{*content.Config}, content.Layers...)}
	for _, d := range i.Children {
		if info, err := os.Stat(blobFile(blobs, d)); err != nil || info.Size() != d.Size {
			return Image{}, fmt.Errorf("%s: blob %s is missing or not of %d bytes", name, d.Digest, d.Size)
		}
	}
	return i, nil
}

func blobFile(blobs string, d Descriptor) string {
	return filepath.Join(blobs, strings.TrimPrefix(d.Digest, "sha256:"))
}
