package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.Undo;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.health.Health;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.Rights;
import io.jenkins.plugins.k8srelease.engine.plan.Rights.Right;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds missing rights before anything is written, the record included. */
final class RightsCheck {

    private static final ResourceType NAMESPACES = new ResourceType("", "v1", "Namespace", "namespaces", false);

    private final Session session;
    private final List<LoadedObject> inputs;
    private final ReleaseSettings settings;
    private final ApplySetMembers pruned;

    /**
     * @param pruned where objects may be that are to be pruned, none without a prune
     */
    RightsCheck(Session session, List<LoadedObject> inputs, ReleaseSettings settings, ApplySetMembers pruned) {
        this.session = session;
        this.inputs = inputs;
        this.settings = settings;
        this.pruned = pruned;
    }

    void check() {
        List<Right> missing = new Rights(session.cluster).missing(wanted());
        if (!missing.isEmpty()) {
            throw new StartFailure(
                    false,
                    "this credential lacks rights that the release needs; nothing was changed. Missing:\n"
                            + missing.stream()
                                    .map(r -> "  " + r)
                                    .sorted()
                                    .distinct()
                                    .collect(Collectors.joining("\n"))
                            + "\nexamples/rbac/ has a Role with all of them",
                    null);
        }
    }

    private Set<Right> wanted() {
        Set<Right> wanted = new LinkedHashSet<>();
        String own = session.names.namespace();
        for (String verb : List.of("get", "list", "create", "update", "delete")) {
            wanted.add(new Right(verb, "", "secrets", own, ""));
        }
        for (String verb : List.of("get", "create", "update")) {
            wanted.add(new Right(verb, "coordination.k8s.io", "leases", own, ""));
        }
        for (LoadedObject input : inputs) {
            ObjectRef ref = input.object().ref();
            String namespace = ref.namespace().isEmpty() ? own : ref.namespace();
            session.cluster.discovery().find(ref).ifPresent(type -> {
                for (String verb : List.of("list", "watch")) {
                    wanted.add(Right.of(verb, type, namespace));
                }
                for (String verb : List.of("get", "patch")) {
                    wanted.add(Right.of(verb, type, namespace, ref.name()));
                }
                // A namespace that must be made is made, or refused, before anything else.
                if (!ref.kind().equals("Namespace")) {
                    wanted.add(Right.of("create", type, namespace));
                }
                if (Undo.deletes(ref.kind())) {
                    wanted.add(Right.of("delete", type, namespace, ref.name()));
                }
                for (GroupKind seen : Health.watched(ref.groupKind())) {
                    addWatch(wanted, seen, namespace);
                }
            });
        }
        boolean pods = inputs.stream()
                .anyMatch(i -> Health.watched(i.object().groupKind()).contains(Kinds.POD));
        if (pods) {
            // One Pod of each template as a dry run; and a StatefulSet's stuck pod in an undo.
            wanted.add(new Right("create", "", "pods", own, ""));
        }
        if (inputs.stream().anyMatch(i -> i.object().kind().equals("StatefulSet"))) {
            wanted.add(new Right("delete", "", "pods", own, ""));
        }
        addSmoke(wanted, own);
        addPrune(wanted, own);
        return wanted;
    }

    /** What earlier releases had applied is looked for, and deleted unless that would delete data. */
    private void addPrune(Set<Right> wanted, String own) {
        for (GroupKind kind : pruned.kinds()) {
            session.cluster.discovery().find(kind).ifPresent(type -> {
                List<String> namespaces = new ArrayList<>(pruned.namespaces());
                namespaces.add(own);
                for (String namespace : namespaces) {
                    wanted.add(Right.of("list", type, namespace));
                    if (!Undo.keepsData(kind.kind())) {
                        wanted.add(Right.of("delete", type, namespace));
                    }
                }
            });
        }
    }

    private void addSmoke(Set<Right> wanted, String own) {
        Set<Via> ways = settings.smoke().stream().map(SmokeCheck::via).collect(Collectors.toSet());
        if (ways.contains(Via.PROXY)) {
            wanted.add(new Right("get", "", "pods/proxy", own, ""));
        }
        if (ways.contains(Via.POD)) {
            wanted.add(new Right("create", "", "pods", own, ""));
            wanted.add(new Right("delete", "", "pods", own, ""));
            wanted.add(new Right("get", "", "pods/log", own, ""));
        }
        if (ways.contains(Via.PROXY) || ways.contains(Via.POD)) {
            addWatch(wanted, Kinds.POD, own);
            addWatch(wanted, new GroupKind("discovery.k8s.io", "EndpointSlice"), own);
            addWatch(wanted, new GroupKind("", "Service"), own);
        }
    }

    /** What is cluster-scoped, or only makes a diagnosis better, is read when it may be read. */
    private void addWatch(Set<Right> wanted, GroupKind kind, String namespace) {
        session.cluster
                .discovery()
                .find(kind)
                .filter(ResourceType::namespaced)
                .filter(type -> !type.kind().equals("Event"))
                .ifPresent(type -> {
                    wanted.add(Right.of("list", type, namespace));
                    wanted.add(Right.of("watch", type, namespace));
                });
    }

    /** False only when the server says so: without the right to read namespaces the release itself will tell. */
    boolean namespaceExists() {
        try {
            return Cluster.join(session.cluster.get(NAMESPACES, "", session.names.namespace()))
                    .isPresent();
        } catch (ApiException e) {
            if (e.isForbidden()) {
                return true;
            }
            throw e;
        }
    }
}
