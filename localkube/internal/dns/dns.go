// Package dns answers for the names of Services, as the Kubernetes DNS
// specification has them (github.com/kubernetes/dns, docs/specification.md):
// A and SRV of Services and of headless Services' endpoints, and PTR of
// ClusterIPs. Every other name does not exist, since a cluster has no way out.
package dns

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
	"k8s.io/client-go/informers"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
)

// ttl is CoreDNS' default for cluster names.
const ttl = 5

// Server answers from the informers' caches.
type Server struct {
	services corelisters.ServiceLister
	slices   discoverylisters.EndpointSliceLister
}

// New prepares the server; start the factory afterwards.
func New(factory informers.SharedInformerFactory) *Server {
	return &Server{factory.Core().V1().Services().Lister(), factory.Discovery().V1().EndpointSlices().Lister()}
}

// Serve listens on UDP and TCP and returns when it does.
func (s *Server) Serve(ctx context.Context, address string) error {
	packets, err := net.ListenPacket("udp", address)
	if err != nil {
		return err
	}
	streams, err := net.Listen("tcp", address)
	if err != nil {
		_ = packets.Close()
		return err
	}
	go func() { <-ctx.Done(); _ = packets.Close(); _ = streams.Close() }()
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, from, err := packets.ReadFrom(buffer)
			if err != nil {
				if ctx.Err() == nil {
					fmt.Fprintln(os.Stderr, "dns:", err)
					continue
				}
				return
			}
			if answer := s.Answer(buffer[:n], 512); answer != nil {
				_, _ = packets.WriteTo(answer, from)
			}
		}
	}()
	go func() {
		for {
			c, err := streams.Accept()
			if err != nil {
				return
			}
			go s.stream(c)
		}
	}()
	return nil
}

func (s *Server) stream(c net.Conn) {
	defer c.Close()
	for {
		_ = c.SetDeadline(time.Now().Add(10 * time.Second))
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		query := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(c, query); err != nil {
			return
		}
		answer := s.Answer(query, 65535)
		if answer == nil {
			return
		}
		if _, err := c.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

// Answer is the answer to one query, or nil when it is none. An answer that is
// longer than most bytes is truncated, so that the client asks again by TCP.
func (s *Server) Answer(query []byte, most int) []byte {
	var p dnsmessage.Parser
	h, err := p.Start(query)
	if err != nil || h.Response {
		return nil
	}
	q, err := p.Question()
	if err != nil {
		return nil
	}
	records, found := s.lookup(q)
	header := dnsmessage.Header{ID: h.ID, Response: true, Authoritative: true, RecursionDesired: h.RecursionDesired, RecursionAvailable: true}
	if !found {
		header.RCode = dnsmessage.RCodeNameError
	}
	message := dnsmessage.Message{Header: header, Questions: []dnsmessage.Question{q}, Answers: records}
	answer, err := message.Pack()
	if err != nil {
		return nil
	}
	if len(answer) > most {
		message.Truncated, message.Answers = true, nil
		answer, _ = message.Pack()
	}
	return answer
}

// lookup tells the records of a name, and whether the name exists at all: one
// that exists without a record of the asked type is no error.
func (s *Server) lookup(q dnsmessage.Question) ([]dnsmessage.Resource, bool) {
	name := strings.ToLower(q.Name.String())
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: ttl}
	if reversed, ok := strings.CutSuffix(name, ".in-addr.arpa."); ok {
		target, found := s.reverse(reversed)
		if !found || q.Type != dnsmessage.TypePTR {
			return nil, found
		}
		n, err := dnsmessage.NewName(target)
		if err != nil {
			return nil, false
		}
		return []dnsmessage.Resource{{Header: header, Body: &dnsmessage.PTRResource{PTR: n}}}, true
	}
	targets, found := s.find(name)
	var records []dnsmessage.Resource
	for _, t := range targets {
		switch q.Type {
		case dnsmessage.TypeA:
			if ip := t.address.Unmap(); t.address.IsValid() && ip.Is4() {
				records = append(records, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: ip.As4()}})
			}
		case dnsmessage.TypeSRV:
			if n, err := dnsmessage.NewName(t.host); err == nil && t.port != 0 {
				records = append(records, dnsmessage.Resource{Header: header, Body: &dnsmessage.SRVResource{Priority: 0, Weight: 100, Port: t.port, Target: n}})
			}
		case dnsmessage.TypeCNAME:
			if n, err := dnsmessage.NewName(t.alias); err == nil && t.alias != "" {
				records = append(records, dnsmessage.Resource{Header: header, Body: &dnsmessage.CNAMEResource{CNAME: n}})
			}
		}
	}
	return records, found
}

// target is what a name stands for.
type target struct {
	address netip.Addr
	host    string // the name of this one address
	port    uint16
	alias   string // of an ExternalName Service
}
