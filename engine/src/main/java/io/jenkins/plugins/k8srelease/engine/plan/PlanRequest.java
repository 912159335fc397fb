package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.util.List;
import java.util.Map;

/**
 * What to plan.
 *
 * @param names the application
 * @param inputs the objects wanted
 * @param configKey key of the digests of configuration
 * @param applied what the live release applied, by object; empty on a first release
 * @param forceConflicts true to take fields that other managers own
 * @param namespaceExists false in a dry run whose namespace does not exist yet: the server cannot check anything in it
 */
public record PlanRequest(
        RecordNames names,
        List<LoadedObject> inputs,
        byte[] configKey,
        Map<String, AppliedState> applied,
        boolean forceConflicts,
        boolean namespaceExists) {}
