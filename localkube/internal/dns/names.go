package dns

import (
	"net/netip"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Domain is the cluster's.
const Domain = "cluster.local."

// find resolves [_port._protocol. | host.]service.namespace.svc.cluster.local.
func (s *Server) find(name string) ([]target, bool) {
	prefix, ok := strings.CutSuffix(name, ".svc."+Domain)
	if !ok {
		return nil, false
	}
	labels := strings.Split(prefix, ".")
	if len(labels) < 2 {
		return nil, false
	}
	rest, service, namespace := labels[:len(labels)-2], labels[len(labels)-2], labels[len(labels)-1]
	object, err := s.services.Services(namespace).Get(service)
	if err != nil {
		return nil, false
	}
	full := service + "." + namespace + ".svc." + Domain
	host, port, protocol := "", "", ""
	switch {
	case len(rest) == 0:
	case len(rest) == 1:
		host = rest[0]
	case len(rest) == 2 && strings.HasPrefix(rest[0], "_") && strings.HasPrefix(rest[1], "_"):
		port, protocol = rest[0][1:], rest[1][1:]
	default:
		return nil, false
	}
	if object.Spec.Type == v1.ServiceTypeExternalName {
		return []target{{alias: strings.TrimSuffix(object.Spec.ExternalName, ".") + "."}}, host == "" && port == ""
	}
	if object.Spec.ClusterIP != v1.ClusterIPNone {
		return clusterIP(object, full, host, port, protocol)
	}
	return s.headless(object, full, host, port, protocol)
}

func clusterIP(object *v1.Service, full, host, port, protocol string) ([]target, bool) {
	if host != "" {
		return nil, false
	}
	address, err := netip.ParseAddr(object.Spec.ClusterIP)
	if err != nil {
		return nil, true
	}
	if port == "" {
		return []target{{address: address, host: full}}, true
	}
	for _, p := range object.Spec.Ports {
		if strings.EqualFold(p.Name, port) && strings.EqualFold(string(p.Protocol), protocol) {
			return []target{{host: full, port: uint16(p.Port)}}, true
		}
	}
	return nil, false
}

func (s *Server) headless(object *v1.Service, full, host, port, protocol string) (found []target, exists bool) {
	list, err := s.slices.EndpointSlices(object.Namespace).List(labels.SelectorFromSet(labels.Set{discoveryv1.LabelServiceName: object.Name}))
	if err != nil {
		return nil, false
	}
	for _, slice := range list {
		var number uint16
		if port != "" {
			i := slices.IndexFunc(slice.Ports, func(p discoveryv1.EndpointPort) bool {
				return p.Name != nil && p.Port != nil && p.Protocol != nil && strings.EqualFold(*p.Name, port) && strings.EqualFold(string(*p.Protocol), protocol)
			})
			if i < 0 {
				continue
			}
			number = uint16(*slice.Ports[i].Port)
		}
		for _, e := range slice.Endpoints {
			if e.Conditions.Ready != nil && !*e.Conditions.Ready && !object.Spec.PublishNotReadyAddresses {
				continue
			}
			for _, text := range e.Addresses {
				address, err := netip.ParseAddr(text)
				if err != nil {
					continue
				}
				// An endpoint without a host name is known by its address.
				own := strings.ReplaceAll(text, ".", "-")
				if e.Hostname != nil && *e.Hostname != "" {
					own = *e.Hostname
				}
				if host == "" || host == own {
					found = append(found, target{address: address, host: own + "." + full, port: number})
				}
			}
		}
	}
	return found, host == "" && port == "" || len(found) > 0
}

// reverse resolves the labels before in-addr.arpa to a Service's name.
func (s *Server) reverse(reversed string) (string, bool) {
	parts := strings.Split(reversed, ".")
	if len(parts) != 4 {
		return "", false
	}
	slices.Reverse(parts)
	ip := strings.Join(parts, ".")
	services, err := s.services.List(labels.Everything())
	if err != nil {
		return "", false
	}
	for _, v := range services {
		if v.Spec.ClusterIP == ip {
			return v.Name + "." + v.Namespace + ".svc." + Domain, true
		}
	}
	return "", false
}
