package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.object.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One step and its parameters.
 *
 * @param name as it is written in a Jenkinsfile
 * @param block true when it has a body
 * @param parameters in the order in which people read about them
 */
public record Operation(String name, boolean block, List<Parameter> parameters) {

    public Operation {
        parameters = List.copyOf(parameters);
    }

    static Operation of(String name, boolean block, List<Parameter> first, List<Parameter> more) {
        return new Operation(
                name, block, Stream.concat(first.stream(), more.stream()).toList());
    }

    public Optional<Parameter> parameter(String wanted) {
        return parameters.stream().filter(p -> p.name().equals(wanted)).findFirst();
    }

    /** Names of the parameters. */
    public List<String> names() {
        return parameters.stream().map(Parameter::name).toList();
    }

    /** Why a name is not one of the parameters, with the one that was probably meant. */
    String unknown(String wanted) {
        return name + " has no parameter '" + wanted + "'"
                + Nearest.of(wanted, names())
                        .map(n -> "; did you mean '" + n + "'?")
                        .orElse("; it has " + String.join(", ", names()));
    }
}
