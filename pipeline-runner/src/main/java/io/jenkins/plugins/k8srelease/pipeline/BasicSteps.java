package io.jenkins.plugins.k8srelease.pipeline;

import java.util.HashMap;
import java.util.Map;

/** The primitives that the prelude's block steps are written with, and the few steps that every Jenkins has. */
final class BasicSteps {

    /** What {@link #run} returns for a step that it does not have. */
    static final Object UNKNOWN = new Object();

    private final PipelineRun run;

    BasicSteps(PipelineRun run) {
        this.run = run;
    }

    Object run(Branch branch, StepCall call) {
        PipelineState state = run.state();
        switch (call.name()) {
            case "__push" -> push(branch, call.named());
            case "__pop" -> branch.context.pop();
            case "__result" -> state.worsen(call.text("result"));
            case "__default" ->
                state.parameters.putIfAbsent(call.text("name"), call.arguments().get(1));
            case "__secret" -> {
                return secret(call.text("credentialsId"));
            }
            case "__node" -> {
                return branch.find("node") != null;
            }
            case "library" -> run.useLibrary(call.text("identifier"));
            case "sleep" -> sleep(branch, call);
            case "echo" -> run.log(call.text("message"));
            default -> {
                return UNKNOWN;
            }
        }
        return null;
    }

    private void push(Branch branch, Map<String, Object> frame) {
        branch.context.push(new HashMap<>(frame));
        if (frame.get("timeout") instanceof Number seconds) {
            branch.context.peek().put("deadline", run.state().clock + seconds.longValue());
        }
    }

    private String secret(String id) {
        String secret = run.setup().credentials.get(id);
        if (secret == null) {
            throw new IllegalArgumentException("Could not find credentials entry with ID '" + id + "'");
        }
        return secret;
    }

    private void sleep(Branch branch, StepCall call) {
        run.state().clock += Long.parseLong(call.text("time"));
        checkDeadline(branch);
    }

    void checkDeadline(Branch branch) {
        for (Map<String, Object> frame : branch.context) {
            if (frame.get("deadline") instanceof Long deadline && run.state().clock > deadline) {
                frame.remove("deadline");
                throw new Interrupted("Timeout has been exceeded");
            }
        }
    }
}
