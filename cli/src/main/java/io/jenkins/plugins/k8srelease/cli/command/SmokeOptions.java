package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Option;

/** One smoke test: {@code --smoke} begins it, and what follows belongs to it. */
final class SmokeOptions {

    @Option(
            names = "--smoke",
            required = true,
            paramLabel = "SERVICE[:PORT][/PATH]",
            description = "ask every new pod behind the Service over HTTP; may be given several times")
    String target;

    @Option(
            names = "--smoke-status",
            paramLabel = "CODE",
            description = "HTTP status that the --smoke before it expects; default: 200")
    Integer status;

    @Option(names = "--smoke-body", paramLabel = "REGEX", description = "what must be found in the answer")
    String body;

    @Option(
            names = "--smoke-json",
            paramLabel = "POINTER=VALUE",
            description = "what must stand in a JSON answer, for example /status=ok")
    String json;

    SmokeCheck check() {
        SmokeCheck check;
        try {
            check = SmokeCheck.parse(target);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--smoke: " + e.getMessage());
        }
        if (status != null) {
            if (status < 100 || status > 599) {
                throw Failure.usage("--smoke-status: " + status + " is not an HTTP status");
            }
            check = check.withStatus(status);
        }
        if (body != null) {
            check = check.withBody(regex(body));
        }
        if (json != null) {
            int equals = json.indexOf('=');
            if (equals < 1 || json.charAt(0) != '/') {
                throw Failure.usage("--smoke-json takes POINTER=VALUE, for example /status=ok, not '" + json + "'");
            }
            check = check.withJson(json.substring(0, equals), json.substring(equals + 1));
        }
        return check;
    }

    private static String regex(String text) {
        try {
            return Pattern.compile(text).pattern();
        } catch (PatternSyntaxException e) {
            throw Failure.usage("--smoke-body: " + e.getDescription() + " in /" + text + "/");
        }
    }
}
