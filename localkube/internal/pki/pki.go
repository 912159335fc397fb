// Package pki makes a cluster's certificates and kubeconfigs.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Plan is what a cluster needs.
type Plan struct {
	// Dir receives every file; it is made, closed to other users.
	Dir string
	// Server is the URL that the administrator's kubeconfig names, Internal the
	// one that the components' kubeconfigs do.
	Server, Internal string
	// Names are further names and addresses of the API server.
	Names []string
	// Nodes are the real nodes: name to address.
	Nodes map[string]string
}

// Users of the control plane: file name, common name, organisations.
var users = []struct {
	file, name string
	groups     []string
}{
	{"admin", "kubernetes-admin", []string{"system:masters"}},
	{"controller-manager", "system:kube-controller-manager", nil},
	{"scheduler", "system:kube-scheduler", nil},
	{"kube-proxy", "system:kube-proxy", nil},
	// The supervisor and the add-ons (simulated nodes, volumes, DNS) each under
	// their own name, so that the audit log tells them from the administrator.
	{"supervisor", "localkube:supervisor", []string{"system:masters"}},
	{"addons", "localkube:addons", []string{"system:masters"}},
}

// Make writes everything that the plan needs.
func Make(p Plan) error {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return err
	}
	ca, err := newAuthority(p.Dir, "ca", "kubernetes")
	if err != nil {
		return err
	}
	frontProxy, err := newAuthority(p.Dir, "front-proxy-ca", "front-proxy-ca")
	if err != nil {
		return err
	}
	local := []string{"127.0.0.1", "::1", "localhost"}
	server := append(append([]string{"10.96.0.1", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local"}, local...), p.Names...)
	type leaf struct {
		authority  *authority
		file, name string
		groups     []string
		names      []string
	}
	leaves := []leaf{
		{frontProxy, "front-proxy-client", "front-proxy-client", nil, nil},
		{ca, "apiserver", "kube-apiserver", nil, server},
		{ca, "etcd", "etcd", nil, local},
		{ca, "apiserver-etcd-client", "kube-apiserver-etcd-client", nil, nil},
		{ca, "apiserver-kubelet-client", "kube-apiserver-kubelet-client", []string{"system:masters"}, nil},
		// One certificate serves all simulated kubelets; the API server does not check their names.
		{ca, "simulated-kubelet", "localkube:simulated-kubelet", nil, local},
	}
	for _, u := range users {
		leaves = append(leaves, leaf{ca, u.file, u.name, u.groups, nil})
	}
	for node, address := range p.Nodes {
		leaves = append(leaves, leaf{ca, "kubelet-" + node, "system:node:" + node, []string{"system:nodes"}, []string{node, address, "127.0.0.1"}})
	}
	for _, l := range leaves {
		if err := l.authority.issue(p.Dir, l.file, l.name, l.groups, l.names); err != nil {
			return err
		}
	}
	for _, u := range users {
		url := p.Internal
		if u.file == "admin" {
			url = p.Server
		}
		if err := kubeconfig(p.Dir, url, u.file); err != nil {
			return err
		}
	}
	for node := range p.Nodes {
		if err := kubeconfig(p.Dir, p.Internal, "kubelet-"+node); err != nil {
			return err
		}
	}
	return serviceAccountKeys(p.Dir)
}

type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func newAuthority(dir, file, name string) (*authority, error) {
	key, template, err := prepare(name, nil)
	if err != nil {
		return nil, err
	}
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage |= x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{certificate, key}, save(dir, file, der, key)
}

func (a *authority) issue(dir, file, name string, groups, names []string) error {
	key, template, err := prepare(name, groups)
	if err != nil {
		return err
	}
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		return err
	}
	return save(dir, file, der, key)
}

func prepare(name string, groups []string) (crypto.Signer, *x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return nil, nil, err
	}
	return key, &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name, Organization: groups},
		// An hour back: clocks that are set while the cluster starts must not make it invalid.
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}, nil
}

func serviceAccountKeys(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	if err := saveKey(filepath.Join(dir, "sa.key"), key); err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	return savePEM(filepath.Join(dir, "sa.pub"), "PUBLIC KEY", public)
}

func save(dir, file string, der []byte, key crypto.Signer) error {
	if err := savePEM(filepath.Join(dir, file+".crt"), "CERTIFICATE", der); err != nil {
		return err
	}
	return saveKey(filepath.Join(dir, file+".key"), key)
}

func saveKey(path string, key crypto.Signer) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return savePEM(path, "PRIVATE KEY", der)
}

func savePEM(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}

func kubeconfig(dir, server, user string) error {
	encoded := make([]any, 0, 3)
	for _, file := range []string{"ca.crt", user + ".crt", user + ".key"} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			return err
		}
		encoded = append(encoded, base64.StdEncoding.EncodeToString(b))
	}
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
- name: localkube
  cluster:
    server: %s
    certificate-authority-data: %s
users:
- name: %s
  user:
    client-certificate-data: %s
    client-key-data: %s
contexts:
- name: localkube
  context:
    cluster: localkube
    user: %[3]s
current-context: localkube
`, server, encoded[0], user, encoded[1], encoded[2])
	return os.WriteFile(filepath.Join(dir, user+".kubeconfig"), []byte(text), 0o600)
}
