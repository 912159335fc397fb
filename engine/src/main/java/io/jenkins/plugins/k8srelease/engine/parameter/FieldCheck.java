package io.jenkins.plugins.k8srelease.engine.parameter;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks one argument by itself, while the others may still be missing: for a form, as its field is filled in. What only
 * shows together is told by {@link Requests#check}.
 */
public final class FieldCheck {

    /** Kubernetes' names of Services (DNS-1035 label). */
    private static final Pattern SERVICE = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");

    private FieldCheck() {}

    /**
     * Checks.
     *
     * @throws BadArgumentsException for what cannot be meant, whatever the others are
     */
    public static void check(Operation operation, String name, Object value) {
        Arguments one = Arguments.of(operation, Map.of(name, value));
        switch (name) {
            case "app" -> Requests.names(one, "default");
            case "images" -> Requests.images(one);
            case "workloads" -> workloads(one);
            case "env", "maxSurge", "maxUnavailable", "minReadySeconds" -> Requests.edits(one);
            case "to" -> Requests.to(one);
            case "smoke" -> SmokeChecks.of("smoke", one.checks("smoke"));
            case "manifests" -> Requests.sourcesNamed(one);
            case "timeout" -> timeout(one);
            case "service", "preview" -> service(one, name);
            default -> smokeTest(one, name);
        }
    }

    private static void workloads(Arguments one) {
        if (one.operation().parameter("drain").isPresent()) {
            Requests.deployments(one);
        } else {
            Requests.workloads(one);
        }
    }

    private static void timeout(Arguments one) {
        if (one.operation().parameter("rollbackOnFailure").isPresent()) {
            Requests.settings(one);
        }
    }

    private static void service(Arguments one, String name) {
        if (one.operation() == Operations.SMOKE_TEST) {
            smokeTest(one, name);
        } else if (!SERVICE.matcher(one.text(name)).matches()) {
            throw Requests.wrong(name + " takes the name of a Service, not '" + one.text(name) + "'");
        }
    }

    /** Everything else is right when its kind takes it, but for what a single smoke test consists of. */
    private static void smokeTest(Arguments one, String name) {
        if (one.operation() != Operations.SMOKE_TEST) {
            return;
        }
        Map<String, Object> test = new HashMap<>(one.given());
        if (!name.equals("checks")) {
            test.putIfAbsent("service", "any");
        }
        SmokeChecks.of(Arguments.of(one.operation(), test));
    }
}
