package io.jenkins.plugins.k8srelease.engine.parameter;

import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.checks;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.choice;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.duration;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.flag;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.map;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.number;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.share;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.text;
import static io.jenkins.plugins.k8srelease.engine.parameter.Parameter.texts;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All steps. */
public final class Operations {

    private static final List<Parameter> TARGET = List.of(
            text("cluster", "Name of a cluster from the global configuration; inherited from an enclosing withK8s."),
            text(
                    "credentialsId",
                    "Credential for the cluster; inherited from an enclosing withK8s of the same cluster."),
            text("namespace", "Namespace of the application; inherited from an enclosing withK8s."));

    private static final Parameter APP = text("app", "Name of the application, under which its releases are recorded.");
    private static final Parameter TIMEOUT =
            duration("timeout", "10m", "How long it may take until all is healthy and tested, and again an undo.");
    private static final Parameter DRY_RUN = flag("dryRun", false, "Plan only and show what would change.");
    private static final Parameter MANIFESTS = texts(
            "manifests",
            List.of("manifests"),
            "Files, folders and globs below the working directory, or the text of manifests.");
    private static final Parameter WORKLOADS = texts(
            "workloads",
            List.of(),
            "Only these, for example deployment/backend; all that are concerned when none is named.");
    private static final Parameter IMAGES =
            map("images", "Images that replace others: tag, digest or new name by image name.");
    private static final Parameter VALUES =
            map("values", "What ${NAME} in the manifests stands for; a name without a value is an error.");
    private static final Parameter ON_CONFLICT = choice(
            "onConflict", List.of("fail", "force"), "What to do with fields that others own, such as kubectl edit.");
    private static final Parameter UNDO =
            flag("rollbackOnFailure", true, "Restore what was there before when the release fails.");

    private static final Parameter PRUNE =
            flag("prune", false, "Delete at the end what earlier releases applied and this one does not have.");

    /** How a release is done, whatever is released. */
    private static final List<Parameter> SETTINGS = List.of(
            checks("smoke", "Smoke tests that every new pod must pass."),
            duration("observe", "0s", "How long the release is watched after it is healthy."),
            UNDO,
            ON_CONFLICT,
            flag("quotaCheck", true, "Ask before the first change whether the release fits the quotas."));

    /** A release of manifests. */
    public static final Operation DEPLOY =
            Operation.of("k8sDeploy", false, releasing(MANIFESTS, IMAGES, VALUES, PRUNE), SETTINGS);

    /** New images or settings for what runs. */
    public static final Operation ROLLING_UPDATE = Operation.of(
            "k8sRollingUpdate",
            false,
            releasing(
                    WORKLOADS,
                    IMAGES,
                    map("env", "Environment variables by name; deployment/backend:NAME for those of one workload."),
                    flag("restart", false, "Replace all pods, even if nothing else changes."),
                    text("maxSurge", "How many more pods than wanted may run, a number or a percentage."),
                    text("maxUnavailable", "How many of the pods may be away, a number or a percentage."),
                    text("minReadySeconds", "How long a pod must be ready before the next one is replaced.")),
            SETTINGS);

    /** Back to a recorded release. */
    public static final Operation ROLLBACK = Operation.of(
            "k8sRollback",
            false,
            releasing(
                    text(
                            "to",
                            "previous",
                            "The number of a release, or previous: the newest good one that is not live."),
                    WORKLOADS,
                    flag("restoreSecrets", false, "Secrets go back, too: passwords rotated since would return.")),
            SETTINGS);

    private static final List<Parameter> COLOURS = List.of(
            text("service", "The Service whose requests go from one colour to the other."),
            text(
                    "preview",
                    "The Service that leads to the other colour before the switch; SERVICE-preview is made if none."),
            texts(
                    "workloads",
                    List.of(),
                    "The Deployments that get a second colour; those behind the Service if none is named."),
            texts(
                    "manifests",
                    List.of(),
                    "Files, folders and globs, or text; what runs is released with new images if none."),
            IMAGES,
            VALUES,
            checks("smoke", "Smoke tests that every pod of the other colour must pass before the switch."),
            duration("drain", "30s", "How long the old colour stays as it is when no Service leads to it any more."),
            duration(
                    "observe",
                    "30s",
                    "How long the new colour is watched after the switch; when it fails, it is switched back."),
            duration("keepOld", "15m", "How long the old colour is kept for a way back in one step."),
            UNDO,
            ON_CONFLICT,
            flag("quotaCheck", true, "Ask before the first change whether both colours fit the quotas."));

