package io.jenkins.plugins.k8srelease.engine.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiResponse;
import io.jenkins.plugins.k8srelease.engine.cluster.Backoff;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.cluster.SendLimit;
import io.jenkins.plugins.k8srelease.engine.history.Claim;
import io.jenkins.plugins.k8srelease.engine.history.FieldEdit;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.ownership.Adoption;
import io.jenkins.plugins.k8srelease.engine.ownership.ManagedFields;
import io.jenkins.plugins.k8srelease.engine.ownership.Ownership;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes objects for the holder of a claim. The claim is verified before each write, each write carries the UID and the
 * resourceVersion of what it expects, and a write whose answer was lost is looked up instead of guessed. For threads
 * that may block.
 */
public final class Applier {

    private final Cluster cluster;
    private final Claim claim;
    private final String fieldManager;
    private final Handover handover;

    public Applier(Cluster cluster, Claim claim, String fieldManager) {
        this.cluster = cluster;
        this.claim = claim;
        this.fieldManager = fieldManager;
        this.handover = new Handover(cluster, claim, fieldManager);
    }

    /**
     * Applies a configuration, server-side.
     *
     * @param config complete
     * @param expected what is there, null when the object must not exist yet
     * @param force true to take fields that other managers own
     * @param again true when an earlier try, of this process or of another, may have applied it already
     * @return the object as the server now has it
     * @throws ApiException when the server refuses
     * @throws ChangedMeanwhileException when something else is there than was expected
     */
    public KubeObject apply(KubeObject config, KubeObject expected, boolean force, boolean again) {
        return apply(config, expected, force, Ownership.PLAIN, again);
    }

