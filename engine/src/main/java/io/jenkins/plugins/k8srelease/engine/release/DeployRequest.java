package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.Digests;
import java.util.List;

/**
 * A release to be done.
 *
 * @param names the application
 * @param inputs its objects
 * @param settings how
 * @param holder who does it
 * @param dryRun true to plan only
 */
public record DeployRequest(
        RecordNames names, List<LoadedObject> inputs, ReleaseSettings settings, Holder holder, boolean dryRun) {

    public DeployRequest {
        inputs = List.copyOf(inputs);
    }

    /** Two requests with the same digest ask for the same objects. */
    String inputDigest() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        inputs.forEach(i -> all.add(i.object().tree()));
        return Digests.sha256(all);
    }
}
