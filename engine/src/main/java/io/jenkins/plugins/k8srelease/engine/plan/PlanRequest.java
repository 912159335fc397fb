package io.jenkins.plugins.k8srelease.engine.plan;

import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What to plan.
 *
 * @param names the application
 * @param inputs the objects wanted
 * @param patches single fields of objects that are not on record
 * @param configKey key of the digests of configuration
 * @param applied waits for what the live release applied, by object, which may still be on its way; null when there is
 *     none, as on a first release
 * @param forceConflicts true to take fields that other managers own
 * @param taken objects of which all fields are ours to decide, whoever owns them
 * @param prune what to look for that is not part of the release any more; null for no prune
 * @param doneJobs Jobs that are done and must not run again, by {@link Planner#key}
 * @param dryRun false to leave out what only the server can tell: conflicts, immutable fields, refused pods
 * @param namespaceExists false in a dry run whose namespace does not exist yet: the server cannot check anything in it
 */
public record PlanRequest(
        RecordNames names,
        List<LoadedObject> inputs,
        List<LivePatch> patches,
        byte[] configKey,
        Supplier<Map<String, AppliedState>> applied,
        boolean forceConflicts,
        Set<ObjectRef> taken,
        Pruning prune,
        Set<String> doneJobs,
        boolean dryRun,
        boolean namespaceExists) {

    /** True when an object's fields are taken from other managers. */
    boolean forces(ObjectRef ref) {
        return forceConflicts || taken.stream().anyMatch(t -> t.sameObject(ref));
    }

    boolean prunes() {
        return prune != null && namespaceExists;
    }

    /** True when a release is live whose objects may be as they were. */
    boolean comparesWithLive() {
        return applied != null && namespaceExists;
    }
}