    /** The same, for an object some of whose fields belong to others. */
    public KubeObject apply(
            KubeObject wanted, KubeObject expected, boolean forced, Ownership ownership, boolean again) {
        KubeObject config = wanted;
        boolean force = forced;
        ResourceType type = typeOf(config);
        boolean mayBeOurs = again;
        KubeObject before = again ? current(type, config, expected, true) : expected;
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            SendLimit limit = claim.verify();
            try {
                before = handover.adopt(type, before, ownership, limit);
                ApiResponse answer = Cluster.join(
                        cluster.send(request(type, config, before, force).before(limit)));
                if (before == null && !answer.created() && !mayBeOurs) {
                    withdraw(type, answer.object());
                    throw madeByOthers(config);
                }
                return answer.object();
            } catch (ApiException e) {
                boolean stale = e.isConflict() && !e.isOwnershipConflict();
                if (onlyReplicas(e) && ownership.replicas() != Ownership.Replicas.CONFIGURED && !force) {
                    // Scaled between the plan and now.
                    force = ownership.replicas() == Ownership.Replicas.TAKEN_OVER;
                    config = force ? config : withoutReplicas(config);
                    continue;
                }
                if ((!stale && !e.isTransient()) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e, tries);
                if (stale) {
                    claim.verifyNow();
                }
                mayBeOurs |= e.isOutcomeUnknown();
                before = current(type, config, expected, mayBeOurs);
            }
        }
    }

    private static boolean onlyReplicas(ApiException e) {
        return e.isOwnershipConflict()
                && e.causes().stream().allMatch(c -> c.field().equals(".spec.replicas"));
    }

    private static KubeObject withoutReplicas(KubeObject config) {
        ObjectNode tree = config.copy();
        tree.withObject("/spec").remove("replicas");
        return new KubeObject(tree);
    }

    /** Undoes an adoption: the fields belong to those again to whom they belonged before. */
    public void giveBack(KubeObject live, KubeObject before, Ownership ownership) {
        handover.giveBack(typeOf(live), live, before, ownership);
    }

    /**
     * Patches single fields of an object that is not applied as a whole.
     *
     * @param expected the object; its fields must still be as the edits say
     * @return the object as the server now has it
     * @throws ChangedMeanwhileException when somebody else has changed one of the fields, or the object is another one
     */
    public KubeObject patch(KubeObject expected, List<FieldEdit> edits) {
        return new FieldPatcher(cluster, claim, Adoption.patcher(fieldManager))
                .patch(typeOf(expected), expected, edits);
    }

    /**
     * Changes a few fields of an object that is there, taking them from whoever owns them; all else that we applied stays.
     * A change that is found done is not made again, so an answer that was lost is no error.
     *
     * @param change from the object as it is now to our configuration of it; empty when nothing is left to do. It may throw to
     *     refuse, and is asked again whenever the object has changed meanwhile
     * @return the object as it is after that
     * @throws ChangedMeanwhileException when the object does not exist
     */
    public KubeObject adjust(ObjectRef ref, Function<KubeObject, Optional<KubeObject>> change) {
        ResourceType type = typeOf(ref);
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            SendLimit limit = claim.verify();
            KubeObject now = Cluster.join(cluster.get(type, ref.namespace(), ref.name()))
                    .orElseThrow(() -> new ChangedMeanwhileException(ref + " does not exist any more"));
            Optional<KubeObject> config = change.apply(now);
            if (config.isEmpty()) {
                return now;
            }
            try {
                return Cluster.join(cluster.send(
                                request(type, config.get(), now, true).before(limit)))
                        .object();
            } catch (ApiException e) {
                boolean stale = e.isConflict() && !e.isOwnershipConflict();
                if ((!stale && !e.isTransient()) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e, tries);
                if (stale) {
                    claim.verifyNow();
                }
            }
        }
    }

    private static ChangedMeanwhileException madeByOthers(KubeObject config) {
        return new ChangedMeanwhileException(config.ref() + " did not exist when the release was planned, and somebody"
                + " else has made it since; it was left as it is. Release again to take it into account");
    }

    /** What is there now, as long as it is still the object that was planned. */
    private KubeObject current(ResourceType type, KubeObject config, KubeObject expected, boolean mayBeOurs) {
        Optional<KubeObject> now = Cluster.join(cluster.get(type, config.namespace(), config.name()));
        if (expected == null) {
            if (now.isPresent()
                    && mayBeOurs
                    && ManagedFields.appliedBy(now.get(), fieldManager).isEmpty()) {
                throw madeByOthers(config);
            }
            return mayBeOurs ? now.orElse(null) : null;
        }
        if (now.isEmpty() || !now.get().uid().equals(expected.uid())) {
            throw new ChangedMeanwhileException(config.ref() + " was deleted" + (now.isEmpty() ? "" : " and made again")
                    + " by somebody else while the release ran");
        }
        return now.get();
    }

    /**
     * Deletes an object and, in the foreground, what depends on it.
     *
     * @param expected what is there
     * @return false when it is gone already, or another object has its name
     */
    public boolean delete(KubeObject expected) {
        ResourceType type = typeOf(expected);
        KubeObject before = expected;
        long deadline = System.nanoTime() + cluster.options().patience().toNanos();
        for (int tries = 0; ; tries++) {
            SendLimit limit = claim.verify();
            ObjectNode options = JsonNodeFactory.instance.objectNode();
            options.put("apiVersion", "v1").put("kind", "DeleteOptions").put("propagationPolicy", "Foreground");
            options.putObject("preconditions")
                    .put("uid", before.uid())
                    .put("resourceVersion", before.resourceVersion());
            try {
                Cluster.join(cluster.send(ApiRequest.delete(type.path(expected.namespace(), expected.name()), options)
                        .before(limit)));
                return true;
            } catch (ApiException e) {
                if (e.isNotFound()) {
                    return false;
                }
                if ((!e.isConflict() && !e.isTransient()) || System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e, tries);
                if (e.isConflict()) {
                    claim.verifyNow();
                }
                Optional<KubeObject> now = Cluster.join(cluster.get(type, expected.namespace(), expected.name()));
                if (now.isEmpty() || !now.get().uid().equals(expected.uid())) {
                    return false;
                }
                before = now.get();
            }
        }
    }

    /** Gives up every field of an object that we own, which takes our label away and leaves the rest to its owner. */
    private void withdraw(ResourceType type, KubeObject object) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        nothing.put("apiVersion", object.apiVersion()).put("kind", object.kind());
        nothing.putObject("metadata").put("name", object.name());
        SendLimit limit = claim.verify();
        Cluster.join(cluster.send(
                request(type, new KubeObject(nothing), object, false).before(limit)));
    }

    private ApiRequest request(ResourceType type, KubeObject config, KubeObject before, boolean force) {
        ObjectNode body = config.copy();
        ObjectNode metadata = body.withObject("/metadata");
        if (before != null) {
            metadata.put("uid", before.uid()).put("resourceVersion", before.resourceVersion());
        }
        String namespace = before == null ? config.namespace() : before.namespace();
        return ApiRequest.patch(type.path(namespace, config.name()), ApiRequest.APPLY, body)
                .with("fieldManager", fieldManager)
                .with("fieldValidation", "Strict")
                .with("force", Boolean.toString(force));
    }

    private ResourceType typeOf(KubeObject object) {
        return typeOf(object.ref());
    }

    private ResourceType typeOf(ObjectRef ref) {
        Optional<ResourceType> known = cluster.discovery().find(ref);
        if (known.isEmpty()) {
            // Its definition may have come with an earlier wave.
            cluster.discovery().forget();
            known = cluster.discovery().find(ref);
        }
        return known.orElseThrow(() ->
                new ChangedMeanwhileException("the cluster no longer knows " + ref.kind() + " of " + ref.apiVersion()));
    }

    static void pause(ApiException e, int tries) {
        if (e.isConflict() && tries == 0) {
            return;
        }
        try {
            Thread.sleep(Backoff.pause(tries, e.retryAfter()).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }
}
