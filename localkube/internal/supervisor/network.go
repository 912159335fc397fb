package supervisor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/sys/unix"

	"localkube/internal/node"
)

// bridge is what all nodes are plugged into; it has the control plane's address.
const bridge = "localkube"

// makeHub makes the network namespace of the control plane. It has no name and
// no file: it ends with the processes in it and the descriptor held here.
func (s *supervisor) makeHub() error {
	return s.starter.Do(-1, func() error {
		home, err := unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(home)
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return err
		}
		defer func() {
			if err := unix.Setns(home, unix.CLONE_NEWNET); err != nil {
				panic("cannot return to this process's own network namespace: " + err.Error())
			}
		}()
		if s.hub, err = unix.Open("/proc/thread-self/ns/net", unix.O_RDONLY|unix.O_CLOEXEC, 0); err != nil {
			return err
		}
		lo, err := netlink.LinkByName("lo")
		if err != nil {
			return err
		}
		if err := netlink.LinkSetUp(lo); err != nil {
			return err
		}
		b := &netlink.Bridge{LinkAttrs: netlink.LinkAttrs{Name: bridge}}
		if err := netlink.LinkAdd(b); err != nil {
			return fmt.Errorf("bridge: %w", err)
		}
		address := &netlink.Addr{IPNet: &net.IPNet{IP: net.ParseIP(HubAddress), Mask: net.CIDRMask(24, 32)}}
		if err := netlink.AddrAdd(b, address); err != nil {
			return err
		}
		return netlink.LinkSetUp(b)
	})
}

// plugIn leads a cable from the bridge to the node, and routes its pods there.
func (s *supervisor) plugIn(i int, n *realNode) error {
	return s.starter.Do(s.hub, func() error {
		b, err := netlink.LinkByName(bridge)
		if err != nil {
			return err
		}
		cable := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: cableName(n), MasterIndex: b.Attrs().Index},
			PeerName: node.Device, PeerNamespace: netlink.NsFd(n.netns)}
		if err := netlink.LinkAdd(cable); err != nil {
			return err
		}
		if err := netlink.LinkSetUp(cable); err != nil {
			return err
		}
		_, pods, err := net.ParseCIDR(podRange(i))
		if err != nil {
			return err
		}
		return netlink.RouteAdd(&netlink.Route{Dst: pods, Gw: net.ParseIP(n.address), LinkIndex: b.Attrs().Index})
	})
}

func cableName(n *realNode) string { return "lk-" + n.name }

// setCable cuts a node off, or plugs it in again.
func (s *supervisor) setCable(n *realNode, up bool) error {
	return s.starter.Do(s.hub, func() error {
		cable, err := netlink.LinkByName(cableName(n))
		if err != nil {
			return err
		}
		if up {
			return netlink.LinkSetUp(cable)
		}
		return netlink.LinkSetDown(cable)
	})
}

func askDNS(ctx context.Context, socket net.Conn) error {
	name := dnsmessage.MustNewName("kubernetes.default.svc.cluster.local.")
	query, err := (&dnsmessage.Message{Header: dnsmessage.Header{ID: 1, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}}}).Pack()
	if err != nil {
		return err
	}
	_ = socket.SetDeadline(time.Now().Add(time.Second))
	if _, err := socket.Write(query); err != nil {
		return fmt.Errorf("DNS: %w", err)
	}
	buffer := make([]byte, 512)
	size, err := socket.Read(buffer)
	if err != nil {
		return fmt.Errorf("DNS: %w", err)
	}
	var answer dnsmessage.Message
	if err := answer.Unpack(buffer[:size]); err != nil {
		return err
	}
	if len(answer.Answers) == 0 {
		return errors.New("DNS does not know kubernetes.default.svc.cluster.local")
	}
	return ctx.Err()
}
