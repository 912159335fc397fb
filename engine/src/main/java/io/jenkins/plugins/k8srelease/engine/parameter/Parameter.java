package io.jenkins.plugins.k8srelease.engine.parameter;

import java.util.List;
import java.util.Map;

/**
 * One parameter of a step.
 *
 * @param name as it is written in a Jenkinsfile
 * @param kind what it takes
 * @param standard what holds when it is left out, in the plain form of its kind
 * @param choices the words of a {@link Kind#CHOICE}
 * @param meaning one sentence
 */
public record Parameter(String name, Kind kind, Object standard, List<String> choices, String meaning) {

    public Parameter {
        choices = List.copyOf(choices);
    }

    static Parameter text(String name, String meaning) {
        return text(name, "", meaning);
    }

    static Parameter text(String name, String standard, String meaning) {
        return new Parameter(name, Kind.TEXT, standard, List.of(), meaning);
    }

    static Parameter texts(String name, List<String> standard, String meaning) {
        return new Parameter(name, Kind.TEXTS, standard, List.of(), meaning);
    }

    /** The first choice is the standard one. */
    static Parameter choice(String name, List<String> choices, String meaning) {
        return new Parameter(name, Kind.CHOICE, choices.get(0), choices, meaning);
    }

    static Parameter flag(String name, boolean standard, String meaning) {
        return new Parameter(name, Kind.SWITCH, standard, List.of(), meaning);
    }

    static Parameter number(String name, int standard, String meaning) {
        return new Parameter(name, Kind.NUMBER, standard, List.of(), meaning);
    }

    static Parameter duration(String name, String standard, String meaning) {
        return new Parameter(name, Kind.DURATION, standard, List.of(), meaning);
    }

    static Parameter share(String name, String standard, String meaning) {
        return new Parameter(name, Kind.SHARE, standard, List.of(), meaning);
    }

    static Parameter map(String name, String meaning) {
        return new Parameter(name, Kind.MAP, Map.of(), List.of(), meaning);
    }

    static Parameter checks(String name, String meaning) {
        return new Parameter(name, Kind.CHECKS, List.of(), List.of(), meaning);
    }
}
