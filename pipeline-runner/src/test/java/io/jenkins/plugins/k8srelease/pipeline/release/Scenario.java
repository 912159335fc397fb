package io.jenkins.plugins.k8srelease.pipeline.release;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One run of an example and what it must come to: examples/jenkins/test/scenarios.json, which the plugin's test runs on a
 * Jenkins.
 *
 * @param what is shown by it, null where the example says so itself
 * @param file name of the example, without its ending
 * @param crash true when the version that is released crashes at every start
 * @param environment of the build
 * @param parameters of the build
 * @param answers to its questions: false for "abort", the beginning of one of the choices offered, or anything else to go on
 * @param says what must stand in the log
 * @param result of the build
 * @param steps of ours, and questions, in the order in which they are begun
 * @param recorded what a cluster has on record that it had not before: revision, operation, outcome
 */
record Scenario(
        String what,
        @JsonProperty(required = true) String file,
        boolean crash,
        Map<String, String> environment,
        Map<String, Object> parameters,
        List<Object> answers,
        List<String> says,
        @JsonProperty(required = true) String result,
        @JsonProperty(required = true) List<String> steps,
        @JsonProperty(required = true) Map<String, List<String>> recorded) {

    Scenario {
        environment = environment == null ? Map.of() : environment;
        parameters = parameters == null ? Map.of() : parameters;
        answers = answers == null ? List.of() : answers;
        says = says == null ? List.of() : says;
    }

    static List<Scenario> all() throws IOException {
        return List.of(new JsonMapper()
                .readValue(
                        Path.of("..", "examples", "jenkins", "test", "scenarios.json")
                                .toFile(),
                        Scenario[].class));
    }

    @Override
    public String toString() {
        return file + (what == null ? "" : ": " + what);
    }
}
