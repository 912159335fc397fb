package node

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	"localkube/internal/image"
)

// importAll makes the sandbox image and imports it and every archive of the
// images' folder before the kubelet starts: no pod then finds its image missing.
func (m *machine) importAll() error {
	pause := m.file("tmp/pause.tar")
	if err := writePause(m.config.Pause, pause); err != nil {
		return fmt.Errorf("the sandbox image: %w", err)
	}
	archives := []string{pause}
	if m.config.Images != "" {
		more, err := filepath.Glob(filepath.Join(m.config.Images, "*.tar"))
		if err != nil {
			return err
		}
		sort.Strings(more)
		archives = append(archives, more...)
	}
	for _, archive := range archives {
		if err := m.importImage(archive); err != nil {
			return err
		}
	}
	return os.Remove(pause)
}

func writePause(program, archive string) error {
	b, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(archive), "pause")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "pause"), b, 0o755); err != nil {
		return err
	}
	out, err := os.Create(archive)
	if err != nil {
		return err
	}
	defer out.Close()
	err = image.Write(out, image.Spec{Names: []string{sandboxImage}, Entrypoint: []string{"/pause"}, User: "65535:65535", Layers: []string{folder}})
	if err != nil {
		return err
	}
	return out.Close()
}

// importImage adds the images of an archive to the node.
func (m *machine) importImage(archive string) error {
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
