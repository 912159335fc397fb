package forward

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"
)

const patience = 20 * time.Second

// A burst of connections that uses up the file descriptors delays connections;
// it must not end the forward.
func TestNoDescriptorLeftOnlyDelays(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	reports := make(chan error, 100)
	ended := make(chan error, 1)
	target := echo(t)
	go func() { ended <- serve(listener, target, func(err error) { reports <- err }) }()
	early := dial(t, listener.Addr().String())
	roundTrip(t, early)

	free := takeAllDescriptorsButOne(t)
	late := dial(t, listener.Addr().String())
	select {
	case err := <-reports:
		if !errors.Is(err, syscall.EMFILE) {
			t.Fatalf("reported %v", err)
		}
	case err := <-ended:
		t.Fatalf("ended: %v", err)
	case <-time.After(patience):
		t.Fatal("descriptors were left, so this tests nothing")
	}
	roundTrip(t, early)
	free()

	roundTrip(t, late)
	listener.Close()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("goes on after its listener was closed")
	}
}

// echo answers every connection with what it says, and returns its address.
func echo(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go io.Copy(c, c)
		}
	}()
	return listener.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func roundTrip(t *testing.T, c net.Conn) {
	t.Helper()
	_ = c.SetDeadline(time.Now().Add(patience))
	if _, err := c.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
}

// takeAllDescriptorsButOne leaves one for the test's own next connection, and returns what gives them back.
func takeAllDescriptorsButOne(t *testing.T) func() {
	t.Helper()
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: 200, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	var taken []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		taken = append(taken, f)
	}
	if len(taken) == 0 {
		t.Fatal("no descriptor could be taken")
	}
	taken[len(taken)-1].Close()
	return func() {
		_ = syscall.Setrlimit(syscall.RLIMIT_NOFILE, &before)
		for _, f := range taken[:len(taken)-1] {
			f.Close()
		}
	}
}
