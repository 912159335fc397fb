package load

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func run(t *testing.T, ctx context.Context, o Options) Report {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	r, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range r.Failures {
		sum += n
	}
	versions := 0
	for _, n := range r.Versions {
		versions += n
	}
	if r.Requests != r.Succeeded+r.Failed || r.Failed != sum || r.Succeeded != versions {
		t.Errorf("the numbers do not add up: %+v", r)
	}
	return r
}

func TestEveryOutcomeIsCounted(t *testing.T) {
	var n, connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch i := n.Add(1); {
		case i%10 == 0:
			http.Error(w, "no", http.StatusServiceUnavailable)
		case i%10 == 1: // no answer at all
			c, _, _ := w.(http.Hijacker).Hijack()
			_ = c.Close()
		case i%10 == 2: // half an answer
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("v1 half"))
		case i%2 == 0:
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"status":"ok","version":"v2"}`)
		default:
			fmt.Fprintln(w, "v1 pod-1")
		}
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	r := run(t, context.Background(), Options{URL: server.URL, Rate: 200, For: time.Second})
	if r.Requests != 200 || int64(r.Requests) != n.Load() {
		t.Errorf("%d counted, %d arrived, 200 due", r.Requests, n.Load())
	}
	if r.Failures["status 503"] != 20 || r.Failures["connection closed"] != 40 || r.Versions["v2"] != 60 || r.Versions["v1"] != 80 {
		t.Errorf("%+v", r)
	}
	if connections.Load() != 200 {
		t.Errorf("%d connections for 200 requests", connections.Load())
	}
	if r.FirstFailure == nil || r.LastFailure == nil || r.LastFailure.Before(*r.FirstFailure) {
		t.Errorf("failures between %v and %v", r.FirstFailure, r.LastFailure)
	}
}

func TestWhatTheClientSendsAgainIsCounted(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.RemoteAddr]++
		n := seen[r.RemoteAddr]
		mu.Unlock()
		if n == 2 { // closes a connection under the second request that it carries
			c, _, _ := w.(http.Hijacker).Hijack()
			_ = c.Close()
			return
		}
		fmt.Fprintln(w, "v1")
	}))
	defer server.Close()
	r := run(t, context.Background(), Options{URL: server.URL, Rate: 50, For: time.Second, KeepAlive: true})
	if r.Succeeded != 50 || r.SentAgain == 0 {
		t.Errorf("%+v", r)
	}
}

func TestKeepAlive(t *testing.T) {
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "v1") }))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	r := run(t, context.Background(), Options{URL: server.URL, Rate: 100, For: 500 * time.Millisecond, KeepAlive: true})
	if r.Succeeded != 50 || connections.Load() > 25 {
		t.Errorf("%d connections for %d requests", connections.Load(), r.Succeeded)
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	r := run(t, context.Background(), Options{URL: "http://" + l.Addr().String(), Rate: 50, For: 200 * time.Millisecond})
	if r.Failed != 10 || r.Failures["connection refused"] != 10 {
		t.Errorf("%+v", r)
	}
}

// A stalled server must neither slow the rate down nor look fast.
func TestTheLoopIsOpen(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-release
		fmt.Fprintln(w, "v1")
	}))
	defer server.Close()
	time.AfterFunc(400*time.Millisecond, func() { close(release) })
	r := run(t, context.Background(), Options{URL: server.URL, Rate: 100, For: 300 * time.Millisecond})
	if r.Succeeded != 30 || r.Latency.Max < 300 || r.Latency.P50 < 100 {
		t.Errorf("%+v", r)
	}
}

func TestTimeout(t *testing.T) {
	block := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-block }))
	defer server.Close()
	defer close(block)
	r := run(t, context.Background(), Options{URL: server.URL, Rate: 10, For: 100 * time.Millisecond, Timeout: 50 * time.Millisecond})
	if r.Requests != 1 || r.Failures["timeout"] != 1 {
		t.Errorf("%+v", r)
	}
}

func TestTheContextEndsIt(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "v1") }))
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	r := run(t, ctx, Options{URL: server.URL, Rate: 100, For: time.Hour})
	if r.Requests == 0 || r.Requests > 21 || r.Failed != 0 {
		t.Errorf("%+v", r)
	}
}

func TestWrongOptions(t *testing.T) {
	for _, o := range []Options{{URL: "http://x", Rate: 0}, {URL: "x", Rate: 1}, {URL: "ftp://x", Rate: 1}} {
		if _, err := Run(context.Background(), o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestVersions(t *testing.T) {
	for body, want := range map[string]string{"v1 pod": "v1", `{"version":"2.0"}`: "2.0", `{"version":3}`: "-", `{}`: "-", "": "-", "{broken": "{broken"} {
		if got := versionOf("", []byte(body)); got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}
