package io.jenkins.plugins.k8srelease.pipeline.release;

import io.jenkins.plugins.k8srelease.engine.release.Gate;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import io.jenkins.plugins.k8srelease.engine.report.ReturnValues;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A release whose other colour is tested by the body of a step. */
final class GatedRelease implements Gate {

    private final HashMap<String, String> id;
    private final CompletableFuture<Map<String, Object>> ready = new CompletableFuture<>();
    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    private CompletableFuture<Map<String, Object>> result;

    /** @param id by which the program asks for it */
    GatedRelease(Map<String, String> id) {
        this.id = new HashMap<>(id);
    }

    @Override
    public CompletableFuture<Verdict> test(GreenReady colour) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("id", id);
        value.put("environment", ReturnValues.environment(colour));
        ready.complete(value);
        return verdict;
    }

    /** It has been begun. One that ends before its test never waits for one. */
    void endsWith(CompletableFuture<Map<String, Object>> ended) {
        result = ended;
        ended.whenComplete((value, thrown) -> {
            if (thrown == null) {
                ready.complete(new LinkedHashMap<>(Map.of("ended", value)));
            } else {
                ready.completeExceptionally(thrown);
            }
        });
    }

    /** Completes when the body may run, with what it is told; or when the release has ended without, with its result. */
    CompletableFuture<Map<String, Object>> ready() {
        return ready;
    }

    /** The body has ended. Completes with what the release came to. */
    CompletableFuture<Map<String, Object>> decide(Verdict how) {
        verdict.complete(how);
        return result;
    }
}
