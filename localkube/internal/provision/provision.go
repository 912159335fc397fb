// Package provision makes volumes for claims: folders on real nodes, and for
// simulated nodes nothing but the API object, so that every claim binds.
package provision

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"time"

	v1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedv1 "k8s.io/client-go/kubernetes/typed/core/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	storagelisters "k8s.io/client-go/listers/storage/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/workqueue"
)

const (
	// Class is the default StorageClass; it waits for a pod, as cloud disks do.
	Class = "local-path"
	// ImmediateClass binds a claim before any pod uses it.
	ImmediateClass = "local-path-immediate"
	// Provisioner is the name in both classes.
	Provisioner = "localkube/local-path"
	// NodePath is where a real node sees its volumes.
	NodePath = "/var/lib/localkube/volumes"

	selectedNode  = "volume.kubernetes.io/selected-node"
	provisionedBy = "pv.kubernetes.io/provisioned-by"
)

// controller makes and reclaims volumes.
type controller struct {
	clients kubernetes.Interface
	// folder is where the volumes of a node lie on this machine; "" when it is no real node.
	folder   func(node string) string
	claims   corelisters.PersistentVolumeClaimLister
	volumes  corelisters.PersistentVolumeLister
	nodes    corelisters.NodeLister
	classes  storagelisters.StorageClassLister
	queue    workqueue.TypedRateLimitingInterface[item]
	recorder record.EventRecorder
}

// item is a claim (with namespace) or a volume (without).
type item struct{ namespace, name string }

// New prepares the controller; start the factory afterwards, then call the
// function that it returns. It blocks until the context ends.
func New(clients kubernetes.Interface, factory informers.SharedInformerFactory, folder func(node string) string) (func(context.Context), error) {
	core := factory.Core().V1()
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedv1.EventSinkImpl{Interface: clients.CoreV1().Events("")})
	c := &controller{clients: clients, folder: folder,
		claims: core.PersistentVolumeClaims().Lister(), volumes: core.PersistentVolumes().Lister(), nodes: core.Nodes().Lister(),
		classes:  factory.Storage().V1().StorageClasses().Lister(),
		recorder: broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: Provisioner}),
		queue:    workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[item](100*time.Millisecond, 10*time.Second))}
	enqueue := func(o any) {
		if gone, ok := o.(cache.DeletedFinalStateUnknown); ok {
			o = gone.Obj
		}
		if m, ok := o.(metav1.Object); ok {
			c.queue.Add(item{m.GetNamespace(), m.GetName()})
		}
	}
	handler := cache.ResourceEventHandlerFuncs{AddFunc: enqueue, UpdateFunc: func(_, o any) { enqueue(o) }}
	if _, err := core.PersistentVolumeClaims().Informer().AddEventHandler(handler); err != nil {
		return nil, err
	}
	if _, err := core.PersistentVolumes().Informer().AddEventHandler(handler); err != nil {
		return nil, err
	}
	return c.run, nil
}

func (c *controller) run(ctx context.Context) {
	for range 4 {
		go func() {
			for {
				i, over := c.queue.Get()
				if over {
					return
				}
				if err := c.sync(ctx, i); err != nil && ctx.Err() == nil {
					fmt.Fprintf(os.Stderr, "volume %s/%s: %v\n", i.namespace, i.name, err)
					c.queue.AddRateLimited(i)
				} else {
					c.queue.Forget(i)
				}
				c.queue.Done(i)
			}
		}()
	}
	<-ctx.Done()
	c.queue.ShutDown()
}

func (c *controller) sync(ctx context.Context, i item) error {
	if i.namespace == "" {
		volume, err := c.volumes.Get(i.name)
		if apierrors.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return c.reclaim(ctx, volume)
	}
	claim, err := c.claims.PersistentVolumeClaims(i.namespace).Get(i.name)
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.provision(ctx, claim)
}

