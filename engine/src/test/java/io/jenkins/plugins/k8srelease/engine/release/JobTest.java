package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Releasing;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A migration of the database, which must run once, before the version that needs it. */
@Tag("cluster")
@Turn(3)
class JobTest {

    private final Releasing web = new Releasing();

    @AfterEach
    void close() {
        web.close();
    }

    private static String migration(String version, String behaviour) {
        return """
                ---
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  backoffLimit: 0
                  template:
                    metadata: {annotations: {localkube/behaviour: "%2$s"}}
                    spec:
                      restartPolicy: Never
                      containers: [{name: migrate, image: "localhost/migrate:%1$s"}]
                """.formatted(version, behaviour);
    }

    private List<KubeObject> jobs() {
        List<KubeObject> jobs = new ArrayList<>();
        Cluster.join(web.cluster
                        .admin()
                        .read(ApiRequest.get("/apis/batch/v1/namespaces/" + web.names.namespace() + "/jobs")))
                .body()
                .path("items")
                .forEach(i -> jobs.add(new KubeObject((com.fasterxml.jackson.databind.node.ObjectNode) i)));
        return jobs;
    }

    private Status deploy(String yaml) {
        return web.deploy(yaml).status();
    }

    @Test
    void aMigrationRunsOnceBeforeTheWorkloadsAndNeverAgainEvenWhenItWasCleanedUp() {
        String first = Apps.web("v1") + migration("1", "job-duration=1s");
        assertThat(deploy(first)).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.lines.indexOf("created Deployment " + web.names.namespace() + "/web"))
                .isGreaterThan(index("the Job is complete"));
        String job = jobs().get(0).name();

        String second = Apps.web("v2") + migration("2", "job-duration=1s");
        assertThat(deploy(second)).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(jobs()).hasSize(2);

        web.kubectl("", "delete", "job", "--all");
        assertThat(deploy(second)).as("%s", web.lines).isEqualTo(Status.UNCHANGED);
        ReleaseResult back = web.rollback("previous");
        assertThat(back.status()).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        assertThat(web.image()).startsWith("localhost/web:v1");
        assertThat(jobs()).as("%s", web.lines).isEmpty();
        assertThat(web.head().doneJobs()).anyMatch(j -> j.endsWith("/" + job)).hasSize(2);
    }

    private int index(String text) {
        return web.lines.stream()
                .filter(l -> l.contains(text))
                .findFirst()
                .map(web.lines::indexOf)
                .orElse(Integer.MAX_VALUE);
    }

    @Test
    void aMigrationThatFailedStopsTheReleaseAndRunsAgainNextTime() {
        assertThat(deploy(Apps.web("v1"))).as("%s", web.lines).isEqualTo(Status.SUCCEEDED);
        String broken = Apps.web("v2") + migration("2", "job-fails");

        assertThat(deploy(broken)).as("%s", web.lines).isEqualTo(Status.UNDONE);
        assertThat(web.image()).isEqualTo("localhost/web:v1");
        String before = jobs().get(0).uid();
        assertThat(deploy(broken)).as("%s", web.lines).isEqualTo(Status.UNDONE);

        assertThat(jobs()).singleElement().satisfies(j -> assertThat(j.uid()).isNotEqualTo(before));
        assertThat(web.head().doneJobs()).isEmpty();
    }
}
