package io.jenkins.plugins.k8srelease.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.cli.output.ResultOutput;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.SmokeRequest;
import io.jenkins.plugins.k8srelease.engine.smoke.Protocol;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.Via;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tests what is live. */
@Command(
        name = "smoke-test",
        description =
                "Asks what is live over HTTP or TCP, and compares the answers. Changes nothing. Exits with 0 when all"
                        + " tests pass, 1 when one fails, 4 when nobody could be asked.",
        sortOptions = false)
final class SmokeTestCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(
            arity = "0..*",
            paramLabel = "TARGET",
            description =
                    "SERVICE[:PORT][/PATH], or a URL: http://…, https://… or tcp://HOST:PORT; the options below hold"
                            + " for all of them")
    List<String> targets = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "smoke tests in YAML or JSON; may be given several times")
    List<Path> files = new ArrayList<>();

    @Option(
            names = "--via",
            paramLabel = "WAY",
            description =
                    "proxy: the API server's, to every ready pod behind the Service (the default); pod: from inside"
                            + " the cluster, with curl")
    String via;

    @Option(names = "--protocol", paramLabel = "NAME", description = "http, https or tcp; default: http")
    String protocol;

    @Option(names = "--status", paramLabel = "CODE", description = "HTTP status that is expected; default: 200")
    Integer status;

    @Option(names = "--body", paramLabel = "REGEX", description = "what must be found in the answer")
    String body;

    @Option(
            names = "--json",
            paramLabel = "POINTER=VALUE",
            description = "what must stand in a JSON answer, for example /status=ok")
    String json;

    @Option(names = "--within", paramLabel = "DURATION", description = "the longest that an answer may take")
    Duration within;

    @Option(names = "--attempts", paramLabel = "N", description = "how often is asked before it counts; default: 5")
    Integer attempts;

    @Option(names = "--interval", paramLabel = "DURATION", description = "between two attempts; default: 1s")
    Duration interval;

    @Option(
            names = "--answer-timeout",
            paramLabel = "DURATION",
            description = "how long is waited for one answer; default: 5s")
    Duration answerTimeout;

    @Option(
            names = "--image",
            paramLabel = "REF",
            description = "any image with curl, for --via pod; default: " + SmokeCheck.STANDARD_IMAGE)
    String image;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "how long may be waited for ready pods and for pods that ask; default: 2m")
    Duration timeout = Duration.ofMinutes(2);

    @Option(names = "--junit", paramLabel = "FILE", description = "write the results as JUnit XML, too")
    Path junit;

    @Option(
            names = "--no-mark",
            description =
                    "with --app, a test that fails marks the live release as bad, so that a rollback to 'previous'"
                            + " does not lead to it; this leaves that out")
    boolean noMark;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    OwnerOption owner = new OwnerOption();

    @Mixin
    CommonOptions common = new CommonOptions();

    SmokeTestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws BadInputException {
        common.prepare(console);
        List<SmokeCheck> checks = checks();
        Access access = connection.access(console);
        String namespace = connection.namespace(access);
        SmokeRequest request = request(namespace, checks);
        boolean onlyUrls = checks.stream().allMatch(c -> c.via() == Via.URL);
        try (Cluster cluster = onlyUrls ? connection.open(access) : connection.connect(access)) {
            Running running = new Running(console, common, request.names(), connection.asArguments(namespace));
            ReleaseResult result = running.result((engine, listener) -> engine.smokeTest(cluster, request, listener));
            SmokeArguments.report(console, junit, "smoke tests in " + namespace, result.smoke());
            return show(result, request.names(), cluster.server());
        }
    }

    private int show(ReleaseResult result, RecordNames names, String server) {
        ResultOutput output = new ResultOutput(console, "smoke-test", names, server, "");
        if (common.isJson()) {
            ObjectNode document = output.json(result);
            document.put("app", app.app == null ? "" : app.app);
            Json.write(console, document);
        } else {
            output.text(result);
        }
        return ResultOutput.exitCode(result.status());
    }

    private SmokeRequest request(String namespace, List<SmokeCheck> checks) {
        return app.app == null
                ? SmokeRequest.of(namespace, checks, timeout, owner.holder())
                : new SmokeRequest(app.names(namespace), checks, timeout.toMillis(), owner.holder(), !noMark);
    }

    private List<SmokeCheck> checks() throws BadInputException {
        List<SmokeCheck> checks = new ArrayList<>();
        for (String target : targets) {
            checks.add(check(target));
        }
        checks.addAll(SmokeArguments.read(console, files));
        if (checks.isEmpty()) {
            throw Failure.usage("what is to be asked? Name a Service, a URL or a --file of smoke tests");
        }
        return checks;
    }

    private SmokeCheck check(String target) {
        SmokeCheck.Builder builder = SmokeCheck.builder();
        SmokeArguments.set("--via", via, text -> builder.via(Via.parse(text)));
        SmokeArguments.set("--protocol", protocol, text -> builder.protocol(Protocol.parse(text)));
        SmokeArguments.set(target, target, target.contains("://") ? builder::url : builder::target);
        SmokeArguments.set("--status", status, builder::status);
        SmokeArguments.set("--body", body, builder::body);
        SmokeArguments.set("--json", json, builder::json);
        SmokeArguments.set("--within", within, d -> builder.withinMillis(d.toMillis()));
        SmokeArguments.set("--attempts", attempts, builder::attempts);
        SmokeArguments.set("--interval", interval, d -> builder.intervalMillis(d.toMillis()));
        SmokeArguments.set("--answer-timeout", answerTimeout, d -> builder.timeoutMillis(d.toMillis()));
        SmokeArguments.set("--image", image, builder::image);
        return SmokeArguments.build(target, builder);
    }
}
