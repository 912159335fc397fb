package io.jenkins.plugins.k8srelease.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;

/** The tags of YAML's core schema, which are those that JSON can express. All others are refused. */
final class YamlTags {

    /** The tag itself is not quoted: an unquoted password that begins with ! is one, too. */
    static final String MESSAGE =
            "a tag (!…) that is not one of YAML's core schema, or does not fit what it stands before";

    static final String HINT = "leave the tag out; text that begins with ! needs quotes";

    private YamlTags() {}

    /** True when a scalar with this tag may have this value; null is a value that was refused for another reason. */
    static boolean fits(String tag, JsonNode value) {
        return switch (tag) {
            case "" -> true;
            case "tag:yaml.org,2002:int" -> value == null || value.isIntegralNumber();
            case "tag:yaml.org,2002:float" -> value == null || value.isNumber();
            case "tag:yaml.org,2002:bool" -> value == null || value.isBoolean();
            case "tag:yaml.org,2002:null" -> value == null || value.isNull();
            default -> false;
        };
    }

    static boolean fits(CollectionStartEvent event) {
        String tag = event.getTag().orElse("!");
        return tag.equals("!")
                || tag.equals(
                        event.getEventId() == Event.ID.MappingStart
                                ? "tag:yaml.org,2002:map"
                                : "tag:yaml.org,2002:seq");
    }
}
