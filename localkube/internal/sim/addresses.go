package sim

import (
	"encoding/binary"
	"net/netip"
	"sync"
)

// podRange is apart from that of real pods (10.244.0.0/16) and Services (10.96.0.0/16).
var podRange = netip.MustParsePrefix("10.128.0.0/12")

// addresses gives every simulated pod one of its own. An address that was freed
// comes back late, as a host-local CNI plugin does it.
type addresses struct {
	mu   sync.Mutex
	last uint32
	used map[string]bool
}

func newAddresses() *addresses { return &addresses{used: map[string]bool{}} }

func (a *addresses) take() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	base := podRange.Addr().As4()
	first := binary.BigEndian.Uint32(base[:])
	size := uint32(1) << (32 - podRange.Bits())
	for {
		a.last = a.last%(size-2) + 1
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], first+a.last)
		if ip := netip.AddrFrom4(b).String(); !a.used[ip] {
			a.used[ip] = true
			return ip
		}
	}
}

// keep marks an address that a pod has already.
func (a *addresses) keep(ip string) {
	if ip != "" {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.used[ip] = true
	}
}

func (a *addresses) free(ip string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.used, ip)
}
