package io.jenkins.plugins.k8srelease.engine.rollout;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.health.ClusterView;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.GroupKind;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningImagesTest {

    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);

    private static RunningImages of(String image, KubeObject... pods) {
        KubeObject set =
                object("{'apiVersion': 'apps/v1', 'kind': 'StatefulSet', 'metadata': {'name': 's', 'uid': 'u'},"
                        + " 'spec': {'template': {'spec': {'containers': [{'name': 'c', 'image': '" + image
                        + "'}]}}}}");
        return RunningImages.of(List.of(set), new Pods(List.of(pods)));
    }

    private static KubeObject pod(String image, String id) {
        return object("{'kind': 'Pod', 'spec': {'containers': [{'name': 'c', 'image': '" + image + "'}]},"
                + " 'status': {'containerStatuses': [{'name': 'c', 'imageID': '" + id + "'}]}}");
    }

    @Test
    void theDigestOfTheImagesOwnRepositoryIsTaken() {
        assertThat(of("nginx:1", pod("nginx:1", "docker.io/library/nginx@" + ONE))
                        .digests())
                .containsEntry("StatefulSet/s/c", ONE);
        assertThat(of("r.io:5000/a/b:1", pod("r.io:5000/a/b:1", "docker-pullable://r.io:5000/a/b@" + ONE))
                        .digests())
                .containsEntry("StatefulSet/s/c", ONE);
    }

    @Test
    void whatCannotBePulledAgainIsNotTaken() {
        assertThat(of("nginx:1", pod("nginx:1", ONE)).digests()).isEmpty();
        assertThat(of("nginx:1", pod("nginx:1", "other.io/mirror/nginx@" + ONE)).digests())
                .isEmpty();
    }

    @Test
    void aPodOfAnOldTemplateDoesNotCount() {
        assertThat(of("a/b:2", pod("a/b:1", "docker.io/a/b@" + ONE), pod("a/b:2", "docker.io/a/b@" + TWO))
                        .digests())
                .containsEntry("StatefulSet/s/c", TWO);
    }

    @Test
    void podsThatDifferUnderOneTagAreToldAndNotTaken() {
        RunningImages mixed = of("a/b:1", pod("a/b:1", "docker.io/a/b@" + ONE), pod("a/b:1", "docker.io/a/b@" + TWO));

        assertThat(mixed.digests()).isEmpty();
        assertThat(mixed.mixed()).containsExactly("StatefulSet/s/c");
    }

    /** Nothing but pods. */
    private record Pods(List<KubeObject> pods) implements ClusterView {

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public Optional<KubeObject> find(GroupKind kind, String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public List<KubeObject> ownedBy(String uid, GroupKind kind) {
            return kind.equals(Kinds.POD) && uid.equals("u") ? pods : List.of();
        }

        @Override
        public List<KubeObject> list(GroupKind kind, String namespace) {
            return List.of();
        }

        @Override
        public List<KubeObject> eventsFor(String uid) {
            return List.of();
        }
    }
}
