package io.jenkins.plugins.k8srelease.engine.testing;

import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadOptions;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalKustomize;
import io.jenkins.plugins.k8srelease.engine.manifest.LocalManifestFiles;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader;
import io.jenkins.plugins.k8srelease.engine.manifest.ManifestSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Small applications for tests against a cluster with simulated nodes. */
public final class Apps {

    private Apps() {}

    /** A ConfigMap, a Secret, a Service and a Deployment of two pods. */
    public static String web(String version) {
        return web(version, "", "info");
    }

    /** The same, whose pods behave as asked (localkube/behaviour). */
    public static String web(String version, String behaviour, String logLevel) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: web-config}
                data: {LOG_LEVEL: %3$s}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: web-secret}
                stringData: {PASSWORD: correct-horse-battery}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
                  template:
                    metadata:
                      labels: {app: web}
                      annotations: {localkube/behaviour: "%2$s"}
                    spec:
                      containers:
                      - name: web
                        image: localhost/web:%1$s
                        ports: [{containerPort: 8080}]
                        readinessProbe: {httpGet: {path: /, port: 8080}, initialDelaySeconds: 2, periodSeconds: 1}
                        envFrom: [{configMapRef: {name: web-config}}, {secretRef: {name: web-secret}}]
                """.formatted(version, behaviour, logLevel);
    }

    public static List<LoadedObject> load(String yaml) {
        try {
            return new ManifestLoader(LocalManifestFiles.within(Path.of(".")), LocalKustomize.of(Path.of(".")))
                    .load(List.of(new ManifestSource.Text("test", yaml)), LoadOptions.standard())
                    .objects();
        } catch (BadInputException | IOException e) {
            throw new IllegalArgumentException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
