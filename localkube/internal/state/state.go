// Package state holds what is known of a cluster on disk: its folder, its
// configuration, and the locks that keep two commands from meddling with it.
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"time"

	"golang.org/x/sys/unix"
)

// Config is what `up` decided. It is written before anything starts, so that
// `down` knows what to clean however early the cluster died.
type Config struct {
	Name      string `json:"name"`
	Real      int    `json:"real"`
	Simulated int    `json:"simulated"`
	// CPU and Memory are what a node offers; empty: a real node's is the machine's.
	CPU     string    `json:"cpu,omitempty"`
	Memory  string    `json:"memory,omitempty"`
	Images  string    `json:"images,omitempty"`
	Audit   bool      `json:"audit"`
	Ports   Ports     `json:"ports"`
	Created time.Time `json:"created"`
}

// Ports are on the machine's loopback. A cluster with real nodes has only the
// API server's there; the others are then inside its own network namespace.
type Ports struct {
	API        int `json:"api"`
	EtcdClient int `json:"etcdClient"`
	EtcdPeer   int `json:"etcdPeer"`
}

// SameShape tells whether a running cluster is the one that `up` asks for.
func (c Config) SameShape(o Config) bool {
	return c.Real == o.Real && c.Simulated == o.Simulated && c.CPU == o.CPU && c.Memory == o.Memory && c.Images == o.Images && c.Audit == o.Audit
}

// RealNodes are the names of the real nodes, in order.
func (c Config) RealNodes() []string { return names("node", c.Real) }

// SimulatedNodes are the names of the simulated nodes, in order.
func (c Config) SimulatedNodes() []string { return names("sim", c.Simulated) }

func names(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("%s%d", prefix, i+1)
	}
	return list
}

// validName keeps a name usable as a folder, in a cgroup's name and in a label.
var validName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// Dir is the folder of one cluster.
type Dir string

// Root is the folder of all clusters of this user.
func Root() (string, error) {
	base := os.Getenv("XDG_STATE_HOME")
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("where to keep clusters: %w; set XDG_STATE_HOME or HOME", err)
		}
		base = filepath.Join(home, ".local", "state")
	}
	base, err := filepath.Abs(base)
	return filepath.Join(base, "k8s-release", "clusters"), err
}

// Of is the folder of the cluster of that name, there or not.
func Of(name string) (Dir, error) {
	if !validName.MatchString(name) {
		return "", fmt.Errorf("cluster name %q: lower-case letters, digits and dashes, 40 at most", name)
	}
	root, err := Root()
	return Dir(filepath.Join(root, name)), err
}

// Path joins names to the folder.
func (d Dir) Path(names ...string) string {
	return filepath.Join(append([]string{string(d)}, names...)...)
}

// Name is the cluster's name.
func (d Dir) Name() string { return filepath.Base(string(d)) }

// Kubeconfig is the administrator's.
func (d Dir) Kubeconfig() string { return d.Path("kubeconfig") }

// PKI is where a certificate, key or kubeconfig of a component lies.
func (d Dir) PKI(file string) string { return d.Path("pki", file) }

// Log is the log file of a process.
func (d Dir) Log(process string) string { return d.Path("logs", process+".log") }

// Node is the folder of a real node.
func (d Dir) Node(node string, names ...string) string {
	return d.Path(append([]string{"nodes", node}, names...)...)
}

// Exists tells whether there is such a folder.
func (d Dir) Exists() bool {
	info, err := os.Stat(string(d))
	return err == nil && info.IsDir()
}

// Load reads the configuration.
func (d Dir) Load() (Config, error) {
	var c Config
	b, err := os.ReadFile(d.Path("cluster.json"))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, fmt.Errorf("%s: %w", d.Path("cluster.json"), err)
	}
	return c, nil
}

// Save writes the configuration; a crash leaves the old one or the new one.
func (d Dir) Save(c Config) error {
	b, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return WriteFile(d.Path("cluster.json"), append(b, '\n'), 0o600)
}

// WriteFile replaces a file in one step.
func WriteFile(path string, content []byte, mode os.FileMode) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, content, mode); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// List names the clusters that have a folder.
func List() ([]string, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(root)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []string
	for _, e := range entries {
		if e.IsDir() && validName.MatchString(e.Name()) {
			list = append(list, e.Name())
		}
	}
	sort.Strings(list)
	return list, err
}

// Lock is held by at most one process. It is the kernel's: it cannot outlive its holder.
type Lock struct{ file *os.File }

// Unlock lets go.
func (l *Lock) Unlock() { _ = l.file.Close() }

// LockAll holds the folder of all clusters, making it when it is missing.
func LockAll() (*Lock, error) {
	root, err := Root()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	return lock(root)
}

// Lock holds the cluster: its folder must exist. It waits for a holder and
// calls waiting first. A folder that is removed meanwhile is fs.ErrNotExist.
func (d Dir) Lock(waiting func()) (*Lock, error) {
	for {
		l, err := tryLock(string(d))
		if errors.Is(err, unix.EWOULDBLOCK) {
			waiting()
			l, err = lock(string(d))
		}
		if err != nil {
			return nil, err
		}
		// The former holder may have removed the folder and another made it anew.
		mine, err1 := l.file.Stat()
		there, err2 := os.Stat(string(d))
		if err1 == nil && err2 == nil && os.SameFile(mine, there) {
			return l, nil
		}
		l.Unlock()
		if err2 != nil {
			return nil, err2
		}
	}
}

func lock(path string) (*Lock, error)    { return flock(path, unix.LOCK_EX) }
func tryLock(path string) (*Lock, error) { return flock(path, unix.LOCK_EX|unix.LOCK_NB) }

func flock(path string, how int) (*Lock, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), how)
		if err == nil {
			return &Lock{f}, nil
		}
		if err != unix.EINTR {
			_ = f.Close()
			return nil, err
		}
	}
}