    /** The other colour comes up, is tested, and gets all requests at once. */
    public static final Operation BLUE_GREEN = Operation.of("k8sBlueGreen", false, releasing(), COLOURS);

    /** The same, with a body that tests the other colour before the switch. */
    public static final Operation WITH_BLUE_GREEN = Operation.of("withK8sBlueGreen", true, releasing(), COLOURS);

    /** Where the steps of a body go. */
    public static final Operation WITH_K8S = Operation.of("withK8s", true, TARGET, List.of());

    /** What a release would change. */
    public static final Operation DIFF =
            Operation.of("k8sDiff", false, target(APP), List.of(MANIFESTS, IMAGES, VALUES, ON_CONFLICT));

    /** What is live, and how it is. */
    public static final Operation STATUS = Operation.of("k8sStatus", false, target(APP), List.of());

    /** The recorded releases. */
    public static final Operation HISTORY = Operation.of("k8sHistory", false, target(APP), List.of());

    /** What the releases of this build came to. */
    public static final Operation REPORT = Operation.of("k8sReport", false, List.of(), List.of());

    /** Proof that a release fits, before the body runs. */
    public static final Operation QUOTA = Operation.of(
            "withK8sQuota",
            true,
            TARGET,
            List.of(
                    MANIFESTS,
                    IMAGES,
                    VALUES,
                    choice(
                            "strategy",
                            List.of("rolling", "blue-green", "recreate"),
                            "How the pods of the release are replaced, which decides how many there are at the peak."),
                    share("headroom", "0%", "Share of every quota and node that must stay free."),
                    flag(
                            "nodesFixed",
                            false,
                            "No autoscaler adds nodes, so that a shortage of nodes is more than a warning."),
                    choice(
                            "onShortage",
                            List.of("fail", "unstable"),
                            "What becomes of the build when the release does not fit.")));

    private static final List<Parameter> CHECK_FIELDS = List.of(
            text("service", "SERVICE[:PORT][/PATH], whose pods are asked."),
            text("path", "/", "Path and query; wins over that of the service."),
            number("status", 200, "HTTP status that is expected."),
            text("body", "Regular expression that must be found in the answer."),
            text("json", "POINTER=VALUE that a JSON answer must have, for example /status=ok."),
            number("attempts", 5, "How often is asked before the test fails."),
            duration("interval", "1s", "Pause between two attempts."),
            text("within", "The longest that an answer may take, for example 500ms; empty for any time."),
            choice(
                    "via",
                    List.of("proxy", "pod"),
                    "From where is asked: every pod through the API server's proxy, or the Service from a pod inside the"
                            + " cluster."),
            choice("protocol", List.of("http", "https", "tcp"), "What is spoken; tcp only via pod."),
            text("image", "Image with curl, for via: 'pod'."));

    /** One smoke test, as a list of checks has it. */
    public static final Operation CHECK = Operation.of(
            "a smoke test",
            false,
            List.of(text("name", "What reports call it."), duration("timeout", "5s", "How long one answer may take.")),
            CHECK_FIELDS);

    /** Questions to what is released. */
    public static final Operation SMOKE_TEST = Operation.of(
            "k8sSmokeTest",
            false,
            target(
                    APP,
                    duration("timeout", "2m", "How long all tests together may wait for pods and answers."),
                    checks("checks", "Several smoke tests, instead of the one that the parameters below describe.")),
            CHECK_FIELDS);

    private Operations() {}

    private static List<Parameter> releasing(Parameter... more) {
        return Stream.concat(target(APP, TIMEOUT, DRY_RUN).stream(), Stream.of(more))
                .toList();
    }

    private static List<Parameter> target(Parameter... more) {
        return Stream.concat(TARGET.stream(), Stream.of(more)).toList();
    }

    /** All steps, by their order of use. */
    public static List<Operation> all() {
        return List.of(
                WITH_K8S,
                DEPLOY,
                ROLLING_UPDATE,
                BLUE_GREEN,
                WITH_BLUE_GREEN,
                SMOKE_TEST,
                ROLLBACK,
                DIFF,
                STATUS,
                HISTORY,
                REPORT,
                QUOTA);
    }

    /** The step of that name. */
    public static Optional<Operation> find(String name) {
        return all().stream().filter(o -> o.name().equals(name)).findFirst();
    }
}
