// Command app is what the tests run in real pods: a small server that also looks
// at its own surroundings when asked.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	version := os.Getenv("VERSION")
	if os.Getenv("CRASH") != "" {
		log.Fatal("asked to crash")
	}
	// DRAIN is how long nobody must have asked before a pod that was told to stop does.
	drain, _ := time.ParseDuration(os.Getenv("DRAIN"))
	var draining atomic.Bool
	var asked atomic.Int64
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		asked.Store(time.Now().UnixNano())
		host, _ := os.Hostname()
		fmt.Fprintln(w, version, host)
	})
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		if draining.Load() {
			http.Error(w, "draining", http.StatusServiceUnavailable)
		}
	})
	http.HandleFunc("/fetch", func(w http.ResponseWriter, r *http.Request) {
		client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
		answer, err := client.Get(r.FormValue("url"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		_, _ = io.Copy(w, answer.Body)
	})
	http.HandleFunc("/lookup", func(w http.ResponseWriter, r *http.Request) {
		addresses, err := net.LookupHost(r.FormValue("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprintln(w, strings.Join(addresses, " "))
	})
	http.HandleFunc("/write", func(w http.ResponseWriter, r *http.Request) {
		if err := os.WriteFile(r.FormValue("file"), []byte(version), 0o600); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	})
	http.HandleFunc("/self", func(w http.ResponseWriter, _ *http.Request) {
		status, _ := os.ReadFile("/proc/self/status")
		_, _ = w.Write(status)
	})
	if len(os.Args) > 1 && os.Args[1] == "hello" {
		fmt.Println("hello from", version)
		return
	}
	server := &http.Server{Addr: ":80"}
	go func() {
		log.Println("listening", version)
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			log.Fatal(err)
		}
	}()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	<-signals
	draining.Store(true)
	// The pod's Service goes on leading here until every kube-proxy knows better,
	// which on a busy machine takes as long as it takes. The grace period is 30 s.
	asked.Store(time.Now().UnixNano())
	for end := time.Now().Add(25 * time.Second); time.Now().Before(end) && time.Since(time.Unix(0, asked.Load())) < drain; {
		time.Sleep(50 * time.Millisecond)
	}
	_ = server.Shutdown(context.Background())
}
