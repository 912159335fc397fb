// Package forward passes TCP connections on.
package forward

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// Run serves the listening socket that was inherited as file descriptor 3 and
// dials target. The socket belongs to the network namespace that it was made
// in, the connections to the one that this process runs in: so a loopback port
// of the machine leads into a cluster's own network.
func Run(target string) error {
	file := os.NewFile(3, "listener")
	if file == nil {
		return fmt.Errorf("forward: no listening socket was handed over; use `localkube expose`")
	}
	listener, err := net.FileListener(file)
	if err != nil {
		return fmt.Errorf("forward: no listening socket was handed over; use `localkube expose`: %w", err)
	}
	_ = file.Close()
	return serve(listener, target, func(err error) { fmt.Fprintln(os.Stderr, err) })
}

// serve passes on every connection until the listener is closed, and reports
// what it lived through.
func serve(listener net.Listener, target string, report func(error)) error {
	for {
		c, err := listener.Accept()
		if err != nil {
			if !passes(err) {
				return err
			}
			// Connections that end make room; whoever waits to be accepted waits in the kernel's queue.
			report(err)
			time.Sleep(50 * time.Millisecond)
			continue
		}
		go pass(c, target, report)
	}
}

// passes tells whether a later Accept may succeed: no descriptor or no memory
// was left, or the peer had gone already (accept(2)).
func passes(err error) bool {
	for _, e := range []syscall.Errno{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func pass(c net.Conn, target string, report func(error)) {
	upstream, err := net.DialTimeout("tcp", target, 30*time.Second)
	if err != nil {
		report(err)
		// A reset, as the target itself would have answered.
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
		return
	}
	Pipe(c, upstream)
}

// Pipe copies both ways until both sides are done, passing on each side's end
// of stream by itself: a half-closed connection still carries answers.
func Pipe(a, b net.Conn) {
	done := make(chan struct{}, 2)
	one := func(to, from net.Conn) {
		if _, err := io.Copy(to, from); err != nil {
			// A reset on one side must not look like an orderly end on the other.
			_ = a.Close()
			_ = b.Close()
		} else if half, ok := to.(interface{ CloseWrite() error }); ok {
			_ = half.CloseWrite()
		}
		done <- struct{}{}
	}
	go one(a, b)
	go one(b, a)
	<-done
	<-done
	_ = a.Close()
	_ = b.Close()
}
