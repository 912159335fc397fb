package node

import (
	"fmt"
	"net"
	"os"
	"time"

	"github.com/vishvananda/netlink"
)

// Device is the node's end of the cable to the cluster's bridge. The supervisor
// makes it and puts it into the node's network namespace.
const Device = "eth0"

func prepareNetwork(c Config) error {
	lo, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(lo); err != nil {
		return err
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0o644); err != nil {
		return err
	}
	device, err := awaitLink(Device, 10*time.Second)
	if err != nil {
		return err
	}
	address := &netlink.Addr{IPNet: &net.IPNet{IP: net.ParseIP(c.Address), Mask: net.CIDRMask(24, 32)}}
	if err := netlink.AddrAdd(device, address); err != nil {
		return fmt.Errorf("address %s: %w", c.Address, err)
	}
	if err := netlink.LinkSetUp(device); err != nil {
		return err
	}
	route := func(to string, r netlink.Route) error {
		_, network, err := net.ParseCIDR(to)
		if err != nil {
			return err
		}
		r.Dst, r.LinkIndex = network, device.Attrs().Index
		if err := netlink.RouteAdd(&r); err != nil {
			return fmt.Errorf("route to %s: %w", to, err)
		}
		return nil
	}
	// A ClusterIP without a route is "unreachable" before kube-proxy's rules see it.
	if err := route(c.ServiceRange, netlink.Route{Scope: netlink.SCOPE_LINK, Src: net.ParseIP(c.Address)}); err != nil {
		return err
	}
	for to, via := range c.Routes {
		if err := route(to, netlink.Route{Gw: net.ParseIP(via)}); err != nil {
			return err
		}
	}
	return route("0.0.0.0/0", netlink.Route{Gw: net.ParseIP(c.Hub)})
}

func awaitLink(name string, within time.Duration) (netlink.Link, error) {
	for end := time.Now().Add(within); ; time.Sleep(10 * time.Millisecond) {
		link, err := netlink.LinkByName(name)
		if err == nil || time.Now().After(end) {
			return link, err
		}
	}
}
