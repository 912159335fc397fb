package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cluster")
@Turn(3)
class PruneTest {

    private static final ReleaseSettings PRUNE = Releasing.SETTINGS.withPrune(true);
    private static final String EXTRA = """
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: extra}
            data: {a: b}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: extra}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    private final Releasing web = new Releasing();

    @AfterEach
    void close() {
        web.close();
    }

    private String annotation(String name) {
        return web.get("v1", "Secret", "k8s-release.web.head").annotations().get("applyset.kubernetes.io/" + name);
    }

    @Test
    void whatTheReleaseDoesNotHaveAnyMoreIsDeletedAtTheEndAndDataStays() {
        web.deploy(Apps.web("v1") + EXTRA);
        assertThat(annotation("contains-group-kinds"))
                .isEqualTo("ConfigMap,Deployment.apps,PersistentVolumeClaim,Secret,Service,ServiceAccount");
        web.deploy(Apps.web("v2"));
        assertThat(web.exists("v1", "ConfigMap", "extra")).isTrue();

        ReleaseResult plan = web.deploy(Apps.web("v2"), PRUNE, true);
        assertThat(plan.plan().orElseThrow().pruned())
                .extracting(t -> t.object().shortName() + (t.kept() == null ? "" : " stays"))
                .containsExactlyInAnyOrder(
                        "configmap/extra", "serviceaccount/extra", "persistentvolumeclaim/data stays");
        assertThat(web.exists("v1", "ConfigMap", "extra")).isTrue();

        ReleaseResult result = web.deploy(Apps.web("v2"), PRUNE);

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.exists("v1", "ConfigMap", "extra")).isFalse();
        assertThat(web.exists("v1", "ServiceAccount", "extra")).isFalse();
        assertThat(web.exists("v1", "PersistentVolumeClaim", "data")).isTrue();
        assertThat(annotation("contains-group-kinds"))
                .isEqualTo("ConfigMap,Deployment.apps,PersistentVolumeClaim,Secret,Service");
        assertThat(web.deploy(Apps.web("v2"), PRUNE).status())
                .as("%s", web.lines)
                .isEqualTo(Status.UNCHANGED);
    }

    @Test
    void whatOnlyCarriesTheLabelStays() {
        web.deploy(Apps.web("v1"));
        String label = "applyset.kubernetes.io/part-of=" + web.names.applySetId();
        web.kubectl("", "create", "configmap", "foreign", "--from-literal=a=b");
        web.kubectl("", "label", "configmap", "foreign", label);

        ReleaseResult result = web.deploy(Apps.web("v2"), PRUNE);

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.exists("v1", "ConfigMap", "foreign")).isTrue();
    }

    @Test
    void aReleaseThatFailsDeletesNothing() {
        web.deploy(Apps.web("v1") + EXTRA);
        KubeObject before = web.get("v1", "ConfigMap", "extra");

        ReleaseResult result = web.deploy(Apps.web("v2", "image-not-found", "info"), PRUNE);

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.get("v1", "ConfigMap", "extra").uid()).isEqualTo(before.uid());
    }

    @Test
    void aRollbackDeletesWhatTheNewerReleaseAdded() {
        web.deploy(Apps.web("v1"));
        web.deploy(Apps.web("v2") + EXTRA);

        ReleaseResult result = web.rollback("previous");

        assertThat(result.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.exists("v1", "ServiceAccount", "extra")).isFalse();
        assertThat(web.exists("v1", "PersistentVolumeClaim", "data")).isTrue();
    }
}
