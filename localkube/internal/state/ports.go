package state

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// The kernel hands out ports from 32768 up to outgoing connections; below it a
// port that is free now is still free when its server starts.
const lowestPort, highestPort = 20000, 32000

// FreePorts picks n ports of the loopback that nobody listens on and that no
// other cluster of this user has been given. Hold LockAll until the result is saved.
func FreePorts(n int) ([]int, error) {
	taken := map[int]bool{}
	clusters, err := List()
	if err != nil {
		return nil, err
	}
	for _, name := range clusters {
		dir, err := Of(name)
		if err != nil {
			return nil, err
		}
		if c, err := dir.Load(); err == nil {
			taken[c.Ports.API], taken[c.Ports.EtcdClient], taken[c.Ports.EtcdPeer] = true, true, true
		}
	}
	var ports []int
	for tries := 0; len(ports) < n; tries++ {
		if tries > 10*(highestPort-lowestPort) {
			return nil, fmt.Errorf("no free port on 127.0.0.1 from %d to %d", lowestPort, highestPort)
		}
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		if taken[port] {
			continue
		}
		taken[port] = true
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		_ = l.Close()
		ports = append(ports, port)
	}
	return ports, nil
}
