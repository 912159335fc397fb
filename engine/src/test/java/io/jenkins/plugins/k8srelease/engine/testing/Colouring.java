package io.jenkins.plugins.k8srelease.engine.testing;

import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenOptions;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.BlueGreenRequest;
import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseRun;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseSettings;
import io.jenkins.plugins.k8srelease.engine.rollout.RolloutEdits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The application {@code web} of {@link Releasing}, released blue-green behind its Service {@code web}. */
public final class Colouring implements AutoCloseable {

    public static final BlueGreenOptions OPTIONS = BlueGreenOptions.of("web").withDrain(Duration.ofSeconds(1));

    public final Releasing web = new Releasing();

    public ReleaseResult image(String tag) {
        return image(tag, null, OPTIONS, Releasing.SETTINGS);
    }

    /** The same workload with another image. */
    public ReleaseResult image(String tag, Gate gate, BlueGreenOptions options, ReleaseSettings settings) {
        RolloutEdits edits = RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("localhost/web", tag)));
        return run(
                new BlueGreenRequest(web.names, List.of(), edits, options, settings, gate, Releasing.holder(), false));
    }

    public ReleaseResult manifests(String yaml) {
        return manifests(yaml, null, OPTIONS, Releasing.SETTINGS);
    }

    public ReleaseResult manifests(String yaml, Gate gate, BlueGreenOptions options, ReleaseSettings settings) {
        return run(new BlueGreenRequest(
                web.names,
                Apps.load(yaml),
                RolloutEdits.of(List.of()),
                options,
                settings,
                gate,
                Releasing.holder(),
                false));
    }

    private ReleaseResult run(BlueGreenRequest request) {
        return web.told(
                web.engine.blueGreen(web.cluster.admin(), request, web::hear).join());
    }

    public ReleaseResult retire(boolean onlyIfDue) {
        return web.told(web.engine
                .retire(web.cluster.admin(), web.names, Releasing.holder(), onlyIfDue, web::hear)
                .join());
    }

    /** Begins one and does not wait for it. */
    public ReleaseRun start(String tag, Gate gate, ReleaseSettings settings) {
        RolloutEdits edits = RolloutEdits.of(List.of()).withImages(List.of(ImageOverride.of("localhost/web", tag)));
        return web.engine.blueGreen(
                web.cluster.admin(),
                new BlueGreenRequest(web.names, List.of(), edits, OPTIONS, settings, gate, Releasing.holder(), false),
                web::hear);
    }

    /** Does something to an object as somebody else would. */
    public void patch(String apiVersion, String kind, String name, String json) {
        KubeObject object = web.get(apiVersion, kind, name);
        var type = web.cluster.admin().discovery().find(object.ref()).orElseThrow();
        Cluster.join(web.cluster
                .admin()
                .send(ApiRequest.patch(type.path(web.names.namespace(), name), ApiRequest.MERGE_PATCH, Trees.tree(json))
                        .with("fieldManager", "somebody-else")));
    }

    /** Makes objects as somebody else would. */
    public void make(String yaml) {
        for (LoadedObject object : Apps.load(yaml)) {
            var type =
                    web.cluster.admin().discovery().find(object.object().ref()).orElseThrow();
            Cluster.join(web.cluster
                    .admin()
                    .send(ApiRequest.post(
                            type.path(web.names.namespace()), object.object().tree())));
        }
    }

    public long replicas(String deployment) {
        return web.get("apps/v1", "Deployment", deployment).number(0, "spec", "replicas");
    }

    /** Waits until an object is as wanted. */
    public void await(String apiVersion, String kind, String name, Predicate<KubeObject> wanted) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!wanted.test(web.get(apiVersion, kind, name))) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(web.get(apiVersion, kind, name).tree().toString());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    public Map<String, String> selector() {
        return web.get("v1", "Service", "web").strings("spec", "selector");
    }

    public Colours colours() {
        return web.head().colours();
    }

    public boolean hasDeployment(String name) {
        return web.exists("apps/v1", "Deployment", name);
    }

    @Override
    public void close() {
        web.close();
    }
}
