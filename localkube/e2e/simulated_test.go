package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"localkube/internal/behaviour"
)

const namespace = "default"

func TestSimulated(t *testing.T) {
	const name = "sim"
	c := up(t, name, "--simulated", "3", "--node-size", "cpu=2,memory=4Gi")
	if out := localkube(t, "up", "--name", name, "--simulated", "3", "--node-size", "cpu=2,memory=4Gi"); !strings.Contains(out, "KUBECONFIG") {
		t.Errorf("up again says %q", out)
	}
	if _, err := try("up", "--name", name, "--simulated", "2"); err == nil || !strings.Contains(err.Error(), "other settings") {
		t.Errorf("up with another number of nodes: %v", err)
	}
	localkube(t, "status", "--name", name)
	t.Run("cluster", func(t *testing.T) {
		t.Run("behaviours", func(t *testing.T) { t.Parallel(); behaviours(t, c) })
		t.Run("jobs", func(t *testing.T) { t.Parallel(); jobs(t, c) })
		t.Run("volumes", func(t *testing.T) { t.Parallel(); volumes(t, c) })
		t.Run("proxy and logs", func(t *testing.T) { t.Parallel(); answers(t, c) })
		t.Run("slow termination", func(t *testing.T) { t.Parallel(); slowTermination(t, c) })
		t.Run("quota", func(t *testing.T) { t.Parallel(); quota(t, c) })
		t.Run("lost node", func(t *testing.T) { t.Parallel(); lostNode(t, c, name) })
	})
	t.Run("restart of the API server", func(t *testing.T) {
		localkube(t, "restart-apiserver", "--name", name, "--kill")
		if _, err := c.CoreV1().Pods(namespace).Get(context.Background(), "healthy", metav1.GetOptions{}); err != nil {
			t.Error(err)
		}
	})
	t.Run("scale", func(t *testing.T) { scale(t, c) })
	if agents := auditedAgents(t, name); !slices.Contains(agents, "localkube-e2e") || !slices.Contains(agents, "localkube-addons") {
		t.Errorf("user agents in the audit log: %q", agents)
	}
}

func podOf(name, wish string) *v1.Pod {
	return &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"app": name}, Annotations: map[string]string{behaviour.Key: wish}},
		Spec: v1.PodSpec{Containers: []v1.Container{{Name: "web", Image: "localhost/web:v1"}}}}
}

// waitingFor expects a reason of the waiting state, and what its message begins with.
func waitingFor(reason, message string) func(*v1.Pod) error {
	return func(p *v1.Pod) error {
		if len(p.Status.ContainerStatuses) == 0 {
			return errors.New("no status")
		}
		w := p.Status.ContainerStatuses[0].State.Waiting
		if w == nil || w.Reason != reason || !strings.HasPrefix(w.Message, message) {
			return fmt.Errorf("state %+v", p.Status.ContainerStatuses[0].State)
		}
		return nil
	}
}

func ready(want v1.ConditionStatus, restarts int32) func(*v1.Pod) error {
	return func(p *v1.Pod) error {
		if len(p.Status.ContainerStatuses) == 0 || p.Status.ContainerStatuses[0].State.Running == nil {
			return errors.New("not running")
		}
		for _, c := range p.Status.Conditions {
			if c.Type == v1.PodReady && c.Status == want && p.Status.ContainerStatuses[0].RestartCount == restarts {
				return nil
			}
		}
		return fmt.Errorf("%+v", p.Status.Conditions)
	}
}

