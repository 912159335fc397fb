package io.jenkins.plugins.k8srelease.engine.release;

import java.util.List;

/**
 * A colour that is up and not yet reached by anybody.
 *
 * @param revision number of the release
 * @param namespace where it is
 * @param colour {@code blue} or {@code green}
 * @param service the active Service, which leads to the other colour still
 * @param preview the Service that leads to this one
 * @param deployments its Deployments
 */
public record GreenReady(
        int revision, String namespace, String colour, String service, String preview, List<String> deployments) {

    public GreenReady {
        deployments = List.copyOf(deployments);
    }
}
