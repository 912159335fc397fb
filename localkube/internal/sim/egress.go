package sim

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"localkube/internal/forward"
)

const kubeletPort = 10250

// nodeRange holds the addresses of simulated nodes.
var nodeRange = netip.MustParsePrefix("172.31.0.0/16")

// ServeEgress is the proxy through which the API server reaches pods and
// kubelets: it answers for simulated ones, which have no network, and passes
// every other connection on.
func (s *Simulator) ServeEgress(ctx context.Context, socket string, certificate tls.Certificate) error {
	if err := os.Remove(socket); err != nil && !os.IsNotExist(err) {
		return err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	kubelets, pods := newHandover(), newHandover()
	serve := func(l net.Listener, h http.Handler) {
		server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute,
			ConnContext: func(ctx context.Context, c net.Conn) context.Context {
				if t, ok := c.(*tls.Conn); ok {
					c = t.NetConn()
				}
				return context.WithValue(ctx, targetKey{}, c.(*tunnel).target)
			}}
		_ = server.Serve(l)
	}
	go serve(tls.NewListener(kubelets, &tls.Config{Certificates: []tls.Certificate{certificate}}), s.kubeletAPI())
	go serve(pods, http.HandlerFunc(s.answerAsPod))
	go func() { <-ctx.Done(); _ = listener.Close() }()
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.connect(c, kubelets, pods)
		}
	}()
	return nil
}

type targetKey struct{}

// connect serves one CONNECT request.
func (s *Simulator) connect(c net.Conn, kubelets, pods *handover) {
	r := bufio.NewReader(c)
	request, err := http.ReadRequest(r)
	if err != nil || request.Method != http.MethodConnect {
		_ = c.Close()
		return
	}
	refuse := func(err error) {
		fmt.Fprintf(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n%v\n", err)
		_ = c.Close()
	}
	target, err := netip.ParseAddrPort(request.Host)
	established := func() { _, _ = io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n") }
	switch {
	case err == nil && nodeRange.Contains(target.Addr()):
		if s.isStopped(s.nodeAt(target.Addr().String())) {
			refuse(fmt.Errorf("dial tcp %s: connect: no route to host", request.Host))
			return
		}
		established()
		kubelets.give(&tunnel{c, r, target.Addr().String()})
	case err == nil && podRange.Contains(target.Addr()):
		if _, running := s.podAt(target.Addr().String()); !running {
			refuse(fmt.Errorf("dial tcp %s: connect: connection refused", request.Host))
			return
		}
		established()
		pods.give(&tunnel{c, r, target.Addr().String()})
	default:
		upstream, err := net.DialTimeout("tcp", request.Host, 10*time.Second)
		if err != nil {
			refuse(err)
			return
		}
		established()
		forward.Pipe(&tunnel{c, r, ""}, upstream)
	}
}

// tunnel is a connection after CONNECT; the reader may hold its first bytes.
type tunnel struct {
	net.Conn
	r      *bufio.Reader
	target string
}

func (t *tunnel) Read(b []byte) (int, error) { return t.r.Read(b) }

// CloseWrite lets the other side see the end of the stream while answers still come.
func (t *tunnel) CloseWrite() error { return t.Conn.(*net.UnixConn).CloseWrite() }

// handover is a listener that accepts connections that somebody else accepted.
type handover struct{ conns chan net.Conn }

func newHandover() *handover { return &handover{make(chan net.Conn)} }

func (h *handover) give(c net.Conn)           { h.conns <- c }
func (h *handover) Accept() (net.Conn, error) { return <-h.conns, nil }
func (h *handover) Close() error              { return nil }
func (h *handover) Addr() net.Addr            { return &net.UnixAddr{Name: "egress", Net: "unix"} }
