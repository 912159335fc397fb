package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.history.Claimer;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes hold of the application, waiting without a thread until it is known whether a former owner lives. */
final class ClaimFlow {

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);

    private final Session session;

    ClaimFlow(Session session) {
        this.session = session;
    }

    /**
     * Claims for a new release.
     *
     * @param inputs among which the namespace may be found, should it have to be made
     * @param then goes on with the interrupted release that was taken over, or null
     */
    Next claim(String operation, String inputDigest, List<LoadedObject> inputs, Function<Current, Next> then) {
        return claim(operation, inputDigest, inputs, session.heads.read(), then);
    }

    /**
     * The same for whoever has just read the head.
     *
     * @param seen empty when the application was never released
     */
    Next claim(
            String operation,
            String inputDigest,
            List<LoadedObject> inputs,
            Optional<StoredHead> seen,
            Function<Current, Next> then) {
        return follow(
                claimOnce(operation, inputDigest, inputs, seen),
                () -> claimOnce(operation, inputDigest, inputs, session.heads.read()),
                then);
    }

    private Claimer.Attempt claimOnce(
            String operation, String inputDigest, List<LoadedObject> inputs, Optional<StoredHead> seen) {
        try {
            return session.claimer.claim(operation, inputDigest, session.holder, seen);
        } catch (ApiException e) {
            if (!isMissingNamespace(e)) {
                throw e;
            }
            createNamespace(inputs);
            return session.claimer.claim(operation, inputDigest, session.holder, Optional.empty());
        }
    }

    /** Takes an interrupted release over; {@code then} gets null when there is none. */
    Next takeOver(Function<Current, Next> then) {
        Supplier<Claimer.Attempt> first = () -> session.claimer.takeOver(session.holder);
        return follow(first.get(), () -> null, then);
    }

    private Next follow(Claimer.Attempt attempt, Supplier<Claimer.Attempt> whenFree, Function<Current, Next> then) {
        if (attempt == null) {
            Claimer.Attempt anew = whenFree.get();
            return anew == null ? then.apply(null) : follow(anew, whenFree, then);
        }
        if (attempt instanceof Claimer.Taken taken) {
            session.hold(taken.claim());
            if (taken.interrupted() != null) {
                session.info("took over " + taken.interrupted().describe());
            }
            return quiet(taken, System.nanoTime() + taken.quiet().toNanos(), then);
        }
        Claimer.Owned owned = (Claimer.Owned) attempt;
        session.info("waiting to see whether the owner of " + owned.current().describe() + " is alive");
        return park(owned, whenFree, then);
    }

    private Next park(Claimer.Owned owned, Supplier<Claimer.Attempt> whenFree, Function<Current, Next> then) {
        return new Next.Park(owned.pause(), () -> {
            session.checkAborted();
            Claimer.Attempt next = owned.again(session.holder);
            return next == owned ? park(owned, whenFree, then) : follow(next, whenFree, then);
        });
    }

    private Next quiet(Claimer.Taken taken, long until, Function<Current, Next> then) {
        Duration left = Duration.ofNanos(until - System.nanoTime());
        return left.isNegative() || left.isZero()
                ? then.apply(taken.interrupted())
                : new Next.Park(left.plusMillis(1), () -> quiet(taken, until, then));
    }

    private boolean isMissingNamespace(ApiException e) {
        return e.isNotFound() && e.getMessage().contains("namespaces \"" + session.names.namespace() + "\" not found");
    }

    /** A namespace is outside of undo: deleting one deletes whatever has come into it meanwhile. */
    private void createNamespace(List<LoadedObject> inputs) {
        String name = session.names.namespace();
        ObjectNode namespace = inputs.stream()
                .map(LoadedObject::object)
                .filter(o -> o.kind().equals("Namespace") && o.name().equals(name))
                .findFirst()
                .map(o -> o.copy())
                .orElseGet(() -> plainNamespace(name));
        ApiRequest request = ApiRequest.patch(NAMESPACES.path("", name), ApiRequest.APPLY, namespace)
                .with("fieldManager", session.names.fieldManager())
                .with("force", "false");
        try {
            Cluster.join(session.cluster.send(request));
        } catch (ApiException e) {
            if (!e.isTransient()) {
                throw new StartFailure(
                        false, "namespace " + name + " does not exist and cannot be made: " + e.getMessage(), null);
            }
            // Applying it a second time changes nothing.
            Cluster.join(session.cluster.send(request));
        }
        session.info("made namespace " + name + ", which did not exist; an undo leaves it");
    }

    private static ObjectNode plainNamespace(String name) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        return namespace;
    }
}
