package io.jenkins.plugins.k8srelease.pipeline;

import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Our steps without a cluster: what they are given is checked by the plugin's own parameter model, so that a misspelt parameter
 * fails as it does on a Jenkins; each call is written down, and fails when a test says so.
 */
final class RecordedSteps {

    /** A call: its step and what it was given, with what it inherited from enclosing blocks. */
    record Call(String step, Map<String, Object> given) {}

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final Map<String, Map<String, Object>> values = new LinkedHashMap<>();
    private int revision = 4;

    RecordedSteps bind(PipelineSetup setup) {
        for (Operation operation : Operations.all()) {
            if (!operation.block()) {
                setup.step(operation.name(), (call, run) -> answer(operation, call.named(), run));
            }
        }
        setup.step("__k8sBegin", (call, run) -> check(Operations.WITH_K8S, nested(call), run));
        setup.step("__k8sQuota", (call, run) -> {
            check(Operations.QUOTA, nested(call), run);
            return Map.of("environment", Map.of("K8S_QUOTA_ANSWER", "fits"));
        });
        setup.step("__k8sBlueGreenBegin", (call, run) -> {
            check(Operations.WITH_BLUE_GREEN, nested(call), run);
            return Map.of("id", "green", "environment", Map.of());
        });
        setup.step("__k8sBlueGreenRefuse", (call, run) -> {
            calls.add(new Call("refuse", call.named()));
            return null;
        });
        setup.step("__k8sBlueGreenSwitch", (call, run) -> {
            calls.add(new Call("switch", call.named()));
            return released();
        });
        setup.step("input", (call, run) -> {
            calls.add(new Call("input", call.named()));
            return Step.WAITS;
        });
        return this;
    }

    /** Lets each call of a step fail whose arguments contain a text. */
    RecordedSteps fail(String step, String withText) {
        failures.put(step, withText);
        return this;
    }

    /** What a step returns from now on. */
    RecordedSteps returns(String step, Map<String, Object> value) {
        values.put(step, value);
        return this;
    }

    List<Call> calls() {
        return calls;
    }

    List<String> steps() {
        return calls.stream().map(Call::step).toList();
    }

    private Map<String, Object> answer(Operation operation, Map<String, Object> given, PipelineRun run) {
        check(operation, given, run);
        return values.containsKey(operation.name()) ? values.get(operation.name()) : released();
    }

    private Map<String, Object> released() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("status", "SUCCEEDED");
        value.put("revision", ++revision);
        value.put("durationSeconds", 12.5);
        value.put("images", new LinkedHashMap<>(Map.of("Deployment/backend/backend", "ticket-booking/backend:v2")));
        return value;
    }

    private Object check(Operation operation, Map<String, Object> given, PipelineRun run) {
        Map<String, Object> all = new LinkedHashMap<>(run.inherited("k8s"));
        all.keySet().retainAll(operation.names());
        all.putAll(given);
        Requests.check(Arguments.of(operation, all));
        calls.add(new Call(operation.name(), all));
        if (all.toString().contains(failures.getOrDefault(operation.name(), "\u0000"))) {
            throw new IllegalStateException(operation.name() + " failed");
        }
        return null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nested(StepCall call) {
        return (Map<String, Object>) call.named().get("arguments");
    }
}
