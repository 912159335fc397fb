package sim

import (
	"crypto/sha256"
	"fmt"
	"net"
	"strings"
	"time"

	v1 "k8s.io/api/core/v1"
)

func (c *container) readinessPeriod() time.Duration { return period(c.spec.ReadinessProbe) }

func livenessPeriod(spec *v1.Container) time.Duration { return period(spec.LivenessProbe) }

func period(p *v1.Probe) time.Duration {
	if p == nil || p.PeriodSeconds <= 0 {
		return defaultPeriod
	}
	return time.Duration(p.PeriodSeconds) * time.Second
}

func threshold(p *v1.Probe) int {
	if p == nil || p.FailureThreshold <= 0 {
		return 3
	}
	return int(p.FailureThreshold)
}

// probeOutput is what the kubelet's prober says of a failed probe.
func probeOutput(spec *v1.Container, p *v1.Probe, podIP string, refused bool, status int) string {
	port, scheme, path := 8080, "http", "/"
	if len(spec.Ports) > 0 {
		port = int(spec.Ports[0].ContainerPort)
	}
	switch {
	case p == nil:
	case p.Exec != nil:
		return "command failed: " + strings.Join(p.Exec.Command, " ")
	case p.HTTPGet != nil:
		port, path = portOf(spec, p.HTTPGet.Port.String(), port), p.HTTPGet.Path
		if p.HTTPGet.Scheme == v1.URISchemeHTTPS {
			scheme = "https"
		}
	case p.TCPSocket != nil:
		address := net.JoinHostPort(podIP, fmt.Sprint(portOf(spec, p.TCPSocket.Port.String(), port)))
		return fmt.Sprintf("dial tcp %s: connect: connection refused", address)
	case p.GRPC != nil:
		return fmt.Sprintf("service unhealthy (responded with %q)", "NOT_SERVING")
	}
	if !refused {
		return fmt.Sprintf("HTTP probe failed with statuscode: %d", status)
	}
	address := net.JoinHostPort(podIP, fmt.Sprint(port))
	return fmt.Sprintf("Get \"%s://%s%s\": dial tcp %s: connect: connection refused", scheme, address, path, address)
}

func portOf(spec *v1.Container, nameOrNumber string, otherwise int) int {
	var n int
	if _, err := fmt.Sscanf(nameOrNumber, "%d", &n); err == nil {
		return n
	}
	for _, p := range spec.Ports {
		if p.Name == nameOrNumber {
			return int(p.ContainerPort)
		}
	}
	return otherwise
}

// containerID is different for each start, and the same when the simulator
// itself is started again.
func containerID(uid, name string, start int) string {
	return fmt.Sprintf("containerd://%x", sha256.Sum256([]byte(fmt.Sprintf("%s/%s/%d", uid, name, start))))
}
