package node

import (
	"fmt"
	"strings"
)

// Config is what a node is told when it starts, as a file in its folder.
type Config struct {
	Cluster string `json:"cluster"` // the cluster's folder
	Name    string `json:"name"`
	Dir     string `json:"dir"` // the node's folder
	// Address is the node's in the cluster's network, Hub the control plane's.
	Address string `json:"address"`
	Hub     string `json:"hub"`
	APIPort int    `json:"apiPort"`
	// PodRange holds this node's pods; Routes lead to those of the others.
	PodRange     string            `json:"podRange"`
	Routes       map[string]string `json:"routes"`
	ServiceRange string            `json:"serviceRange"`
	Cgroup       string            `json:"cgroup"`
	// CPU and Memory are what the node claims to have; empty: the machine's.
	CPU    string `json:"cpu,omitempty"`
	Memory string `json:"memory,omitempty"`
}

// PodRanges holds all real pods; a node has a /24 of it.
const PodRanges = "10.244.0.0/16"

const (
	cniFolder = "/var/lib/cni/net.d"

	containerdSocket = "/run/containerd/containerd.sock"
)

func (c Config) cniConfig() string {
	// "ptp" rather than "bridge": every packet of a pod is routed, so a Service works
	// between two pods of one node without the kernel's br_netfilter.
	return fmt.Sprintf(`{"cniVersion": "1.0.0", "name": "localkube", "plugins": [
  {"type": "ptp", "ipMasq": false, "mtu": 1500,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": %q}]], "routes": [{"dst": "0.0.0.0/0"}], "dataDir": "/var/lib/cni/ipam"}}]}
`, c.PodRange)
}

func (c Config) containerdConfig(snapshotter string) string {
	return fmt.Sprintf(`version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = %q
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = %q
  # Without CAP_SYS_RESOURCE a negative oom_score_adj is refused, and runc then dies.
  restrict_oom_score_adj = true
  # Pods that do not run as root may still listen on port 80, as they may under newer runtimes.
  enable_unprivileged_ports = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = %q
    conf_dir = %q
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = %q
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`, containerdSocket, SandboxImage, pluginFolder(), cniFolder, snapshotter)
}

func (c Config) pki(file string) string { return c.Cluster + "/pki/" + file }

func (c Config) kubeletConfig() string {
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 0.0.0.0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: %q}}
authorization: {mode: Webhook}
tlsCertFile: %q
tlsPrivateKeyFile: %q
cgroupDriver: cgroupfs
cgroupRoot: /%s
failCgroupV1: false
failSwapOn: false
containerRuntimeEndpoint: unix://%s
podLogsDir: /var/log/pods
volumePluginDir: /var/lib/kubelet/volumeplugins
resolvConf: ""
clusterDomain: cluster.local
clusterDNS: [%s]
# The machine is shared: its own memory and disk must not evict the pods of a test.
evictionHard: {memory.available: "0%%", nodefs.available: "0%%", imagefs.available: "0%%", nodefs.inodesFree: "0%%"}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
# The controller manager calls a node lost after 16 s.
nodeStatusUpdateFrequency: 4s
nodeLeaseDurationSeconds: 16
syncFrequency: 10s
kubeAPIQPS: 100
kubeAPIBurst: 200
eventRecordQPS: 0
registryPullQPS: 0
serializeImagePulls: false
maxPods: 110
`, c.pki("ca.crt"), c.pki("kubelet-"+c.Name+".crt"), c.pki("kubelet-"+c.Name+".key"), c.Cgroup, containerdSocket, c.Hub)
}

func (c Config) proxyConfig() string {
	return fmt.Sprintf(`apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: %s
hostnameOverride: %s
clientConnection: {kubeconfig: %q, qps: 100, burst: 200}
# These settings of connection tracking cannot be written in a network namespace.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
nftables: {minSyncPeriod: 100ms, syncPeriod: 30s}
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
`, PodRanges, c.Name, c.pki("kube-proxy.kubeconfig"))
}

func (c Config) kubeletArgs(configFile string) []string {
	return []string{"kubelet", "--config=" + configFile, "--kubeconfig=" + c.pki("kubelet-"+c.Name+".kubeconfig"),
		"--hostname-override=" + c.Name, "--node-ip=" + c.Address, "--root-dir=/var/lib/kubelet",
		"--node-labels=" + strings.Join([]string{"localkube/node-kind=real"}, ","), "--v=1"}
}
