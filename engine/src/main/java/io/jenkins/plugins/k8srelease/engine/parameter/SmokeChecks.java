package io.jenkins.plugins.k8srelease.engine.parameter;

import io.jenkins.plugins.k8srelease.engine.release.Durations;
import io.jenkins.plugins.k8srelease.engine.smoke.Protocol;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes smoke tests of arguments. A URL cannot be asked: it would be asked by the controller, which may reach what a build
 * must not.
 */
public final class SmokeChecks {

    private SmokeChecks() {}

    /**
     * The tests of a step that does nothing else.
     *
     * @throws BadArgumentsException for what cannot be meant
     */
    public static List<SmokeCheck> of(Arguments arguments) {
        if (!arguments.has("checks")) {
            return List.of(check(arguments, arguments.operation().name() + ": ", false));
        }
        List<String> also = Operations.CHECK.names().stream()
                .filter(name -> !name.equals("timeout") && arguments.has(name))
                .toList();
        if (!also.isEmpty()) {
            throw Requests.wrong("either checks or a single test: " + String.join(", ", also)
                    + " belong into the list of checks, too");
        }
        return of("checks", arguments.checks("checks"));
    }

    static List<SmokeCheck> of(String place, List<Arguments> checks) {
        List<SmokeCheck> made = new ArrayList<>();
        for (Arguments check : checks) {
            made.add(check(check, place + "[" + made.size() + "]: ", true));
        }
        if (made.isEmpty() && place.equals("checks")) {
            throw Requests.wrong("checks has no smoke test in it");
        }
        return made;
    }

    private static SmokeCheck check(Arguments given, String place, boolean own) {
        try {
            SmokeCheck.Builder builder = SmokeCheck.builder();
            text(given, "service", builder::target);
            text(given, "path", builder::path);
            text(given, "body", builder::body);
            text(given, "json", builder::json);
            text(given, "via", via -> builder.via(Via.parse(via)));
            text(given, "protocol", protocol -> builder.protocol(Protocol.parse(protocol)));
            text(given, "image", builder::image);
            text(given, "interval", time -> builder.intervalMillis(millis(time)));
            text(given, "within", time -> builder.withinMillis(millis(time)));
            builder.status(given.number("status")).attempts(given.number("attempts"));
            if (own) {
                text(given, "name", builder::name);
                text(given, "timeout", time -> builder.timeoutMillis(millis(time)));
            }
            return builder.build();
        } catch (BadArgumentsException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw Requests.wrong(place + e.getMessage());
        }
    }

    private static void text(Arguments given, String name, Consumer<String> setter) {
        if (given.has(name) && !given.text(name).isEmpty()) {
            setter.accept(given.text(name));
        }
    }

    private static long millis(String time) {
        return Durations.parse(time).toMillis();
    }
}
