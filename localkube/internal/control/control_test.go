package control

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDeepFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 30))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Call(context.Background(), dir, "double", 1, nil); !errors.Is(err, ErrNotRunning) {
		t.Errorf("nobody listens: %v", err)
	}
	for range 2 { // the second takes the place of a socket that was left
		l, err := Listen(dir)
		if err != nil {
			t.Fatal(err)
		}
		mux := http.NewServeMux()
		Handle(mux, "double", func(_ context.Context, n int) (int, error) {
			if n < 0 {
				return 0, errors.New("too small")
			}
			return 2 * n, nil
		})
		server := &http.Server{Handler: mux}
		go func() { _ = server.Serve(l) }()
		var out int
		if err := Call(context.Background(), dir, "double", 21, &out); err != nil || out != 42 {
			t.Errorf("%d, %v", out, err)
		}
		if err := Call(context.Background(), dir, "double", -1, &out); err == nil || err.Error() != "too small" {
			t.Errorf("got %v", err)
		}
		_ = server.Close()
	}
}
