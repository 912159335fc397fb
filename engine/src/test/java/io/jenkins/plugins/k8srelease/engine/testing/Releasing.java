package io.jenkins.plugins.k8srelease.engine.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.DeployRequest;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseEngine;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.release.RollbackRequest;
import io.jenkins.plugins.k8srelease.engine.release.RollingUpdateRequest;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import io.jenkins.plugins.k8srelease.engine.rollout.WorkloadName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** One application {@code web} in a namespace of its own, and everything that was told while it was released. */
public final class Releasing implements AutoCloseable {

    public static final ReleaseSettings SETTINGS = ReleaseSettings.standard().withTimeout(Duration.ofSeconds(60));

    public final TestCluster cluster = new TestCluster();
    public final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    public final RecordNames names = new RecordNames(cluster.newNamespace(), "web");
    public final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    /** What else happens when something is told. */
    public volatile Consumer<ReleaseEvent> onEvent = event -> {};

    public static Holder holder() {
        return new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
    }

    public ReleaseResult deploy(String yaml) {
        return deploy(yaml, SETTINGS);
    }

    public ReleaseResult deploy(String yaml, ReleaseSettings settings) {
        return deploy(yaml, settings, false);
    }

    public ReleaseResult deploy(String yaml, ReleaseSettings settings, boolean dryRun) {
        DeployRequest request = new DeployRequest(names, Apps.load(yaml), settings, holder(), dryRun);
        return told(engine.deploy(cluster.admin(), request, this::hear).join());
    }

    public ReleaseResult update(RolloutEdits edits) {
        return update(edits, SETTINGS);
    }

    public ReleaseResult update(RolloutEdits edits, ReleaseSettings settings) {
        RollingUpdateRequest request = new RollingUpdateRequest(names, edits, settings, holder(), false);
        return told(engine.rollingUpdate(cluster.admin(), request, this::hear).join());
    }

    public ReleaseResult rollback(String to) {
        return rollback(to, false);
    }

    public ReleaseResult rollback(String to, boolean secrets, WorkloadName... workloads) {
        RollbackRequest request =
                new RollbackRequest(names, to, List.of(workloads), secrets, SETTINGS, holder(), false);
        return told(engine.rollback(cluster.admin(), request, this::hear).join());
    }

    public ReleaseResult told(ReleaseResult result) {
        lines.add("=> " + result.status() + ": " + result.message());
        return result;
    }

    public void hear(ReleaseEvent event) {
        lines.add(event.line());
        onEvent.accept(event);
    }

    /** Runs kubectl in the application's namespace. */
    public String kubectl(String input, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-n", names.namespace()));
        all.addAll(List.of(arguments));
        return Localkube.kubectl(input, all.toArray(String[]::new));
    }

    /** As an autoscaler or a person does: through the scale subresource, under a name of its own. */
    public void scale(int replicas) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("replicas", replicas);
        Cluster.join(cluster.admin()
                .send(ApiRequest.patch(
                                "/apis/apps/v1/namespaces/" + names.namespace() + "/deployments/web/scale",
                                ApiRequest.MERGE_PATCH,
                                patch)
                        .with("fieldManager", "kube-controller-manager")));
    }

    /** Edits of all recorded workloads that give an image another tag. */
    public static RolloutEdits image(String tag) {
        return RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("localhost/web", tag)));
    }

    public Head head() {
        return new HeadStore(cluster.admin(), names).read().orElseThrow().head();
    }

    public KubeObject get(String apiVersion, String kind, String name) {
        return cluster.get(apiVersion, kind, names.namespace(), name);
    }

    public boolean exists(String apiVersion, String kind, String name) {
        return cluster.find(apiVersion, kind, names.namespace(), name)
                .filter(o -> !o.isBeingDeleted())
                .isPresent();
    }

    public KubeObject deployment() {
        return get("apps/v1", "Deployment", "web");
    }

    public String image() {
        return deployment()
                .at("spec", "template", "spec", "containers")
                .path(0)
                .path("image")
                .asText();
    }

    @Override
    public void close() {
        engine.close();
        cluster.close();
    }
}
