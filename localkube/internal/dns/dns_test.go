package dns

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
	v1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	discoverylisters "k8s.io/client-go/listers/discovery/v1"
	"k8s.io/client-go/tools/cache"
)

func ptr[T any](v T) *T { return &v }

func server(t *testing.T) *Server {
	services := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	slices := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	add := func(s cache.Indexer, o any) {
		if err := s.Add(o); err != nil {
			t.Fatal(err)
		}
	}
	service := func(name string, spec v1.ServiceSpec) {
		add(services, &v1.Service{ObjectMeta: metav1.ObjectMeta{Namespace: "team1", Name: name}, Spec: spec})
	}
	ports := []v1.ServicePort{{Name: "http", Protocol: v1.ProtocolTCP, Port: 80}}
	service("web", v1.ServiceSpec{ClusterIP: "10.96.0.7", Ports: ports})
	service("db", v1.ServiceSpec{ClusterIP: v1.ClusterIPNone, Ports: ports})
	service("early", v1.ServiceSpec{ClusterIP: v1.ClusterIPNone, PublishNotReadyAddresses: true})
	service("out", v1.ServiceSpec{Type: v1.ServiceTypeExternalName, ExternalName: "example.com"})
	endpoint := func(address string, ready bool, host string) discoveryv1.Endpoint {
		return discoveryv1.Endpoint{Addresses: []string{address}, Conditions: discoveryv1.EndpointConditions{Ready: ptr(ready)}, Hostname: ptr(host)}
	}
	for i, of := range []string{"db", "early"} {
		add(slices, &discoveryv1.EndpointSlice{
			ObjectMeta:  metav1.ObjectMeta{Namespace: "team1", Name: fmt.Sprint("s", i), Labels: map[string]string{discoveryv1.LabelServiceName: of}},
			AddressType: discoveryv1.AddressTypeIPv4, Ports: []discoveryv1.EndpointPort{{Name: ptr("http"), Port: ptr(int32(8080)), Protocol: ptr(v1.ProtocolTCP)}},
			Endpoints: []discoveryv1.Endpoint{endpoint("10.244.1.2", true, "db-0"), endpoint("10.244.2.2", false, "db-1"), endpoint("10.244.3.2", true, "")}})
	}
	return &Server{corelisters.NewServiceLister(services), discoverylisters.NewEndpointSliceLister(slices)}
}

func ask(t *testing.T, s *Server, name string, kind dnsmessage.Type, most int) dnsmessage.Message {
	t.Helper()
	query := dnsmessage.Message{Header: dnsmessage.Header{ID: 7, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}}}
	b, err := query.Pack()
	if err != nil {
		t.Fatal(err)
	}
	var answer dnsmessage.Message
	if err := answer.Unpack(s.Answer(b, most)); err != nil {
		t.Fatal(err)
	}
	if answer.ID != 7 || !answer.Response || len(answer.Questions) != 1 || answer.Questions[0].Name.String() != name {
		t.Errorf("%s: header %+v, questions %v", name, answer.Header, answer.Questions)
	}
	return answer
}

func words(m dnsmessage.Message) string {
	if m.RCode != dnsmessage.RCodeSuccess {
		return strings.TrimPrefix(m.RCode.String(), "RCode")
	}
	var list []string
	for _, a := range m.Answers {
		switch body := a.Body.(type) {
		case *dnsmessage.AResource:
			list = append(list, fmt.Sprintf("%d.%d.%d.%d", body.A[0], body.A[1], body.A[2], body.A[3]))
		case *dnsmessage.SRVResource:
			list = append(list, fmt.Sprintf("%s:%d", body.Target, body.Port))
		case *dnsmessage.PTRResource:
			list = append(list, body.PTR.String())
		case *dnsmessage.CNAMEResource:
			list = append(list, body.CNAME.String())
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestAnswers(t *testing.T) {
	s := server(t)
	for _, c := range []struct {
		name string
		kind dnsmessage.Type
		want string
	}{
		{"web.team1.svc.cluster.local.", dnsmessage.TypeA, "10.96.0.7"},
		{"WEB.Team1.svc.cluster.local.", dnsmessage.TypeA, "10.96.0.7"}, // clients may mix cases, and compare
		{"web.team1.svc.cluster.local.", dnsmessage.TypeAAAA, ""},       // known, but not of this type: no error
		{"_http._tcp.web.team1.svc.cluster.local.", dnsmessage.TypeSRV, "web.team1.svc.cluster.local.:80"},
		{"_https._tcp.web.team1.svc.cluster.local.", dnsmessage.TypeSRV, "NameError"},
		{"db.team1.svc.cluster.local.", dnsmessage.TypeA, "10.244.1.2 10.244.3.2"}, // ready ones only
		{"early.team1.svc.cluster.local.", dnsmessage.TypeA, "10.244.1.2 10.244.2.2 10.244.3.2"},
		{"db-0.db.team1.svc.cluster.local.", dnsmessage.TypeA, "10.244.1.2"},
		{"db-1.db.team1.svc.cluster.local.", dnsmessage.TypeA, "NameError"},
		{"10-244-3-2.db.team1.svc.cluster.local.", dnsmessage.TypeA, "10.244.3.2"},
		{"_http._tcp.db.team1.svc.cluster.local.", dnsmessage.TypeSRV, "10-244-3-2.db.team1.svc.cluster.local.:8080 db-0.db.team1.svc.cluster.local.:8080"},
		{"out.team1.svc.cluster.local.", dnsmessage.TypeCNAME, "example.com."},
		{"7.0.96.10.in-addr.arpa.", dnsmessage.TypePTR, "web.team1.svc.cluster.local."},
		{"8.0.96.10.in-addr.arpa.", dnsmessage.TypePTR, "NameError"},
		{"web.team2.svc.cluster.local.", dnsmessage.TypeA, "NameError"},
		{"team1.svc.cluster.local.", dnsmessage.TypeA, "NameError"},
		{"a.b.c.web.team1.svc.cluster.local.", dnsmessage.TypeA, "NameError"},
		{"example.com.", dnsmessage.TypeA, "NameError"},
	} {
		if got := words(ask(t, s, c.name, c.kind, 512)); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.name, c.kind, got, c.want)
		}
	}
}

func TestLongAnswersAreTruncatedOverUDP(t *testing.T) {
	if m := ask(t, server(t), "db.team1.svc.cluster.local.", dnsmessage.TypeA, 60); !m.Truncated || len(m.Answers) != 0 {
		t.Errorf("%+v", m)
	}
}

func TestGarbageIsNotAnswered(t *testing.T) {
	s := server(t)
	for _, b := range [][]byte{nil, {1, 2, 3}, make([]byte, 12)} {
		if a := s.Answer(b, 512); a != nil {
			t.Errorf("answered %v to %v", a, b)
		}
	}
}
