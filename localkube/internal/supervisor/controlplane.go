package supervisor

import (
	"fmt"
	"os"

	"localkube/internal/behaviour"
	"localkube/internal/state"
)

// ServiceRange holds the ClusterIPs.
const ServiceRange = "10.96.0.0/16"

// egressSocket is named relative to the cluster's folder, in which the API
// server runs: an absolute path may be too long for a Unix socket.
const egressSocket = "egress.sock"

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
`

// The API server reaches pods and kubelets through the add-ons, which answer
// for the simulated ones and pass everything else on.
const egressSelector = `apiVersion: apiserver.k8s.io/v1beta1
kind: EgressSelectorConfiguration
egressSelections:
- name: cluster
  connection:
    proxyProtocol: HTTPConnect
    transport:
      uds:
        udsName: ` + egressSocket + `
`

func schedulerConfig(dir state.Dir) string {
	return fmt.Sprintf(`apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: %q, qps: 300, burst: 600}
leaderElection: {leaderElect: false}
enableProfiling: false
profiles:
- schedulerName: default-scheduler
  plugins:
    multiPoint:
      enabled: [{name: %s}]
`, dir.PKI("scheduler.kubeconfig"), behaviour.SchedulerPlugin)
}

func writeControlPlaneFiles(dir state.Dir) error {
	for name, text := range map[string]string{
		"audit-policy.yaml": auditPolicy, "egress.yaml": egressSelector, "scheduler.yaml": schedulerConfig(dir),
	} {
		if err := os.WriteFile(dir.Path("etc", name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func etcdArgs(dir state.Dir, c state.Config) []string {
	client, peer := loopbackURL(c.Ports.EtcdClient), loopbackURL(c.Ports.EtcdPeer)
	return []string{"etcd", "--name=default", "--data-dir=" + dir.Path("etcd"),
		"--listen-client-urls=" + client, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=default=" + peer,
		"--cert-file=" + dir.PKI("etcd.crt"), "--key-file=" + dir.PKI("etcd.key"), "--client-cert-auth", "--trusted-ca-file=" + dir.PKI("ca.crt"),
		"--peer-cert-file=" + dir.PKI("etcd.crt"), "--peer-key-file=" + dir.PKI("etcd.key"), "--peer-client-cert-auth", "--peer-trusted-ca-file=" + dir.PKI("ca.crt"),
		// The cluster does not outlive the machine's next start, so its data need not either.
		"--unsafe-no-fsync=true", "--log-level=warn", "--quota-backend-bytes=4294967296", "--auto-compaction-retention=10m"}
}

func loopbackURL(port int) string { return fmt.Sprintf("https://127.0.0.1:%d", port) }

func apiserverArgs(dir state.Dir, c state.Config) []string {
	args := []string{"apiserver",
		"--etcd-servers=" + loopbackURL(c.Ports.EtcdClient), "--etcd-cafile=" + dir.PKI("ca.crt"),
		"--etcd-certfile=" + dir.PKI("apiserver-etcd-client.crt"), "--etcd-keyfile=" + dir.PKI("apiserver-etcd-client.key"),
		"--tls-cert-file=" + dir.PKI("apiserver.crt"), "--tls-private-key-file=" + dir.PKI("apiserver.key"),
		"--client-ca-file=" + dir.PKI("ca.crt"),
		// The default admission plugins hold PodSecurity, ResourceQuota and LimitRanger already.
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--service-cluster-ip-range=" + ServiceRange, "--allow-privileged=true",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + dir.PKI("sa.pub"), "--service-account-signing-key-file=" + dir.PKI("sa.key"),
		"--kubelet-client-certificate=" + dir.PKI("apiserver-kubelet-client.crt"), "--kubelet-client-key=" + dir.PKI("apiserver-kubelet-client.key"),
		"--kubelet-preferred-address-types=InternalIP",
		"--requestheader-client-ca-file=" + dir.PKI("front-proxy-ca.crt"), "--requestheader-allowed-names=front-proxy-client",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-", "--requestheader-group-headers=X-Remote-Group",
		"--requestheader-username-headers=X-Remote-User",
		"--proxy-client-cert-file=" + dir.PKI("front-proxy-client.crt"), "--proxy-client-key-file=" + dir.PKI("front-proxy-client.key"),
		// Pods leave a lost node soon: a test of it should take seconds, not five minutes.
		"--default-not-ready-toleration-seconds=20", "--default-unreachable-toleration-seconds=20",
		// Webhooks are called at their endpoints: the control plane's network has no kube-proxy.
		"--enable-aggregator-routing=true",
		"--profiling=false", "--v=1",
	}
	if c.Real > 0 {
		args = append(args, "--bind-address=0.0.0.0", fmt.Sprintf("--secure-port=%d", hubAPIPort), "--advertise-address="+HubAddress)
	} else {
		// Nothing in a simulated cluster could reach an endpoint of Service kubernetes.
		args = append(args, "--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", c.Ports.API),
			"--endpoint-reconciler-type=none", "--advertise-address=192.0.2.1")
	}
	if c.Simulated > 0 {
		args = append(args, "--egress-selector-config-file="+dir.Path("etc", "egress.yaml"))
	}
	if c.Audit {
		args = append(args, "--audit-policy-file="+dir.Path("etc", "audit-policy.yaml"), "--audit-log-path="+dir.Path("audit.log"),
			"--audit-log-maxsize=1024")
	}
	return args
}

func controllerManagerArgs(dir state.Dir) []string {
	kubeconfig := dir.PKI("controller-manager.kubeconfig")
	return []string{"controller-manager", "--kubeconfig=" + kubeconfig,
		"--authentication-kubeconfig=" + kubeconfig, "--authorization-kubeconfig=" + kubeconfig,
		"--secure-port=0",
		"--service-account-private-key-file=" + dir.PKI("sa.key"), "--root-ca-file=" + dir.PKI("ca.crt"),
		"--cluster-signing-cert-file=" + dir.PKI("ca.crt"), "--cluster-signing-key-file=" + dir.PKI("ca.key"),
		"--use-service-account-credentials=true", "--leader-elect=false",
		// The default of 20 requests a second makes 500 pods take 25 s; with this they take 5.
		"--kube-api-qps=300", "--kube-api-burst=600",
		"--node-monitor-period=2s", "--node-monitor-grace-period=16s",
		"--profiling=false", "--v=1"}
}

func schedulerArgs(dir state.Dir) []string {
	return []string{"scheduler", "--config=" + dir.Path("etc", "scheduler.yaml"), "--secure-port=0", "--v=1"}
}