// behaviours provokes each of them; the kubelet's words are compared in full by
// the tests of package sim, here only that they arrive.
func behaviours(t *testing.T, c kubernetes.Interface) {
	pods := c.CoreV1().Pods(namespace)
	crashed := func(code int32, reason string) func(*v1.Pod) error {
		return func(p *v1.Pod) error {
			if err := waitingFor("CrashLoopBackOff", "back-off ")(p); err != nil {
				return err
			}
			s := p.Status.ContainerStatuses[0]
			if last := s.LastTerminationState.Terminated; last == nil || last.ExitCode != code || last.Reason != reason || s.RestartCount < 1 {
				return fmt.Errorf("last state %+v, restarts %d", last, s.RestartCount)
			}
			return nil
		}
	}
	cases := []struct {
		wish  string
		check func(*v1.Pod) error
		event string // reason: message, of one event
	}{
		{"", ready(v1.ConditionTrue, 0), "Started: Started container web"},
		{"never-ready", ready(v1.ConditionFalse, 0), "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503"},
		{"readiness-fails", ready(v1.ConditionFalse, 0), "Unhealthy: Readiness probe failed: Get \"http://10."},
		{"ready-after=3s", ready(v1.ConditionTrue, 0), "Unhealthy: Readiness probe failed"},
		{"unhealthy-after=2s", ready(v1.ConditionFalse, 0), "Unhealthy: Readiness probe failed"},
		{"crash-loop", crashed(1, "Error"), "BackOff: Back-off restarting failed container web in pod "},
		{"crash-loop=42", crashed(42, "Error"), "BackOff: Back-off restarting failed container web in pod "},
		{"oom", crashed(137, "OOMKilled"), "BackOff: Back-off restarting failed container web in pod "},
		{"crash-once", ready(v1.ConditionTrue, 1), "Started: Started container web"},
		{"liveness-fails", crashed(137, "Error"), "Killing: Container web failed liveness probe, will be restarted"},
		{"image-not-found", waitingFor("ImagePullBackOff", "Back-off pulling image"), "Failed: Failed to pull image \"localhost/web:v1\": rpc error: code = NotFound"},
		{"registry-unreachable", waitingFor("ImagePullBackOff", "Back-off pulling image"), "Failed: Error: ImagePullBackOff"},
		{"image-invalid", waitingFor("InvalidImageName", "Failed to apply default image tag"), "InspectFailed: Failed to apply default image tag"},
		{"unschedulable", func(p *v1.Pod) error {
			for _, c := range p.Status.Conditions {
				if c.Type == v1.PodScheduled && c.Reason == v1.PodReasonUnschedulable && strings.Contains(c.Message, "nodes are available: 3 Insufficient cpu") {
					return nil
				}
			}
			return fmt.Errorf("%+v", p.Status.Conditions)
		}, "FailedScheduling: 0/3 nodes are available"},
	}
	names := make([]string, len(cases))
	for i, k := range cases {
		names[i] = strings.Trim(strings.NewReplacer("=", "-", ".", "-").Replace("b-"+k.wish), "-")
		if k.wish == "" {
			names[i] = "healthy"
		}
		if _, err := pods.Create(context.Background(), podOf(names[i], k.wish), metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for i, k := range cases {
		check := func() error {
			p, err := pods.Get(context.Background(), names[i], metav1.GetOptions{})
			if err != nil {
				return err
			}
			if err := k.check(p); err != nil {
				return err
			}
			return hasEvent(c, names[i], k.event)
		}
		if err := await(patience, check); err != nil {
			t.Errorf("%s: %v", names[i], err)
		}
	}
}

func hasEvent(c kubernetes.Interface, pod, want string) error {
	list, err := c.CoreV1().Events(namespace).List(context.Background(), metav1.ListOptions{FieldSelector: "involvedObject.name=" + pod})
	if err != nil {
		return err
	}
	var all []string
	for _, e := range list.Items {
		text := e.Reason + ": " + e.Message
		if strings.HasPrefix(text, want) {
			if source := e.Source.Component; source != "kubelet" && e.Reason != "FailedScheduling" {
				return fmt.Errorf("event %q comes from %q", text, source)
			}
			return nil
		}
		all = append(all, text)
	}
	return fmt.Errorf("no event %q in %q", want, all)
}

func jobs(t *testing.T, c kubernetes.Interface) {
	none := int32(0)
	for name, wish := range map[string]string{"job-done": "job-duration=1s", "job-failed": "job-fails=3"} {
		template := podOf(name, wish)
		template.Spec.RestartPolicy = v1.RestartPolicyNever
		job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: batchv1.JobSpec{BackoffLimit: &none,
			Template: v1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Annotations: template.Annotations}, Spec: template.Spec}}}
		if _, err := c.BatchV1().Jobs(namespace).Create(context.Background(), job, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]batchv1.JobConditionType{"job-done": batchv1.JobComplete, "job-failed": batchv1.JobFailed} {
		eventually(t, patience, name, func() error {
			job, err := c.BatchV1().Jobs(namespace).Get(context.Background(), name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			for _, k := range job.Status.Conditions {
				if k.Type == want && k.Status == v1.ConditionTrue {
					return nil
				}
			}
			return fmt.Errorf("%+v", job.Status)
		})
	}
}

func claimOf(name, class string) *v1.PersistentVolumeClaim {
	claim := &v1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: v1.PersistentVolumeClaimSpec{
		AccessModes: []v1.PersistentVolumeAccessMode{v1.ReadWriteOnce},
		Resources:   v1.VolumeResourceRequirements{Requests: v1.ResourceList{v1.ResourceStorage: resource.MustParse("1Gi")}}}}
	if class != "" {
		claim.Spec.StorageClassName = &class
	}
	return claim
}

