package io.jenkins.plugins.k8srelease.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonSetVerdictTest {

    private static World set(String spec, String status) {
        return World.empty().add("""
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent, namespace: shop, uid: uid-agent, generation: 2, annotations: {deprecated.daemonset.template.generation: "2"}}
                spec: {%s}
                status: {observedGeneration: 2, %s}
                """.formatted(spec, status));
    }

    private static World pod(World world, String node, int generation, String status) {
        return world.add("""
                apiVersion: v1
                kind: Pod
                metadata: {name: agent-%1$s, namespace: shop, uid: uid-agent-%1$s, labels: {pod-template-generation: "%2$d"},
                  ownerReferences: [{kind: DaemonSet, name: agent, uid: uid-agent, controller: true}]}
                spec: {nodeName: %1$s, containers: [{name: app}]}
                status: {%3$s}
                """.formatted(node, generation, status));
    }

    private static World node(World world, String name, String spec, String ready) {
        return world.add(
                "{apiVersion: v1, kind: Node, metadata: {name: %s}, spec: {%s}, status: {conditions: [{type: Ready, status: %s}]}}"
                        .formatted(name, spec, ready));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3, numberReady: 3', READY, Ready",
        "'', 'desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberAvailable: 3, numberReady: 3', PROGRESSING, OldPodsRemain",
        "'', 'desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2, numberReady: 2', PROGRESSING, ContainersNotReady",
        "'', 'desiredNumberScheduled: 0', READY, Ready",
        "'updateStrategy: {type: OnDelete}', 'desiredNumberScheduled: 3, updatedNumberScheduled: 0, numberAvailable: 3', READY, OldRevisionRemains",
        "'', 'observedGeneration: 1, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1', PROGRESSING, GenerationNotObserved",
    })
    void counts(String spec, String status, State state, String reason) {
        Verdict verdict = set(spec, status).judge("DaemonSet", "agent");
        assertThat(verdict.state()).as(verdict.message()).isEqualTo(state);
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    private static World oneIsMissing() {
        World world = set(
                "",
                "desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1");
        pod(world, "node-1", 2, World.ready());
        return pod(world, "node-2", 2, World.runningNotReady());
    }

    @Test
    void aPodOnACordonedNodeIsExcused() {
        World world = node(oneIsMissing(), "node-2", "unschedulable: true", "\"True\"");
        assertThat(world.judge("DaemonSet", "agent").is(Reason.NODES_EXCUSED)).isTrue();
        assertThat(world.judge("DaemonSet", "agent").isReady()).isTrue();
    }

    @Test
    void aPodOnANodeThatDoesNotAnswerIsExcused() {
        assertThat(node(oneIsMissing(), "node-2", "", "Unknown")
                        .judge("DaemonSet", "agent")
                        .isReady())
                .isTrue();
    }

    @Test
    void aPodOnAHealthyNodeIsNot() {
        assertThat(node(oneIsMissing(), "node-2", "", "\"True\"")
                        .judge("DaemonSet", "agent")
                        .state())
                .isEqualTo(State.PROGRESSING);
        assertThat(oneIsMissing().judge("DaemonSet", "agent").state()).isEqualTo(State.PROGRESSING);
    }

    @Test
    void anOldPodOnACordonedNodeIsExcused() {
        World world = set(
                "",
                "desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2");
        pod(world, "node-1", 2, World.ready());
        pod(world, "node-2", 1, World.ready());
        assertThat(world.judge("DaemonSet", "agent").state()).isEqualTo(State.PROGRESSING);
        assertThat(node(world, "node-2", "unschedulable: true", "\"True\"")
                        .judge("DaemonSet", "agent")
                        .isReady())
                .isTrue();
    }

    @Test
    void aNodeWithoutItsPodIsExcusedWhenItIsLost() {
        World world = set(
                "",
                "desiredNumberScheduled: 2, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1");
        pod(world, "node-1", 2, World.ready());
        assertThat(node(world, "node-2", "", "\"False\"")
                        .judge("DaemonSet", "agent")
                        .isReady())
                .isTrue();
    }

    @Test
    void aBrokenNewPodFailsAndABrokenOldOneIsReplaced() {
        World world = set(
                "",
                "desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 1");
        pod(world, "node-1", 1, World.crashLoop(9, 1, "Error", ""));
        pod(world, "node-2", 2, World.runningNotReady());
        assertThat(world.judge("DaemonSet", "agent").state()).isEqualTo(State.PROGRESSING);
        pod(world, "node-3", 2, World.crashLoop(4, 1, "Error", ""));
        assertThat(world.judge("DaemonSet", "agent").is(Reason.CRASH_LOOP)).isTrue();
    }

    @Test
    void refusedPodsAreToldByEvents() {
        World world = set("", "desiredNumberScheduled: 2, currentNumberScheduled: 0")
                .event(
                        "DaemonSet",
                        "agent",
                        "Warning",
                        "FailedCreate",
                        "Error creating: pods \"agent-x\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)");
        assertThat(world.judge("DaemonSet", "agent").is(Reason.POD_SECURITY_VIOLATED))
                .isTrue();
    }
}
