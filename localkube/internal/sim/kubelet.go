package sim

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	typedv1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/record"
)

// Labels and taint of simulated nodes.
const (
	KindLabel      = "localkube/node-kind"
	KindSimulated  = "simulated"
	SimulatedTaint = "localkube/simulated"
)

// heartbeat is a fifth of the grace period that the controller manager is given.
const heartbeat, leaseSeconds = 3 * time.Second, 16

// Version is what the nodes report; the command sets it from the components'.
var Version = "v1.33.13"

// Node describes a simulated node.
type Node struct {
	Name string
	// CPU and Memory are what it offers; empty: 4 and 8Gi.
	CPU, Memory string
	// Tainted keeps pods away that do not ask for a simulated node.
	Tainted bool
}

// kubelet is one simulated node.
type kubelet struct {
	simulator *Simulator
	node      Node
	address   string
	recorder  record.EventRecorder

	mu     sync.Mutex
	images map[string]bool
}

func newKubelet(s *Simulator, n Node, index int) *kubelet {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedv1.EventSinkImpl{Interface: s.clients.CoreV1().Events("")})
	return &kubelet{simulator: s, node: n, address: fmt.Sprintf("172.31.%d.%d", index/250, index%250+1), images: map[string]bool{},
		recorder: broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: "kubelet", Host: n.Name})}
}

func (k *kubelet) record(object *v1.Pod, e event) {
	k.recorder.Event(&v1.ObjectReference{Kind: "Pod", APIVersion: "v1", Namespace: object.Namespace, Name: object.Name,
		UID: object.UID, ResourceVersion: object.ResourceVersion, FieldPath: e.container}, e.kind, e.reason, e.message)
}

func (k *kubelet) pulled(image string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	was := k.images[image]
	k.images[image] = true
	return was
}

// run registers the node and keeps its lease fresh.
func (k *kubelet) run(ctx context.Context) {
	registered := false
	for {
		if !registered {
			if err := k.register(ctx); err != nil {
				k.complain(ctx, err)
			} else {
				registered = true
			}
		}
		if registered && !k.simulator.isStopped(k.node.Name) {
			if err := k.renew(ctx); err != nil {
				k.complain(ctx, err)
			}
		}
		pause := heartbeat
		if !registered {
			pause = 200 * time.Millisecond
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

func (k *kubelet) complain(ctx context.Context, err error) {
	if ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "node %s: %v\n", k.node.Name, err)
	}
}

func (k *kubelet) register(ctx context.Context) error {
	nodes := k.simulator.clients.CoreV1().Nodes()
	n := k.object()
	created, err := nodes.Create(ctx, n, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		created, err = nodes.Get(ctx, k.node.Name, metav1.GetOptions{})
	}
	if err != nil {
		return err
	}
	created.Status = n.Status
	_, err = nodes.UpdateStatus(ctx, created, metav1.UpdateOptions{})
	return err
}

// renew writes the lease; after a silence the controller manager has set the
// conditions to Unknown, and they are written again as a kubelet would.
func (k *kubelet) renew(ctx context.Context) error {
	leases := k.simulator.clients.CoordinationV1().Leases(v1.NamespaceNodeLease)
	now, seconds := metav1.NewMicroTime(time.Now()), int32(leaseSeconds)
	lease, err := leases.Get(ctx, k.node.Name, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		_, err = leases.Create(ctx, &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{Name: k.node.Name, Namespace: v1.NamespaceNodeLease},
			Spec: coordinationv1.LeaseSpec{HolderIdentity: &k.node.Name, LeaseDurationSeconds: &seconds, RenewTime: &now}}, metav1.CreateOptions{})
		return err
	}
	if err != nil {
		return err
	}
	lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds, lease.Spec.RenewTime = &k.node.Name, &seconds, &now
	if _, err = leases.Update(ctx, lease, metav1.UpdateOptions{}); err != nil {
		return err
	}
	n, err := k.simulator.nodes.Get(k.node.Name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	for _, c := range n.Status.Conditions {
		if c.Type == v1.NodeReady && c.Status != v1.ConditionTrue {
			n = n.DeepCopy()
			n.Status.Conditions = k.conditions()
			_, err = k.simulator.clients.CoreV1().Nodes().UpdateStatus(ctx, n, metav1.UpdateOptions{})
			return err
		}
	}
	return nil
}

func (k *kubelet) conditions() []v1.NodeCondition {
	now := metav1.Now()
	condition := func(kind v1.NodeConditionType, status v1.ConditionStatus, reason, message string) v1.NodeCondition {
		return v1.NodeCondition{Type: kind, Status: status, Reason: reason, Message: message, LastHeartbeatTime: now, LastTransitionTime: now}
	}
	return []v1.NodeCondition{
		condition(v1.NodeMemoryPressure, v1.ConditionFalse, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
		condition(v1.NodeDiskPressure, v1.ConditionFalse, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
		condition(v1.NodePIDPressure, v1.ConditionFalse, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
		condition(v1.NodeReady, v1.ConditionTrue, "KubeletReady", "kubelet is posting ready status"),
	}
}

func (k *kubelet) object() *v1.Node {
	capacity := v1.ResourceList{
		v1.ResourceCPU: resource.MustParse(orElse(k.node.CPU, "4")), v1.ResourceMemory: resource.MustParse(orElse(k.node.Memory, "8Gi")),
		// Thousands of pods on a few nodes are the point; a real kubelet stops at 110.
		v1.ResourcePods: resource.MustParse("2000"), v1.ResourceEphemeralStorage: resource.MustParse("100Gi"),
	}
	n := &v1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: k.node.Name, Labels: map[string]string{
			v1.LabelHostname: k.node.Name, v1.LabelOSStable: "linux", v1.LabelArchStable: "amd64", KindLabel: KindSimulated}},
		Status: v1.NodeStatus{Capacity: capacity, Allocatable: capacity, Conditions: k.conditions(),
			Addresses:       []v1.NodeAddress{{Type: v1.NodeInternalIP, Address: k.address}, {Type: v1.NodeHostName, Address: k.node.Name}},
			DaemonEndpoints: v1.NodeDaemonEndpoints{KubeletEndpoint: v1.DaemonEndpoint{Port: kubeletPort}},
			NodeInfo: v1.NodeSystemInfo{Architecture: "amd64", OperatingSystem: "linux", KubeletVersion: Version,
				ContainerRuntimeVersion: "localkube://simulated", OSImage: "localkube (simulated)", KernelVersion: "none"}},
	}
	if k.node.Tainted {
		n.Spec.Taints = []v1.Taint{{Key: SimulatedTaint, Value: "true", Effect: v1.TaintEffectNoSchedule}}
	}
	return n
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
