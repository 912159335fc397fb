package io.jenkins.plugins.k8srelease.engine.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.testing.EngineProcess.Operation;
import io.jenkins.plugins.k8srelease.engine.testing.FaultProxy.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One fault at one request of one operation, on an application of its own. Afterwards the record must be true, nothing may be
 * left over, the same again must end as it should and once more change nothing; and what is not the engine has watched at
 * every resourceVersion which colour the Service selected.
 *
 * @param scenario the operation
 * @param fault what happens
 * @param number at which request, counted from 1
 */
public record FaultCase(ColourScenario scenario, Fault fault, int number) {

    /** What passes by itself hits this many requests, one after the other. */
    private static final int IN_A_ROW = 3;

    /** A run to which nothing happens; how many requests it makes. */
    public static int countRequests(ColourScenario scenario, Config admin, RecordNames names) throws Exception {
        prepare(scenario, admin, names);
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            List<String> lines = Collections.synchronizedList(new ArrayList<>());
            ReleaseResult result = end(process, scenario.operation(), lines);
            if (result.status() != scenario.end()) {
                throw new AssertionError(
                        scenario + " ended " + result.status() + ": " + result.message() + ": " + lines);
            }
            return proxy.count();
        }
    }

    /** What was done before the operation. */
    public static void prepare(ColourScenario scenario, Config admin, RecordNames names) throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess process = new EngineProcess(proxy, names)) {
            for (Operation operation : scenario.before()) {
                ReleaseResult result = end(process, operation, new ArrayList<>());
                if (result.status() != Status.SUCCEEDED) {
                    throw new AssertionError("what comes before " + scenario + ": " + result.message());
                }
            }
        }
    }

    public static ReleaseResult end(EngineProcess process, Operation operation, List<String> lines) throws Exception {
        return process.start(operation, e -> lines.add(e.line())).get(3, TimeUnit.MINUTES);
    }

    /**
     * What a case came to.
     *
     * @param story which request was hit, and how it ended
     * @param complaints nothing when all is as it must be
     */
    public record Outcome(String story, List<String> complaints) {}

    /** Runs it. */
    public Outcome run(Config admin, KubernetesClient watcher, RecordNames names) {
        List<String> complaints = new ArrayList<>();
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        String where = this + " in " + names.namespace();
        try {
            prepare(scenario, admin, names);
            ColourLedger ledger = new ColourLedger(watcher, names.namespace());
            try (ColourWatch watch = new ColourWatch(watcher, names.namespace(), "web")) {
                if (fault == Fault.PAUSE) {
                    where += ", " + pause(admin, names, ledger, lines, complaints);
                } else {
                    where += ", " + hit(admin, names, ledger, lines, complaints);
                    where += settle(admin, names, ledger, lines, complaints);
                }
                complaints.addAll(scenario.isRolling() ? watch.complaintsWhileRolling() : watch.complaints());
            }
            if (lines.stream().anyMatch(l -> l.contains("correct-horse"))) {
                complaints.add("a secret was told");
            }
        } catch (Exception | AssertionError e) {
            complaints.add(e.toString());
        }
        String told = complaints.isEmpty() ? "" : "\n    " + String.join("\n    ", lines);
        return new Outcome(where + told, complaints);
    }

    /** Runs the operation until it dies or ends; tells which request was hit, and how it ended. */
    private String hit(
            Config admin, RecordNames names, ColourLedger ledger, List<String> lines, List<String> complaints)
            throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> isHit(n) ? fault : Fault.NONE);
                EngineProcess victim = new EngineProcess(proxy, names)) {
            CompletableFuture<ReleaseResult> result = victim.start(scenario.operation(), e -> lines.add(e.line()));
            if (fault == Fault.DIE_BEFORE || fault == Fault.DIE_AFTER) {
                awaitDeath(proxy, result);
            } else {
                ReleaseResult ended = result.get(3, TimeUnit.MINUTES);
                lines.add("=> " + ended.status() + ": " + ended.message());
                if (fault.isPassing() && ended.status() != scenario.end()) {
                    complaints.add("what would have passed by itself ended it: " + ended.status() + " ("
                            + ended.message() + ")");
                }
                complaints.addAll(ledger.complaints());
            }
            return proxy.count() < number
                    ? "which did not come"
                    : "'" + proxy.log().get(number - 1) + "'";
        }
    }

    /** Stops the process that runs the operation, lets another take over, and lets the first go on. */
    private String pause(
            Config admin, RecordNames names, ColourLedger ledger, List<String> lines, List<String> complaints)
            throws Exception {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        CompletableFuture<DeployProcess> holder = new CompletableFuture<>();
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> {
                    if (n == number) {
                        holder.join().signal("STOP");
                        stopped.complete(true);
                    }
                    return Fault.NONE;
                });
                DeployProcess process = DeployProcess.start(proxy.config().getMasterUrl(), names, scenario)) {
            holder.complete(process);
            process.onExit(() -> stopped.complete(false));
            if (!stopped.get(3, TimeUnit.MINUTES)) {
                return "which did not come" + settle(admin, names, ledger, lines, complaints);
            }
            String where = "'" + proxy.log().get(number - 1) + "'" + settle(admin, names, ledger, lines, complaints);
            int before = proxy.log().size();
            process.signal("CONT");
            List<String> rest = process.readUntil("=> ");
            lines.addAll(rest);
            if (rest.get(rest.size() - 1).contains("TAKEN_OVER")) {
                proxy.log().subList(before, proxy.log().size()).stream()
                        .filter(FaultCase::changes)
                        .forEach(l -> complaints.add("after it was taken over it sent " + l));
            }
            complaints.addAll(ledger.complaints());
            return where;
        }
    }

    private static boolean changes(String request) {
        return !request.contains("dryRun")
                && (request.contains(" PATCH ") || request.contains(" POST ") || request.contains(" DELETE "))
                && !request.contains("/selfsubjectaccessreviews");
    }

    private boolean isHit(int request) {
        boolean longer = fault == Fault.TOO_MANY || fault == Fault.BROKEN || fault == Fault.UNAVAILABLE;
        return request >= number && request < number + (longer ? IN_A_ROW : 1);
    }

    private static void awaitDeath(FaultProxy proxy, CompletableFuture<ReleaseResult> result) throws Exception {
        while (!proxy.isDead() && !result.isDone()) {
            try {
                result.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // neither dead nor done
            }
        }
    }

    /** Another process goes on, or back, or asks for the same; then the same again, and once more. */
    private String settle(
            Config admin, RecordNames names, ColourLedger ledger, List<String> lines, List<String> complaints)
            throws Exception {
        try (FaultProxy proxy = new FaultProxy(admin, (n, line) -> Fault.NONE);
                EngineProcess other = new EngineProcess(proxy, names, DeployProcess.CLAIMS)) {
            Operation settling = number % 3 == 2
                    ? scenario.operation()
                    : (engine, cluster, app, holder, listener) ->
                            engine.resume(cluster, app, holder, number % 3 == 1, scenario.gate(), listener);
            ReleaseResult settled = end(other, settling, lines);
            complaints.addAll(ledger.complaints());
            ReleaseResult again = end(other, scenario.operation(), lines);
            if (again.status() != scenario.end() && again.status() != Status.UNCHANGED) {
                complaints.add("the same again: " + again.status() + ": " + again.message());
            }
            complaints.addAll(ledger.complaints());
            if (scenario.end() == Status.SUCCEEDED) {
                unchanged(ledger, other, complaints);
            }
            return ", settled " + settled.status() + " (" + settled.message() + ")";
        }
    }

    private void unchanged(ColourLedger ledger, EngineProcess process, List<String> complaints) throws Exception {
        Map<String, String> before = ledger.versions();
        ReleaseResult third = end(process, scenario.operation(), new ArrayList<>());
        if (third.status() != Status.UNCHANGED || !before.equals(ledger.versions())) {
            complaints.add("a third time: " + third.status() + " (" + third.message() + "), " + before + " → "
                    + ledger.versions());
        }
    }
}
