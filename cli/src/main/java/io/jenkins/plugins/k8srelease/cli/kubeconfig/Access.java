package io.jenkins.plugins.k8srelease.cli.kubeconfig;

import io.fabric8.kubernetes.client.Config;

/**
 * How to reach a cluster.
 *
 * @param config server and credential
 * @param namespace the namespace that the context names, {@code default} when it names none
 * @param description where this comes from, for messages: {@code context "prod" of /home/alice/.kube/config}
 */
public record Access(Config config, String namespace, String description) {

    /** The description only: the rest holds credentials. */
    @Override
    public String toString() {
        return description;
    }
}
