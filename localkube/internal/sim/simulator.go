// Package sim simulates nodes: the API objects of kubelets with no machine
// behind them. What a kubelet and containerd would report is written as they
// would write it, word for word; pods misbehave as package behaviour says.
package sim

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	v1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"

	"localkube/internal/behaviour"
)

// StoppedAnnotation on a Node silences it: no heartbeat, and its pods freeze.
const StoppedAnnotation = "localkube/stopped"

// workers write statuses side by side; one pod is only ever in one of them.
const workers = 24

// Simulator runs the simulated nodes of a cluster.
type Simulator struct {
	clients    kubernetes.Interface
	kubelets   map[string]*kubelet
	pods       corelisters.PodLister
	configMaps corelisters.ConfigMapLister
	secrets    corelisters.SecretLister
	nodes      corelisters.NodeLister
	queue      workqueue.TypedRateLimitingInterface[types.NamespacedName]
	addresses  *addresses

	mu       sync.Mutex
	machines map[types.NamespacedName]*machine
}

// machine is a pod and the lock that its worker and the log reader share.
type machine struct {
	sync.Mutex
	pod *pod
}

// New prepares the simulation of the given nodes. Start the factory afterwards.
func New(clients kubernetes.Interface, factory informers.SharedInformerFactory, nodes []Node) (*Simulator, error) {
	core := factory.Core().V1()
	s := &Simulator{clients: clients, kubelets: map[string]*kubelet{}, addresses: newAddresses(), machines: map[types.NamespacedName]*machine{},
		pods: core.Pods().Lister(), configMaps: core.ConfigMaps().Lister(), secrets: core.Secrets().Lister(), nodes: core.Nodes().Lister(),
		// What fails is tried again soon: the server is on this machine.
		queue: workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[types.NamespacedName](50*time.Millisecond, 5*time.Second))}
	for i, n := range nodes {
		s.kubelets[n.Name] = newKubelet(s, n, i)
	}
	_, err := core.Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { s.enqueue(o) },
		UpdateFunc: func(_, o any) { s.enqueue(o) },
		DeleteFunc: func(o any) { s.enqueue(o) },
	})
	if err != nil {
		return nil, err
	}
	// A node that comes back looks at its pods again.
	_, err = core.Nodes().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{UpdateFunc: func(before, after any) {
		was, is := before.(*v1.Node), after.(*v1.Node)
		if _, ours := s.kubelets[is.Name]; ours && stopped(was) && !stopped(is) {
			s.enqueueNode(is.Name)
		}
	}})
	return s, err
}

func stopped(n *v1.Node) bool { return n.Annotations[StoppedAnnotation] == "true" }

func (s *Simulator) enqueue(o any) {
	if gone, ok := o.(cache.DeletedFinalStateUnknown); ok {
		o = gone.Obj
	}
	p, ok := o.(*v1.Pod)
	if !ok {
		return
	}
	if _, ours := s.kubelets[p.Spec.NodeName]; ours {
		s.queue.Add(types.NamespacedName{Namespace: p.Namespace, Name: p.Name})
	}
}

// enqueueNode looks at every pod of the node, also at those that it was given
// while it was silent.
func (s *Simulator) enqueueNode(node string) {
	pods, err := s.pods.List(labels.Everything())
	if err != nil {
		fmt.Fprintf(os.Stderr, "pods of node %s: %v\n", node, err)
		return
	}
	for _, p := range pods {
		if p.Spec.NodeName == node {
			s.enqueue(p)
		}
	}
}

// Run simulates until the context ends. The factory's caches must be filled.
func (s *Simulator) Run(ctx context.Context) {
	for _, k := range s.kubelets {
		go k.run(ctx)
	}
	for range workers {
		go func() {
			for s.work(ctx) {
			}
		}()
	}
	<-ctx.Done()
	s.queue.ShutDown()
}

func (s *Simulator) work(ctx context.Context) bool {
	key, over := s.queue.Get()
	if over {
		return false
	}
	defer s.queue.Done(key)
	if err := s.sync(ctx, key, time.Now()); err != nil {
		if ctx.Err() == nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			fmt.Fprintf(os.Stderr, "pod %s: %v\n", key, err)
		}
		s.queue.AddRateLimited(key)
		return true
	}
	s.queue.Forget(key)
	return true
}

// sync takes one pod to where it is now, tells the server, and comes back when
// there is more to do.
func (s *Simulator) sync(ctx context.Context, key types.NamespacedName, now time.Time) error {
	object, err := s.pods.Pods(key.Namespace).Get(key.Name)
	if apierrors.IsNotFound(err) {
		s.forget(key)
		return nil
	}
	if err != nil {
		return err
	}
	k, ours := s.kubelets[object.Spec.NodeName]
	if !ours || s.isStopped(object.Spec.NodeName) {
		return nil
	}
	m := s.machine(key, object, now)
	m.Lock()
	defer m.Unlock()
	m.pod.update(object)
	if m.pod.ip == "" {
		if object.Spec.HostNetwork {
			m.pod.ip = k.address
		} else {
			m.pod.ip = s.addresses.take()
		}
	}
	for _, e := range m.pod.advance(now, k) {
		k.record(object, e)
	}
	if err := s.report(ctx, m, now, k.address); err != nil {
		return err
	}
	if m.pod.over(now) {
		zero, uid := int64(0), object.UID
		err := s.clients.CoreV1().Pods(key.Namespace).Delete(ctx, key.Name,
			metav1.DeleteOptions{GracePeriodSeconds: &zero, Preconditions: &metav1.Preconditions{UID: &uid}})
		if err != nil && !apierrors.IsNotFound(err) {
			return err
		}
		return nil
	}
	if at := m.pod.wake(now); !at.IsZero() {
		s.queue.AddAfter(key, max(time.Until(at), time.Millisecond))
	}
	return nil
}

// report writes the status when it differs from what the server has.
func (s *Simulator) report(ctx context.Context, m *machine, now time.Time, nodeIP string) error {
	object := m.pod.object
	status := m.pod.status(now, nodeIP)
	if apiequality.Semantic.DeepEqual(object.Status, status) {
		return nil
	}
	patch, err := statusPatch(object, &status)
	if err != nil {
		return err
	}
	written, err := s.clients.CoreV1().Pods(object.Namespace).Patch(ctx, object.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	if err == nil {
		m.pod.update(written)
	}
	return err
}

func (s *Simulator) machine(key types.NamespacedName, object *v1.Pod, now time.Time) *machine {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.machines[key]
	if m != nil && m.pod.object.UID != object.UID {
		s.addresses.free(m.pod.ip)
		m = nil
	}
	if m == nil {
		if text := behaviour.Text(object); text != "" {
			if _, err := behaviour.Parse(text); err != nil {
				s.kubelets[object.Spec.NodeName].record(object, event{v1.EventTypeWarning, "UnknownBehaviour", err.Error(), ""})
			}
		}
		m = &machine{pod: newPod(object, now)}
		s.addresses.keep(m.pod.ip)
		s.machines[key] = m
	}
	return m
}

func (s *Simulator) forget(key types.NamespacedName) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.machines[key]; m != nil {
		s.addresses.free(m.pod.ip)
		delete(s.machines, key)
	}
}

func (s *Simulator) isStopped(node string) bool {
	n, err := s.nodes.Get(node)
	return err == nil && stopped(n)
}