func volumes(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	claims := c.CoreV1().PersistentVolumeClaims(namespace)
	for name, class := range map[string]string{"waits": "", "immediate": "local-path-immediate"} {
		if _, err := claims.Create(ctx, claimOf(name, class), metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	bound := func(name string) (volume string) {
		eventually(t, patience, "claim "+name, func() error {
			claim, err := claims.Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			if claim.Status.Phase != v1.ClaimBound {
				return fmt.Errorf("phase %s", claim.Status.Phase)
			}
			volume = claim.Spec.VolumeName
			return nil
		})
		return volume
	}
	bound("immediate")
	if claim, err := claims.Get(ctx, "waits", metav1.GetOptions{}); err != nil || claim.Status.Phase != v1.ClaimPending {
		t.Errorf("before any pod uses it: %v, %v", claim.Status.Phase, err)
	}
	p := podOf("with-volume", "")
	p.Spec.Volumes = []v1.Volume{{Name: "data", VolumeSource: v1.VolumeSource{PersistentVolumeClaim: &v1.PersistentVolumeClaimVolumeSource{ClaimName: "waits"}}}}
	p.Spec.Containers[0].VolumeMounts = []v1.VolumeMount{{Name: "data", MountPath: "/data"}}
	if _, err := c.CoreV1().Pods(namespace).Create(ctx, p, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	volume := bound("waits")
	if err := c.CoreV1().Pods(namespace).Delete(ctx, "with-volume", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := claims.Delete(ctx, "waits", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, "reclaim of "+volume, func() error {
		if v, err := c.CoreV1().PersistentVolumes().Get(ctx, volume, metav1.GetOptions{}); err == nil {
			return fmt.Errorf("still %s", v.Status.Phase)
		}
		return nil
	})
}

func answers(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	p := podOf("answers", "")
	p.Spec.Containers[0].Ports = []v1.ContainerPort{{ContainerPort: 8080}}
	if _, err := c.CoreV1().Pods(namespace).Create(ctx, p, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	service := &v1.Service{ObjectMeta: metav1.ObjectMeta{Name: "answers"}, Spec: v1.ServiceSpec{Selector: p.Labels, Ports: []v1.ServicePort{{Port: 8080}}}}
	if _, err := c.CoreV1().Services(namespace).Create(ctx, service, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"pods/answers:8080", "services/answers:8080"} {
		eventually(t, patience, path, func() error {
			body, err := raw(c, "/api/v1/namespaces/default/"+path+"/proxy/api/health")
			if err == nil && !strings.Contains(body, `"version":"v1"`) {
				err = fmt.Errorf("body %q", body)
			}
			return err
		})
	}
	eventually(t, patience, "log", func() error {
		text, err := c.CoreV1().Pods(namespace).GetLogs("answers", &v1.PodLogOptions{}).DoRaw(ctx)
		if err == nil && string(text) != "web v1 started (simulated)\n" {
			err = fmt.Errorf("log %q", text)
		}
		return err
	})
}

func slowTermination(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	pods := c.CoreV1().Pods(namespace)
	if _, err := pods.Create(ctx, podOf("slow", "slow-termination=3s"), metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, "slow", func() error {
		p, err := pods.Get(ctx, "slow", metav1.GetOptions{})
		if err != nil {
			return err
		}
		return ready(v1.ConditionTrue, 0)(p)
	})
	began := time.Now()
	if err := pods.Delete(ctx, "slow", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, "end of slow", func() error {
		if _, err := pods.Get(ctx, "slow", metav1.GetOptions{}); err == nil {
			return errors.New("still there")
		}
		return nil
	})
	if took := time.Since(began); took < 3*time.Second {
		t.Errorf("gone after %s", took)
	}
}

func quota(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	const ns = "limited"
	if _, err := c.CoreV1().Namespaces().Create(ctx, &v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: ns,
		Labels: map[string]string{"pod-security.kubernetes.io/enforce": "baseline"}}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CoreV1().ResourceQuotas(ns).Create(ctx, &v1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Name: "q"},
		Spec: v1.ResourceQuotaSpec{Hard: v1.ResourceList{v1.ResourcePods: resource.MustParse("1")}}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, "quota", func() error {
		q, err := c.CoreV1().ResourceQuotas(ns).Get(ctx, "q", metav1.GetOptions{})
		if err == nil && len(q.Status.Hard) == 0 {
			err = errors.New("not counted yet")
		}
		return err
	})
	eventually(t, patience, "first pod", func() error {
		_, err := c.CoreV1().Pods(ns).Create(ctx, podOf("one", ""), metav1.CreateOptions{})
		return err
	})
	if _, err := c.CoreV1().Pods(ns).Create(ctx, podOf("two", ""), metav1.CreateOptions{}); err == nil || !strings.Contains(err.Error(), "exceeded quota") {
		t.Errorf("second pod: %v", err)
	}
	privileged, yes := podOf("p", ""), true
	privileged.Spec.Containers[0].SecurityContext = &v1.SecurityContext{Privileged: &yes}
	if _, err := c.CoreV1().Pods(ns).Create(ctx, privileged, metav1.CreateOptions{}); err == nil || !strings.Contains(err.Error(), "violates PodSecurity") {
		t.Errorf("privileged pod: %v", err)
	}
}

func nodeReady(c kubernetes.Interface, name string, want v1.ConditionStatus) func() error {
	return func() error {
		n, err := c.CoreV1().Nodes().Get(context.Background(), name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		for _, k := range n.Status.Conditions {
			if k.Type == v1.NodeReady && k.Status == want {
				return nil
			}
		}
		return fmt.Errorf("%+v", n.Status.Conditions)
	}
}

func lostNode(t *testing.T, c kubernetes.Interface, name string) {
	localkube(t, "node", "stop", "--name", name, "sim3")
	eventually(t, patience, "sim3 lost", nodeReady(c, "sim3", v1.ConditionUnknown))
	// A pod that it was given while it was silent starts when it is back.
	p := podOf("bound-while-silent", "")
	p.Spec.NodeName = "sim3"
	p.Spec.Tolerations = []v1.Toleration{{Operator: v1.TolerationOpExists}} // or it is evicted from a lost node
	if _, err := c.CoreV1().Pods(namespace).Create(context.Background(), p, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	localkube(t, "node", "start", "--name", name, "sim3")
	eventually(t, patience, "sim3 back", nodeReady(c, "sim3", v1.ConditionTrue))
	eventually(t, patience, p.Name, func() error {
		p, err := c.CoreV1().Pods(namespace).Get(context.Background(), p.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		return ready(v1.ConditionTrue, 0)(p)
	})
}

func scale(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	replicas := int32(500)
	labels := map[string]string{"app": "big"}
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: "big"}, Spec: appsv1.DeploymentSpec{Replicas: &replicas, Selector: &metav1.LabelSelector{MatchLabels: labels},
		Template: v1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: podOf("big", "").Spec}}}
	began := time.Now()
	if _, err := c.AppsV1().Deployments(namespace).Create(ctx, d, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*patience, "500 pods", func() error {
		d, err := c.AppsV1().Deployments(namespace).Get(ctx, "big", metav1.GetOptions{})
		if err == nil && d.Status.AvailableReplicas != replicas {
			err = fmt.Errorf("%d available", d.Status.AvailableReplicas)
		}
		return err
	})
	t.Logf("%d pods available after %s", replicas, time.Since(began).Round(100*time.Millisecond))
}
