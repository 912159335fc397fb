package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.Head;
import java.util.List;

/** Releases manifests as they were loaded. */
record DeployWork(DeployRequest request) implements Work {

    @Override
    public String operation() {
        return "deploy";
    }

    @Override
    public ReleaseSettings settings() {
        return request.settings();
    }

    @Override
    public boolean dryRun() {
        return request.dryRun();
    }

    @Override
    public boolean prunes() {
        return request.settings().prunes();
    }

    @Override
    public String inputDigest() {
        return request.inputDigest();
    }

    @Override
    public Content content(Session session, Head head, int revision) {
        return new Content(request.inputs(), List.of(), List.of(), List.of());
    }
}
