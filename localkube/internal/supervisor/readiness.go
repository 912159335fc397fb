package supervisor

import (
	"context"
	"fmt"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"localkube/internal/provision"
)

func (s *supervisor) apiReady(ctx context.Context) error {
	_, err := s.clients.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx)
	return err
}

// controllersReady waits for what the controller manager makes in every
// namespace: before it no pod can be created.
func (s *supervisor) controllersReady(ctx context.Context) error {
	_, err := s.clients.CoreV1().ServiceAccounts("default").Get(ctx, "default", metav1.GetOptions{})
	return err
}

func (s *supervisor) nodesReady(ctx context.Context) error {
	nodes, err := s.clients.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	ready := map[string]bool{}
	for _, n := range nodes.Items {
		usable := true
		for _, t := range n.Spec.Taints {
			// The node lifecycle controller lifts this some moments after the node says Ready.
			usable = usable && t.Key != v1.TaintNodeNotReady
		}
		for _, c := range n.Status.Conditions {
			if c.Type == v1.NodeReady {
				ready[n.Name] = usable && c.Status == v1.ConditionTrue
			}
		}
	}
	for _, name := range append(s.config.RealNodes(), s.config.SimulatedNodes()...) {
		if !ready[name] {
			if log := s.dir.Node(name, "logs", "kubelet.log"); s.realNode(name) != nil {
				return fmt.Errorf("node %s is not Ready; the end of %s:\n%s", name, log, tail(log, 5))
			}
			return fmt.Errorf("node %s is not Ready", name)
		}
	}
	return nil
}

func createStorageClasses(ctx context.Context, clients kubernetes.Interface) error {
	for _, class := range []struct {
		name    string
		mode    storagev1.VolumeBindingMode
		primary string
	}{
		{provision.Class, storagev1.VolumeBindingWaitForFirstConsumer, "true"},
		{provision.ImmediateClass, storagev1.VolumeBindingImmediate, "false"},
	} {
		reclaim := v1.PersistentVolumeReclaimDelete
		_, err := clients.StorageV1().StorageClasses().Create(ctx, &storagev1.StorageClass{
			ObjectMeta: metav1.ObjectMeta{Name: class.name,
				Annotations: map[string]string{"storageclass.kubernetes.io/is-default-class": class.primary}},
			Provisioner: provision.Provisioner, VolumeBindingMode: &class.mode, ReclaimPolicy: &reclaim,
		}, metav1.CreateOptions{})
		if err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	return nil
}
