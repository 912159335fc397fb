// Package load sends HTTP requests at a fixed rate and counts every one.
package load

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// Options say what to send.
type Options struct {
	URL string
	// Rate is in requests a second.
	Rate float64
	// For is how long to send; the context may end it sooner.
	For time.Duration
	// KeepAlive uses connections again; otherwise each request makes its own.
	KeepAlive bool
	// Timeout is each request's, answer included.
	Timeout time.Duration
	Headers http.Header
}

// Run sends the load until its time is over or the context ends, then waits for
// the answers that are still due.
//
// The loop is open: a request goes out when its time has come, however slow the
// earlier answers are. Latency counts from that time, not from when the request
// really left, so that a stalled sender cannot hide a stalled server.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Rate <= 0 || o.Rate > 100_000 {
		return Report{}, fmt.Errorf("rate %v: more than 0 and at most 100000 requests a second", o.Rate)
	}
	request, err := http.NewRequest(http.MethodGet, o.URL, nil)
	if err != nil {
		return Report{}, err
	}
	if request.URL.Scheme != "http" && request.URL.Scheme != "https" || request.URL.Host == "" {
		return Report{}, fmt.Errorf("%q is no http or https URL", o.URL)
	}
	for name, values := range o.Headers {
		request.Header[name] = values
	}
	transport := &http.Transport{
		DisableKeepAlives: !o.KeepAlive, MaxIdleConnsPerHost: 256, MaxIdleConns: 256, DisableCompression: true,
		DialContext: (&net.Dialer{Timeout: o.Timeout}).DialContext,
	}
	defer transport.CloseIdleConnections()
	s := &sender{count: newCounter(), request: request, client: &http.Client{Transport: transport, Timeout: o.Timeout,
		// A redirect is an answer; following it would count another server's.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	began := time.Now()
	s.send(ctx, o, began)
	sent := time.Since(began)
	s.pending.Wait()
	return s.count.report(began, sent), nil
}

type sender struct {
	client  *http.Client
	request *http.Request
	count   *counter
	pending sync.WaitGroup
}

func (s *sender) send(ctx context.Context, o Options, began time.Time) {
	interval := float64(time.Second) / o.Rate
	timer := time.NewTimer(0)
	defer timer.Stop()
	<-timer.C
	for i := 0; ; i++ {
		after := time.Duration(float64(i) * interval)
		if after >= o.For {
			return
		}
		due := began.Add(after)
		if wait := time.Until(due); wait > 0 {
			timer.Reset(wait)
			select {
			case <-ctx.Done():
				return
			case <-timer.C:
			}
		} else if ctx.Err() != nil {
			return
		}
		s.pending.Add(1)
		s.count.sent()
		go func() {
			defer s.pending.Done()
			s.one(due)
		}()
	}
}

// one sends a request to its end. It is not bound to the context: a request
// that has left is counted by its outcome, not by our impatience.
func (s *sender) one(due time.Time) {
	connections := 0
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connections++ }}
	response, err := s.client.Do(s.request.Clone(httptrace.WithClientTrace(context.Background(), trace)))
	if connections > 1 {
		s.count.sentAgain()
	}
	if err != nil {
		s.count.failed(kindOf(err), due)
		return
	}
	body, err := readBody(response)
	switch {
	case err != nil:
		s.count.failed(kindOf(err), due)
	case response.StatusCode < 200 || response.StatusCode > 299:
		s.count.failed(fmt.Sprintf("status %d", response.StatusCode), due)
	default:
		s.count.succeeded(versionOf(response.Header.Get("Content-Type"), body), time.Since(due))
	}
}