func (c *controller) provision(ctx context.Context, claim *v1.PersistentVolumeClaim) error {
	if claim.Spec.VolumeName != "" || claim.DeletionTimestamp != nil || claim.Spec.StorageClassName == nil {
		return nil
	}
	class, err := c.classes.Get(*claim.Spec.StorageClassName)
	if apierrors.IsNotFound(err) || err == nil && class.Provisioner != Provisioner {
		return nil
	}
	if err != nil {
		return err
	}
	node := claim.Annotations[selectedNode]
	if node == "" {
		if class.VolumeBindingMode != nil && *class.VolumeBindingMode == storagev1.VolumeBindingWaitForFirstConsumer {
			return nil
		}
		if node, err = c.anyNode(); err != nil {
			return err
		}
	}
	volume := c.volumeFor(claim, class, node)
	if folder := c.folder(node); folder != "" {
		if err := makeFolder(filepath.Join(folder, volume.Name)); err != nil {
			c.recorder.Eventf(claim, v1.EventTypeWarning, "ProvisioningFailed", "failed to provision volume with StorageClass %q: %v", class.Name, err)
			return err
		}
	}
	_, err = c.clients.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	if err == nil {
		c.recorder.Eventf(claim, v1.EventTypeNormal, "ProvisioningSucceeded", "Successfully provisioned volume %s", volume.Name)
	}
	return err
}

// makeFolder lets every user write: a pod need not run as root, and containers
// of one cluster are not protected from each other.
func makeFolder(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	return os.Chmod(path, 0o777) // past the umask
}

func (c *controller) volumeFor(claim *v1.PersistentVolumeClaim, class *storagev1.StorageClass, node string) *v1.PersistentVolume {
	name := "pvc-" + string(claim.UID)
	mode := v1.PersistentVolumeFilesystem
	reclaim := v1.PersistentVolumeReclaimDelete
	if class.ReclaimPolicy != nil {
		reclaim = *class.ReclaimPolicy
	}
	return &v1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{provisionedBy: Provisioner}},
		Spec: v1.PersistentVolumeSpec{
			Capacity:    v1.ResourceList{v1.ResourceStorage: claim.Spec.Resources.Requests[v1.ResourceStorage]},
			AccessModes: claim.Spec.AccessModes, VolumeMode: &mode, StorageClassName: class.Name, PersistentVolumeReclaimPolicy: reclaim,
			ClaimRef: &v1.ObjectReference{Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: claim.Namespace, Name: claim.Name,
				UID: claim.UID, ResourceVersion: claim.ResourceVersion},
			// "local" rather than "hostPath": for it the kubelet applies fsGroup.
			PersistentVolumeSource: v1.PersistentVolumeSource{Local: &v1.LocalVolumeSource{Path: filepath.Join(NodePath, name)}},
			NodeAffinity: &v1.VolumeNodeAffinity{Required: &v1.NodeSelector{NodeSelectorTerms: []v1.NodeSelectorTerm{{
				MatchExpressions: []v1.NodeSelectorRequirement{{Key: v1.LabelHostname, Operator: v1.NodeSelectorOpIn, Values: []string{node}}}}}}},
		},
	}
}

// anyNode prefers nodes that ordinary pods can go to, and spreads over them.
func (c *controller) anyNode() (string, error) {
	volumes, err := c.volumes.List(labels.Everything())
	if err != nil {
		return "", err
	}
	load := map[string]int{}
	for _, v := range volumes {
		load[nodeOf(v)]++
	}
	nodes, err := c.nodes.List(labels.Everything())
	if err != nil {
		return "", err
	}
	var names []string
	for _, n := range nodes {
		if len(n.Spec.Taints) == 0 && !n.Spec.Unschedulable {
			names = append(names, n.Name)
		}
	}
	if names == nil {
		return "", errors.New("no node without taints to put the volume on")
	}
	sort.Slice(names, func(i, j int) bool {
		if load[names[i]] != load[names[j]] {
			return load[names[i]] < load[names[j]]
		}
		return names[i] < names[j]
	})
	return names[0], nil
}

func nodeOf(v *v1.PersistentVolume) string {
	if v.Spec.NodeAffinity == nil || v.Spec.NodeAffinity.Required == nil {
		return ""
	}
	for _, t := range v.Spec.NodeAffinity.Required.NodeSelectorTerms {
		for _, e := range t.MatchExpressions {
			if e.Key == v1.LabelHostname && len(e.Values) == 1 {
				return e.Values[0]
			}
		}
	}
	return ""
}

func (c *controller) reclaim(ctx context.Context, v *v1.PersistentVolume) error {
	if v.Annotations[provisionedBy] != Provisioner || v.Status.Phase != v1.VolumeReleased || v.DeletionTimestamp != nil ||
		v.Spec.PersistentVolumeReclaimPolicy != v1.PersistentVolumeReclaimDelete {
		return nil
	}
	if folder := c.folder(nodeOf(v)); folder != "" {
		if err := os.RemoveAll(filepath.Join(folder, v.Name)); err != nil {
			return err
		}
	}
	err := c.clients.CoreV1().PersistentVolumes().Delete(ctx, v.Name, metav1.DeleteOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return err
}
