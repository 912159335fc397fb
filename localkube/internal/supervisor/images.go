package supervisor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"localkube/internal/control"
	"localkube/internal/image"
	"localkube/internal/imagestore"
	"localkube/internal/node"
	"localkube/internal/state"
)

// batch is a number of images that are in the cluster's folder, for the nodes to take.
type batch struct {
	list    string   // file with []imagestore.Image
	foreign []string // archives that containerd must import by itself
}

// prepareImages makes the sandbox image and takes in the images' folder.
func (s *supervisor) prepareImages() (batch, error) {
	pause := s.dir.Path("images", "pause.tar")
	if err := os.MkdirAll(filepath.Dir(pause), 0o755); err != nil {
		return batch{}, err
	}
	if err := writePause(pause); err != nil {
		return batch{}, fmt.Errorf("the sandbox image: %w", err)
	}
	defer os.Remove(pause)
	archives := []string{pause}
	if s.config.Images != "" {
		more, err := filepath.Glob(filepath.Join(s.config.Images, "*.tar"))
		if err != nil {
			return batch{}, err
		}
		sort.Strings(more)
		archives = append(archives, more...)
	}
	return s.takeIn(archives)
}

// writePause packs the program beside this one.
func writePause(archive string) error {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	program, err := os.ReadFile(filepath.Join(filepath.Dir(strings.TrimSuffix(self, " (deleted)")), "pause"))
	if err != nil {
		return fmt.Errorf("its program belongs beside localkube: %w", err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(archive), "pause")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "pause"), program, 0o755); err != nil {
		return err
	}
	out, err := os.Create(archive)
	if err != nil {
		return err
	}
	defer out.Close()
	err = image.Write(out, image.Spec{Names: []string{node.SandboxImage}, Entrypoint: []string{"/pause"}, User: "65535:65535", Layers: []string{folder}})
	if err != nil {
		return err
	}
	return out.Close()
}

// takeIn reads archives into the cluster's folder.
func (s *supervisor) takeIn(archives []string) (batch, error) {
	var b batch
	var images []imagestore.Image
	for _, archive := range archives {
		more, err := imagestore.Extract(archive, node.BlobFolder(string(s.dir)))
		if errors.Is(err, imagestore.ErrForeign) {
			// A node sees the cluster's folder, and not every other.
			copied, err := copyInto(s.dir.Path("images"), archive)
			if err != nil {
				return b, err
			}
			b.foreign = append(b.foreign, copied)
			continue
		}
		if err != nil {
			return b, err
		}
		images = append(images, more...)
	}
	content, err := json.Marshal(images)
	if err != nil {
		return b, err
	}
	file, err := os.CreateTemp(s.dir.Path("images"), "list-*.json")
	if err != nil {
		return b, err
	}
	b.list = file.Name()
	if err := file.Close(); err != nil {
		return b, err
	}
	return b, state.WriteFile(b.list, content, 0o600)
}

func copyInto(folder, path string) (string, error) {
	in, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.CreateTemp(folder, "foreign-*.tar")
	if err != nil {
		return "", err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return "", err
	}
	return out.Name(), out.Close()
}

// drop removes what only the import needed; the blobs stay, linked by the nodes.
func (b batch) drop() {
	for _, file := range append([]string{b.list}, b.foreign...) {
		if file != "" {
			_ = os.Remove(file)
		}
	}
}

// give has a node take a batch.
func (s *supervisor) give(n *realNode, b batch) error {
	if err := n.tell(s.dir, "register "+b.list); err != nil {
		return fmt.Errorf("node %s: %w", n.name, err)
	}
	for _, archive := range b.foreign {
		if err := n.tell(s.dir, "import "+archive); err != nil {
			return fmt.Errorf("node %s: %w", n.name, err)
		}
	}
	return nil
}

func (s *supervisor) loadImages(ctx context.Context, l control.LoadImages) (nothing, error) {
	if err := s.needReady(); err != nil {
		return nothing{}, err
	}
	if s.config.Real == 0 {
		return nothing{}, errors.New("simulated nodes take every image as it is named; there is nothing to load")
	}
	b, err := s.takeIn(l.Files)
	defer b.drop()
	if err != nil {
		return nothing{}, err
	}
	group, _ := errgroup.WithContext(ctx)
	for _, name := range s.config.RealNodes() {
		n := s.realNode(name)
		group.Go(func() error { return s.give(n, b) })
	}
	return nothing{}, group.Wait()
}
