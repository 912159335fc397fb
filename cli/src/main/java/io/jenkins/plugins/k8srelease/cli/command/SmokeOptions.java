package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
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

    @Option(
            names = "--smoke-via",
            paramLabel = "WAY",
            description = "proxy (the API server's, the default) or pod (from inside the cluster, with curl)")
    String via;

    SmokeCheck check() {
        SmokeCheck.Builder builder = SmokeCheck.builder();
        SmokeArguments.set("--smoke", target, builder::target);
        SmokeArguments.set("--smoke-status", status, builder::status);
        SmokeArguments.set("--smoke-body", body, builder::body);
        SmokeArguments.set("--smoke-json", json, builder::json);
        SmokeArguments.set("--smoke-via", via, text -> builder.via(Via.parse(text)));
        return SmokeArguments.build("--smoke", builder);
    }
}
