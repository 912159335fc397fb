package io.jenkins.plugins.k8srelease.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.ConfigDigests;
import io.jenkins.plugins.k8srelease.engine.cluster.ResourceType;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodQuestionTest {

    private static Prepared prepared(String yaml) {
        ObjectNode tree = Apps.load(yaml).get(0).object().copy();
        ((ObjectNode) tree.get("metadata")).put("namespace", "shop");
        String kind = tree.path("kind").asText();
        return new Prepared(tree, new ResourceType("", "v1", kind, kind.toLowerCase() + "s", true), true, 0, "test");
    }

    private static Prepared deployment(String name, String pod) {
        Prepared p = prepared("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NAME}
                spec:
                  template:
                    metadata: {labels: {app: NAME}}
                    spec: {POD}
                """.replace("POD", pod).replace("NAME", name));
        ((ObjectNode) p.config().at("/spec/template/metadata"))
                .putObject("annotations")
                .put(ConfigDigests.ANNOTATION, "digest-of-" + name);
        return p;
    }

    private static Prepared named(String kind, String name) {
        return prepared("{apiVersion: v1, kind: " + kind + ", metadata: {name: " + name + "}}");
    }

    private static int questions(String first, String second) {
        List<Prepared> workloads = List.of(deployment("a", first), deployment("b", second));
        List<Prepared> set = Stream.concat(
                        workloads.stream(),
                        Stream.of(
                                named("ConfigMap", "settings-a"),
                                named("ConfigMap", "settings-b"),
                                named("ServiceAccount", "account-a"),
                                named("ServiceAccount", "account-b")))
                .toList();
        return PodQuestion.of(workloads, set, Set.of("shop/account-a", "shop/account-b"))
                .size();
    }

    @Test
    void templatesThatDifferInTheSetsOwnNamesAreOneQuestion() {
        String pod = "serviceAccountName: account-%1$s, containers: [{name: %1$s, image: i, envFrom: [{configMapRef:"
                + " {name: settings-%1$s}}]}]";
        assertThat(questions(pod.formatted("a"), pod.formatted("b"))).isEqualTo(1);
    }

    @Test
    void whateverElseDiffersIsAQuestionOfItsOwn() {
        String same = "containers: [{name: c, image: i}]";
        for (String other : List.of(
                "containers: [{name: c, image: j}]",
                "containers: [{name: c, image: a}]",
                "containers: [{name: c, image: i, resources: {limits: {cpu: 1}}}]",
                "containers: [{name: c, image: i, securityContext: {privileged: true}}]",
                "containers: [{name: c, image: i, command: [run]}]",
                "containers: [{name: c, image: i, env: [{name: X, value: v}]}]",
                "hostNetwork: true, containers: [{name: c, image: i}]",
                "serviceAccountName: a, containers: [{name: c, image: i}]",
                "serviceAccountName: other, containers: [{name: c, image: i}]",
                "priorityClassName: high, containers: [{name: c, image: i}]")) {
            assertThat(questions(same, other)).as(other).isEqualTo(2);
        }
        assertThat(questions("containers: [{name: c, image: a}]", "containers: [{name: c, image: b}]"))
                .isEqualTo(2);
    }

    @Test
    void anAccountThatTheReleaseMakesIsLeftOutSinceTheServerKnowsItNotYet() {
        Prepared workload = deployment("a", "serviceAccountName: account-a, containers: [{name: c, image: i}]");
        List<Prepared> set = List.of(workload, named("ServiceAccount", "account-a"));

        PodQuestion coming =
                PodQuestion.of(List.of(workload), set, Set.of("shop/account-a")).get(0);
        PodQuestion there = PodQuestion.of(List.of(workload), set, Set.of()).get(0);

        assertThat(coming.withoutAccount()).isTrue();
        assertThat(coming.pod().path("spec").has("serviceAccountName")).isFalse();
        assertThat(there.pod().at("/spec/serviceAccountName").asText()).isEqualTo("account-a");
    }
}
