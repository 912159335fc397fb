package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.List;

/** Names the cause of an API server's refusal of a pod or of an object with pods, for those who get it at first hand. */
public final class CreationRefusal {

    private CreationRefusal() {}

    /** The finding that the text stands for; {@link Reason#CREATION_FAILED} when it is none of the known ones. */
    public static Finding classify(ObjectRef object, String text) {
        Scene scene = new Scene(new SnapshotView(List.of(), Instant.EPOCH), Tolerances.standard());
        return new CreationTrouble(
                        text, object, Instant.EPOCH, Tolerances.standard().quota(), false, scene)
                .find();
    }
}
