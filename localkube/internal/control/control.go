// Package control is how a command speaks to a running cluster's supervisor:
// HTTP with JSON over a Unix socket in the cluster's folder.
package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// Process is one process of the cluster.
type Process struct {
	Name     string    `json:"name"`
	PID      int       `json:"pid"`
	Running  bool      `json:"running"`
	Restarts int       `json:"restarts"`
	Since    time.Time `json:"since"`
	Detail   string    `json:"detail,omitempty"`
}

// Status is what the supervisor knows.
type Status struct {
	PID       int       `json:"pid"`
	Ready     bool      `json:"ready"`
	Processes []Process `json:"processes"`
	Exposed   []Exposed `json:"exposed,omitempty"`
}

// Exposed is a loopback port that leads to a Service.
type Exposed struct {
	Port   int    `json:"port"`
	Target string `json:"target"`
	PID    int    `json:"pid"`
}

// Expose asks for a loopback port; Listen 0 means any.
type Expose struct {
	Listen    int    `json:"listen"`
	Namespace string `json:"namespace"`
	Service   string `json:"service"`
	Port      string `json:"port"`
}

// Restart asks for a process to be stopped and started again.
type Restart struct {
	Process string `json:"process"`
	// Kill leaves it no time to say farewell.
	Kill bool `json:"kill"`
}

// Node asks for a node to fall silent, or to come back.
type Node struct {
	Name string `json:"name"`
	Stop bool   `json:"stop"`
	// Cut also takes a real node off the network, so that its pods cannot be reached.
	Cut bool `json:"cut"`
}

// LoadImages asks for archives to be imported into every real node.
type LoadImages struct {
	Files []string `json:"files"`
}

const socket = "control.sock"

// A path of more than 107 bytes is no address of a Unix socket, and state
// folders can be deep: the folder is named through a file descriptor instead.
func through(dir string, use func(address string) error) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return use(fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), socket))
}

// Listen makes the socket, in place of one that a dead supervisor left.
func Listen(dir string) (net.Listener, error) {
	if err := os.Remove(filepath.Join(dir, socket)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var l net.Listener
	err := through(dir, func(address string) (err error) {
		l, err = net.Listen("unix", address)
		if err == nil {
			// Its path is gone with the descriptor; the folder is removed as a whole.
			l.(*net.UnixListener).SetUnlinkOnClose(false)
		}
		return err
	})
	return l, err
}

// ErrNotRunning means that no supervisor answers.
var ErrNotRunning = errors.New("the cluster is not running")

// Call sends a request to the supervisor of the cluster in dir and reads the
// answer into out, which may be nil.
func Call(ctx context.Context, dir, action string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (c net.Conn, err error) {
			err = through(dir, func(address string) (err error) {
				c, err = (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "unix", address)
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("%w (%v)", ErrNotRunning, err)
			}
			return c, nil
		},
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://supervisor/"+action, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return errors.New(string(bytes.TrimSpace(answer)))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// Handle serves one action: it reads the request, runs f and writes its answer.
func Handle[In, Out any](mux *http.ServeMux, action string, f func(context.Context, In) (Out, error)) {
	mux.HandleFunc("POST /"+action, func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := f(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	})
}
