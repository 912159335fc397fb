package io.jenkins.plugins.k8srelease.engine.bluegreen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Map;

/** The Service by which a colour is reached before it serves. */
final class PreviewService {

    private static final String SUFFIX = "-preview";
    private static final int LONGEST_NAME = 63;

    private PreviewService() {}

    /**
     * Its name: as asked; the one that the user has beside the active Service already; or the active one's with a suffix.
     *
     * @param selector what finds the colour that it leads to
     */
    static String name(BlueGreenOptions options, Map<String, String> selector, NamespaceLists lists) {
        if (!options.preview().isEmpty()) {
            return options.preview();
        }
        return lists.all(Kinds.SERVICE).stream()
                .filter(s -> !s.name().equals(options.service()))
                .filter(s -> s.strings("spec", "selector").equals(selector))
                .map(KubeObject::name)
                .findFirst()
                .orElseGet(() -> {
                    String base = options.service();
                    return base.substring(0, Math.min(base.length(), LONGEST_NAME - SUFFIX.length())) + SUFFIX;
                });
    }

    /** A Service inside the cluster with the active one's ports. */
    static ObjectNode make(String name, String namespace, KubeObject active, Map<String, String> selector) {
        ObjectNode service = JsonNodeFactory.instance.objectNode();
        service.put("apiVersion", "v1").put("kind", "Service");
        service.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode spec = service.putObject("spec");
        ObjectNode labels = spec.putObject("selector");
        selector.forEach(labels::put);
        ArrayNode ports = spec.putArray("ports");
        for (JsonNode port : active.at("spec", "ports")) {
            ObjectNode copy = ports.addObject();
            for (String field : List.of("name", "port", "targetPort", "protocol", "appProtocol")) {
                if (port.has(field)) {
                    copy.set(field, port.get(field));
                }
            }
        }
        return service;
    }
}
