// Package kube makes clients of the cluster's API server.
package kube

import (
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/flowcontrol"
)

// Config reads a kubeconfig; userAgent is what the audit log shows.
func Config(kubeconfig, userAgent string) (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.UserAgent = userAgent
	// The server has its own fairness; a limit here would only slow thousands of simulated pods.
	config.RateLimiter = flowcontrol.NewFakeAlwaysRateLimiter()
	return config, nil
}

// Client is a typed client of the cluster.
func Client(kubeconfig, userAgent string) (kubernetes.Interface, error) {
	config, err := Config(kubeconfig, userAgent)
	if err != nil {
		return nil, err
	}
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return kubernetes.NewForConfig(config)
}
