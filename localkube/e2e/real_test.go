package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes"

	"localkube/internal/load"
	"localkube/internal/node"
)

func needReal(t *testing.T) {
	if err := node.Missing(); err != nil {
		t.Skip("real nodes are not possible here:", err)
	}
}

// makeImages builds the application and packs it, one archive for each version.
func makeImages(t *testing.T, folder string, versions ...string) {
	t.Helper()
	layer := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(layer, "app"), "./app")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, v := range versions {
		out, err := os.Create(filepath.Join(folder, "app-"+v+".tar"))
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(binary, "image", "--name", "localhost/e2e/app:"+v, "--entrypoint", "/app", "--env", "VERSION="+v, "--env", "DRAIN=2s", "--user", "1000", layer)
		cmd.Stdout = out
		if err := errors.Join(cmd.Run(), out.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestReal(t *testing.T) {
	needReal(t)
	const name = "real"
	images, later := t.TempDir(), t.TempDir()
	makeImages(t, images, "v1")
	makeImages(t, later, "v2")
	c := up(t, name, "--real", "2", "--simulated", "1", "--images", images, "--node-size", "cpu=3,memory=3Gi")
	ctx := context.Background()
	n, err := c.CoreV1().Nodes().Get(ctx, "node1", metav1.GetOptions{})
	if err != nil || n.Status.Capacity.Cpu().Value() != 3 || n.Status.Capacity.Memory().Value() != 3<<30 {
		t.Errorf("node1 offers %v, %v", n.Status.Capacity, err)
	}
	makeApplication(t, c)
	t.Run("pods run as restricted as they can be", func(t *testing.T) { restricted(t, c) })
	t.Run("DNS and Services", func(t *testing.T) { network(t, c) })
	t.Run("volumes can be written", func(t *testing.T) {
		if body, err := inPod(c, "/write", "file", "/data/x"); err != nil {
			t.Error(err, body)
		}
	})
	t.Run("logs and exec", func(t *testing.T) { logsAndExec(t, c, name) })
	t.Run("a missing image", func(t *testing.T) { missingImage(t, c) })
	t.Run("rolling update", func(t *testing.T) { rollingUpdate(t, c, name, later) })
	t.Run("a node falls silent", func(t *testing.T) {
		localkube(t, "node", "stop", "--name", name, "--network", "node2")
		eventually(t, patience, "node2 lost", nodeReady(c, "node2", v1.ConditionUnknown))
		localkube(t, "node", "start", "--name", name, "--network", "node2")
		eventually(t, patience, "node2 back", nodeReady(c, "node2", v1.ConditionTrue))
	})
}

// makeApplication has three replicas on two nodes, so that two share one.
func makeApplication(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	if _, err := c.CoreV1().Namespaces().Create(ctx, &v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "team1",
		Labels: map[string]string{"pod-security.kubernetes.io/enforce": "restricted"}}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	labels := map[string]string{"app": "web"}
	ports := []v1.ServicePort{{Name: "http", Port: 8080, TargetPort: intstr.FromString("http")}}
	for name, ip := range map[string]string{"web": "", "web-pods": v1.ClusterIPNone} {
		if _, err := c.CoreV1().Services("team1").Create(ctx, &v1.Service{ObjectMeta: metav1.ObjectMeta{Name: name},
			Spec: v1.ServiceSpec{ClusterIP: ip, Selector: labels, Ports: ports}}, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	claim := claimOf("data", "")
	web := &appsv1.StatefulSet{ObjectMeta: metav1.ObjectMeta{Name: "web"}, Spec: appsv1.StatefulSetSpec{
		ServiceName: "web-pods", Replicas: ptr(int32(3)), PodManagementPolicy: appsv1.ParallelPodManagement,
		Selector: &metav1.LabelSelector{MatchLabels: labels}, VolumeClaimTemplates: []v1.PersistentVolumeClaim{*claim},
		Template: v1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: v1.PodSpec{
			SecurityContext: &v1.PodSecurityContext{RunAsNonRoot: ptr(true), RunAsUser: ptr(int64(1000)), FSGroup: ptr(int64(2000)),
				SeccompProfile: &v1.SeccompProfile{Type: v1.SeccompProfileTypeRuntimeDefault}},
			Containers: []v1.Container{{Name: "web", Image: "localhost/e2e/app:v1", Ports: []v1.ContainerPort{{Name: "http", ContainerPort: 80}},
				SecurityContext: &v1.SecurityContext{ReadOnlyRootFilesystem: ptr(true), AllowPrivilegeEscalation: ptr(false),
					Capabilities: &v1.Capabilities{Drop: []v1.Capability{"ALL"}}},
				ReadinessProbe: &v1.Probe{PeriodSeconds: 1, ProbeHandler: v1.ProbeHandler{HTTPGet: &v1.HTTPGetAction{Path: "/healthz", Port: intstr.FromString("http")}}},
				VolumeMounts:   []v1.VolumeMount{{Name: "data", MountPath: "/data"}}}}}}}}
	if _, err := c.AppsV1().StatefulSets("team1").Create(ctx, web, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, "three pods", webReady(c, "v1"))
}

func webReady(c kubernetes.Interface, version string) func() error {
	return func() error {
		pods, err := c.CoreV1().Pods("team1").List(context.Background(), metav1.ListOptions{LabelSelector: "app=web"})
		if err != nil {
			return err
		}
		count := 0
		for _, p := range pods.Items {
			if ready(v1.ConditionTrue, 0)(&p) == nil && strings.HasSuffix(p.Spec.Containers[0].Image, ":"+version) && p.DeletionTimestamp == nil {
				count++
			}
			if !strings.HasPrefix(p.Spec.NodeName, "node") && p.Spec.NodeName != "" {
				return fmt.Errorf("%s is on %s", p.Name, p.Spec.NodeName)
			}
		}
		if count != 3 {
			return fmt.Errorf("%d of 3 are ready", count)
		}
		return nil
	}
}

// inPod asks the first pod, through the API server, to do something.
func inPod(c kubernetes.Interface, path string, query ...string) (string, error) {
	return raw(c, "/api/v1/namespaces/team1/pods/web-0:80/proxy"+path, query...)
}

func restricted(t *testing.T, c kubernetes.Interface) {
	status, err := inPod(c, "/self")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Uid:\t1000\t1000", "CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(status, want) {
			t.Errorf("no %q in\n%s", want, status)
		}
	}
	if body, err := inPod(c, "/write", "file", "/x"); err == nil {
		t.Errorf("the root file system can be written: %s", body)
	}
}

func network(t *testing.T, c kubernetes.Interface) {
	service, err := c.CoreV1().Services("team1").Get(context.Background(), "web", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"web", "web.team1", "web.team1.svc", "web.team1.svc.cluster.local"} {
		if body, err := inPod(c, "/lookup", "name", name); err != nil || strings.TrimSpace(body) != service.Spec.ClusterIP {
			t.Errorf("%s: %q, %v; want %s", name, body, err, service.Spec.ClusterIP)
		}
	}
	if body, err := inPod(c, "/lookup", "name", "web-pods"); err != nil || len(strings.Fields(body)) != 3 {
		t.Errorf("headless: %q, %v", body, err)
	}
	// Pods are ready a moment before the nodes have the rules that lead to them.
	eventually(t, patience, "the Service leads somewhere", func() error {
		_, err := inPod(c, "/fetch", "url", "http://web:8080/")
		return err
	})
	// Through the ClusterIP a pod must reach those of other nodes, of its own, and itself.
	seen := map[string]bool{}
	for i := 0; i < 200 && len(seen) < 3; i++ {
		body, err := inPod(c, "/fetch", "url", "http://web:8080/")
		if err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		seen[strings.TrimSpace(body)] = true
	}
	if len(seen) != 3 {
		t.Errorf("the Service leads to %v", seen)
	}
	if body, err := raw(c, "/api/v1/namespaces/team1/services/web:http/proxy/"); err != nil || !strings.HasPrefix(body, "v1 web-") {
		t.Errorf("through the API server: %q, %v", body, err)
	}
}

func logsAndExec(t *testing.T, c kubernetes.Interface, name string) {
	text, err := c.CoreV1().Pods("team1").GetLogs("web-0", &v1.PodLogOptions{}).DoRaw(context.Background())
	if err != nil || !strings.Contains(string(text), "listening v1") {
		t.Errorf("log %q, %v", text, err)
	}
	out, err := try("kubectl", "--kubeconfig", folderOf(t, name).Kubeconfig(), "exec", "-n", "team1", "web-1", "--", "/app", "hello")
	if err != nil || strings.TrimSpace(out) != "hello from v1" {
		t.Errorf("exec: %q, %v", out, err)
	}
}

// missingImage compares the real kubelet's words with those that simulated pods use.
func missingImage(t *testing.T, c kubernetes.Interface) {
	ctx := context.Background()
	real, simulated := podOf("missing", ""), podOf("missing-simulated", "registry-unreachable")
	real.Spec.Containers[0].Image, simulated.Spec.Containers[0].Image = "registry.example:5000/a/b:v9", "registry.example:5000/a/b:v9"
	simulated.Spec.Tolerations = []v1.Toleration{{Key: "localkube/simulated", Operator: v1.TolerationOpExists}}
	simulated.Spec.NodeSelector = map[string]string{"localkube/node-kind": "simulated"}
	messages := map[string]string{}
	for _, p := range []*v1.Pod{real, simulated} {
		if _, err := c.CoreV1().Pods(namespace).Create(ctx, p, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		eventually(t, patience, p.Name, func() error {
			now, err := c.CoreV1().Pods(namespace).Get(ctx, p.Name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			if err := waitingFor("ImagePullBackOff", "")(now); err != nil {
				return err
			}
			messages[p.Name] = now.Status.ContainerStatuses[0].State.Waiting.Message
			return nil
		})
	}
	if messages["missing"] != messages["missing-simulated"] {
		t.Errorf("the real kubelet says\n%s\nthe simulated one\n%s", messages["missing"], messages["missing-simulated"])
	}
}

func rollingUpdate(t *testing.T, c kubernetes.Interface, name, images string) {
	localkube(t, "images", "load", "--name", name, filepath.Join(images, "app-v2.tar"))
	out := localkube(t, "expose", "--name", name, "0=team1/web:http")
	port, err := strconv.Atoi(strings.TrimSpace(out))
	if err != nil {
		t.Fatalf("expose prints %q", out)
	}
	cmd := exec.Command(binary, "load", "--url", fmt.Sprintf("http://127.0.0.1:%d/", port), "--rate", "100", "--until-signal", "--output", "json")
	var report strings.Builder
	cmd.Stdout = &report
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	patch := `[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"localhost/e2e/app:v2"}]`
	_, err = c.AppsV1().StatefulSets("team1").Patch(context.Background(), "web", types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	if err == nil {
		err = await(patience, webReady(c, "v2"))
	}
	_ = cmd.Process.Signal(os.Interrupt)
	if wait := cmd.Wait(); err != nil || wait != nil {
		t.Fatal(err, wait)
	}
	var r load.Report
	if err := json.Unmarshal([]byte(report.String()), &r); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", strings.TrimSpace(report.String()))
	if r.Failed != 0 || r.Requests < 100 || r.Versions["v1"] == 0 || r.Versions["v2"] == 0 {
		t.Errorf("%+v", r)
	}
}
