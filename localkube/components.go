package main

import (
	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	kubeproxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// components are the programs of Kubernetes itself, unchanged but for one
// scheduler plugin. They are the only part of localkube that links
// k8s.io/kubernetes, so that the tests of everything else build in seconds.
var components = map[string]func(args []string) int{
	"etcd":               func(args []string) int { etcdmain.Main(args); return 0 },
	"apiserver":          kubernetes(apiserver.NewAPIServerCommand),
	"controller-manager": kubernetes(controllermanager.NewControllerManagerCommand),
	"scheduler": kubernetes(func() *cobra.Command {
		return scheduler.NewSchedulerCommand(scheduler.WithPlugin(behaviourPluginName, newBehaviourPlugin))
	}),
	"kubelet":    kubernetes(func() *cobra.Command { return kubelet.NewKubeletCommand() }),
	"kube-proxy": kubernetes(kubeproxy.NewProxyCommand),
	"kubectl":    kubernetes(kubectl.NewDefaultKubectlCommand),
}

func kubernetes(make func() *cobra.Command) func([]string) int {
	return func([]string) int { return cli.Run(make()) }
}
