package command

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"localkube/internal/load"
)

// longest bounds a load that nobody stops.
const longest = 10 * time.Minute

func loadCommand(args []string) error {
	f := newFlags("load")
	url := f.String("url", "", "what to ask for")
	rate := f.Float64("rate", 100, "requests a second")
	duration := f.Duration("for", 20*time.Second, "how long")
	untilSignal := f.Bool("until-signal", false, fmt.Sprintf("until SIGTERM or SIGINT, %s at most", longest))
	keepAlive := f.Bool("keepalive", false, "use connections again")
	timeout := f.Duration("timeout", 5*time.Second, "of each request")
	output := f.String("output", "text", "text or json")
	var headers list
	f.Var(&headers, "header", "Name: value; may repeat")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	switch {
	case len(rest) > 0:
		return usagef("what is %q?", rest[0])
	case *url == "":
		return usagef("--url is needed")
	case *output != "text" && *output != "json":
		return usagef("--output: text or json, not %q", *output)
	}
	o := load.Options{URL: *url, Rate: *rate, For: *duration, KeepAlive: *keepAlive, Timeout: *timeout, Headers: http.Header{}}
	if *untilSignal {
		o.For = longest
	}
	for _, h := range headers {
		name, value, ok := strings.Cut(h, ":")
		if !ok {
			return usagef("--header: want Name: value, got %q", h)
		}
		o.Headers.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	report, err := load.Run(ctx, o)
	if err != nil {
		return usagef("%v", err)
	}
	if *output == "json" {
		e := json.NewEncoder(os.Stdout)
		e.SetEscapeHTML(false)
		return e.Encode(report)
	}
	fmt.Printf("requests %d, failed %d %v, versions %v, latency p50 %.2f ms, p99 %.2f ms, max %.2f ms, sent for %.3f s\n",
		report.Requests, report.Failed, report.Failures, report.Versions, report.Latency.P50, report.Latency.P99, report.Latency.Max, report.Seconds)
	return nil
}
