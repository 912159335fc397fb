package io.jenkins.plugins.k8srelease.engine.health;

import static io.jenkins.plugins.k8srelease.engine.health.World.T;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The pods of a node that is silent, for whom nodes may be read and for whom they may not. */
class NodeLostTest {

    private static World rollout() {
        return World.empty()
                .deployment("replicas: 1", "replicas: 1, updatedReplicas: 1, availableReplicas: 0")
                .pod("new", "a", World.runningNotReady());
    }

    private static World saidBy(World world, int second) {
        return world.event(
                "Pod",
                "backend-new-a",
                "Warning",
                "NodeNotReady",
                "Node is not ready",
                T.plusSeconds(second),
                T.plusSeconds(second),
                1);
    }

    @Test
    void theEventOfAPodTellsWhereNodesMayNotBeRead() {
        Verdict verdict = saidBy(rollout(), 2).judge();
        assertThat(verdict.state()).isEqualTo(State.PROGRESSING);
        assertThat(verdict.message()).contains("backend-new-a: its node node-1 does not answer");
    }

    @Test
    void aNodeThatIsBackIsNotLost() {
        // Since then the kubelet has set the condition again, at T + 2 s.
        assertThat(saidBy(rollout(), -20).judge().message()).doesNotContain("does not answer");
    }

    @Test
    void theNodeItselfKnowsBetter() {
        String node =
                "{apiVersion: v1, kind: Node, metadata: {name: node-1}, status: {conditions: [{type: Ready, status: \"%s\"}]}}";
        assertThat(saidBy(rollout().add(node.formatted("True")), 2).judge().message())
                .doesNotContain("does not answer");
        assertThat(rollout().add(node.formatted("Unknown")).judge().message()).contains("does not answer");
    }
}
