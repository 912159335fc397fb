package load

import (
	"math"
	"slices"
	"sync"
	"time"
)

// Report is what came of a load. Requests = Succeeded + Failed, always.
type Report struct {
	Started time.Time `json:"started"`
	// Seconds is how long requests were sent.
	Seconds   float64 `json:"seconds"`
	Requests  int     `json:"requests"`
	Succeeded int     `json:"succeeded"`
	Failed    int     `json:"failed"`
	// Failures counts by kind: "connection refused", "connection reset",
	// "connection closed", "timeout", "status 503", …
	Failures map[string]int `json:"failures"`
	// SentAgain are requests that the HTTP client sent a second time, since the connection that it had kept was closed
	// under the first (RFC 9110, 9.2.2). They count by their last outcome.
	SentAgain int `json:"sentAgain"`
	// FirstFailure and LastFailure are when the failed requests were due.
	FirstFailure *time.Time `json:"firstFailure,omitempty"`
	LastFailure  *time.Time `json:"lastFailure,omitempty"`
	// Versions counts the answers by the version that they name.
	Versions map[string]int `json:"versions"`
	// Latency is that of successful requests, from when each was due.
	Latency Latency `json:"latency"`
}

// Latency is in milliseconds; all 0 when nothing succeeded.
type Latency struct {
	P50 float64 `json:"p50Ms"`
	P99 float64 `json:"p99Ms"`
	Max float64 `json:"maxMs"`
}

type counter struct {
	mu          sync.Mutex
	r           Report
	latencies   []time.Duration
	first, last time.Time
}

func newCounter() *counter {
	return &counter{r: Report{Failures: map[string]int{}, Versions: map[string]int{}}}
}

func (c *counter) sent() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.Requests++
}

func (c *counter) sentAgain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.SentAgain++
}

func (c *counter) failed(kind string, due time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.Failed++
	c.r.Failures[kind]++
	if c.first.IsZero() || due.Before(c.first) {
		c.first = due
	}
	if due.After(c.last) {
		c.last = due
	}
}

func (c *counter) succeeded(version string, latency time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.r.Succeeded++
	c.r.Versions[version]++
	c.latencies = append(c.latencies, latency)
}

func (c *counter) report(began time.Time, sent time.Duration) Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.r
	r.Started, r.Seconds = began.UTC(), sent.Round(time.Millisecond).Seconds()
	if r.Failed > 0 {
		first, last := c.first.UTC(), c.last.UTC()
		r.FirstFailure, r.LastFailure = &first, &last
	}
	slices.Sort(c.latencies)
	r.Latency = Latency{P50: quantile(c.latencies, 0.5), P99: quantile(c.latencies, 0.99), Max: quantile(c.latencies, 1)}
	return r
}

// quantile is the nearest rank's, in milliseconds.
func quantile(sorted []time.Duration, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := max(int(math.Ceil(p*float64(len(sorted)))), 1)
	return math.Round(float64(sorted[rank-1].Microseconds())/10) / 100
}
