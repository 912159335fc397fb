package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * How the objects of one colour are called and labelled.
 *
 * @param key the label that holds the colour; empty to leave a plain Deployment as it is
 * @param colour {@code blue} or {@code green}
 * @param names the Deployment of each workload
 */
record Dress(String key, String colour, Map<String, String> names) {

    Dress {
        names = Map.copyOf(names);
    }

    /** Names and labels a Deployment for this colour, whatever colour it had. */
    void dress(ObjectNode deployment, String workload) {
        ((ObjectNode) deployment.get("metadata")).put("name", names.get(workload));
        if (key.isEmpty()) {
            return;
        }
        deployment.withObject("/spec/selector/matchLabels").put(key, colour);
        deployment.withObject("/spec/template/metadata/labels").put(key, colour);
        if (key.equals(ColourLabels.COLOUR)) {
            deployment.withObject("/metadata/labels").put(key, colour);
            deployment.withObject("/metadata/annotations").put(ColourLabels.WORKLOAD, workload);
        }
    }
}
