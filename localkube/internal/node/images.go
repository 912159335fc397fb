package node

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"localkube/internal/imagestore"
)

// SandboxImage is every pod's first container's; the supervisor makes it.
const SandboxImage = "localhost/localkube/pause:1"

// register adds the images that a list in the cluster's folder names.
func (m *machine) register(list string) error {
	b, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	var images []imagestore.Image
	if err := json.Unmarshal(b, &images); err != nil {
		return fmt.Errorf("%s: %w", list, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	return imagestore.Node{Socket: containerdSocket, Blobs: BlobFolder(m.config.Cluster),
		// Not /var/lib/containerd: a link cannot lead from one mount to another.
		Content: m.file("containerd/io.containerd.content.v1.content/blobs/sha256")}.Register(ctx, images)
}

// BlobFolder is where a cluster keeps the blobs of its nodes' images.
func BlobFolder(cluster string) string { return filepath.Join(cluster, "images", "blobs") }

// importArchive has containerd import an archive by itself.
func (m *machine) importArchive(archive string) error {
	log, err := m.log("import")
	if err != nil {
		return err
	}
	defer log.Close()
	before, _ := log.Seek(0, 2)
	path, err := exec.LookPath("ctr")
	if err != nil {
		return err
	}
	p, err := m.reaper.start(path, []string{"ctr", "--address", containerdSocket, "--namespace", "k8s.io", "images", "import", archive}, log)
	if err != nil {
		return err
	}
	<-p.ended
	if p.status.ExitStatus() != 0 {
		text, _ := os.ReadFile(log.Name())
		said := ""
		if int64(len(text)) > before {
			said = strings.TrimSpace(string(text[before:]))
		}
		return fmt.Errorf("import of %s: %s", archive, said)
	}
	return nil
}
