package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/** Lets the branches of a program take turns, step by step. */
final class Scheduler {

    @SuppressWarnings("rawtypes")
    private static final List<Class> CATEGORIES = new ArrayList<>(Continuable.categories);

    static {
        CATEGORIES.add(SerializableIteration.class);
    }

    private final PipelineRun run;
    private final BasicSteps basic;
    /** What other threads have to tell the program: that a step has ended, or a line for the log. */
    private final BlockingQueue<Runnable> heard = new LinkedBlockingQueue<>();

    private int elsewhere;
    private Branch running;

    Scheduler(PipelineRun run) {
        this.run = run;
        this.basic = new BasicSteps(run);
    }

    /** The branch whose turn it is, null between turns. */
    Branch running() {
        return running;
    }

    boolean waitsForSteps() {
        return elsewhere > 0;
    }

    /** Runs until the program has ended, or only a person's answer can make it go on. */
    void run() throws InterruptedException {
        CpsCallableInvocation.registerMismatchHandler((receiver, expected, actualReceiver, actual) -> state().mismatches
                .add("expected to call "
                        + (receiver == null ? "?" : receiver.getClass().getSimpleName()) + "." + expected
                        + " but wound up catching " + actual));
        try {
            while (true) {
                Branch next = state().ready().orElse(null);
                if (next != null) {
                    listen();
                    advance(next);
                } else if (elsewhere > 0) {
                    heard.take().run();
                } else {
                    listen();
                    return;
                }
            }
        } finally {
            running = null;
            CpsCallableInvocation.registerMismatchHandler(null);
        }
    }

    private PipelineState state() {
        return run.state();
    }

    /** Lets the program's own thread do something, from any thread. */
    void later(Runnable what) {
        heard.add(what);
    }

    private void listen() {
        for (Runnable next = heard.poll(); next != null; next = heard.poll()) {
            next.run();
        }
    }

    /** A step that ran elsewhere has ended. */
    private void complete(int id, Object value, Throwable thrown) {
        elsewhere--;
        // A branch that was interrupted meanwhile is not interested any more.
        state().branch(id).filter(b -> b.waiting != null).ifPresent(branch -> {
            if (thrown == null) {
                branch.goOn(value);
            } else {
                branch.fail(thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown);
            }
        });
    }

    private void advance(Branch branch) {
        Outcome in = branch.resume;
        branch.resume = null;
        running = branch;
        state().branches.remove(branch);
        state().branches.add(branch);
        Outcome out = branch.program.run0(in, CATEGORIES);
        if (!state().mismatches.isEmpty()) {
            // Jenkins prints a warning and goes on with a wrong value; here it is an error.
            endWith(new IllegalStateException(state().mismatches.get(0)));
        } else if (!branch.program.isResumable()) {
            finish(branch, out);
        } else if (out.getNormal() instanceof StepCall call) {
            branch.waiting = call;
            state().steps++;
            start(branch);
        } else {
            throw new IllegalStateException("the program yielded " + out);
        }
    }

    private void start(Branch waiting) {
        Branch branch = waiting;
        if (run.setup().restartBeforeEachStep) {
            try {
                run.restart();
                branch = state().branch(waiting.id).orElseThrow();
                running = branch;
            } catch (NotResumableException e) {
                waiting.fail(e);
                return;
            }
        }
        try {
            execute(branch, branch.waiting);
        } catch (Throwable e) {
            branch.fail(e);
        }
    }

    private void execute(Branch branch, StepCall call) throws Exception {
        basic.checkDeadline(branch);
        if (call.name().equals("parallel")) {
            fork(branch, call);
            return;
        }
        Object value = basic.run(branch, call);
        if (value == BasicSteps.UNKNOWN) {
            Step step = run.setup().steps.get(call.name());
            if (step == null) {
                throw new NoSuchMethodError("No such DSL method '" + call.name() + "' found among steps "
                        + run.setup().steps.keySet());
            }
            value = step.run(call, run);
        }
        if (value instanceof CompletionStage<?> stage) {
            elsewhere++;
            int id = branch.id;
            stage.whenComplete((v, thrown) -> later(() -> complete(id, v, thrown)));
        } else if (value != Step.WAITS) {
            branch.goOn(value);
        }
    }

    private void fork(Branch branch, StepCall call) {
        branch.failFast = Boolean.TRUE.equals(call.named().get("failFast"));
        branch.children = new ArrayList<>();
        ((Map<?, ?>) call.arguments().get(0)).forEach((name, body) -> {
            if (body instanceof Closure<?> closure) {
                Branch child = state().branch(branch, String.valueOf(name));
                branch.children.add(child);
                child.program = program(closure, String.valueOf(name));
                child.resume = new Outcome(null, null);
            }
        });
        if (branch.children.isEmpty()) {
            branch.goOn(Map.of());
        }
    }

    private static Continuable program(Closure<?> body, String name) {
        try {
            body.call();
            throw new IllegalArgumentException("branch " + name + " is no code of a Pipeline");
        } catch (CpsCallableInvocation invocation) {
            return new Continuable(invocation.invoke(null, null, Continuation.HALT));
        }
    }

    private void finish(Branch branch, Outcome out) {
        branch.outcome = out;
        branch.program = null;
        state().branches.remove(branch);
        running = null;
        if (branch.parent == null) {
            end(out);
            return;
        }
        Branch parent = branch.parent;
        if (!out.isSuccess() && parent.failFast) {
            parent.children.stream()
                    .filter(b -> !b.ended())
                    .forEach(b -> b.fail(new Interrupted("Failed in branch " + branch.name)));
        }
        if (parent.children.stream().allMatch(Branch::ended)) {
            join(parent);
        }
    }

    private static void join(Branch parent) {
        Map<String, Object> values = new LinkedHashMap<>();
        Throwable first = null;
        for (Branch child : parent.children) {
            if (child.outcome.isSuccess()) {
                values.put(child.name, child.outcome.getNormal());
            } else if (first == null || first instanceof Interrupted) {
                first = child.outcome.getAbnormal();
            }
        }
        parent.children = new ArrayList<>();
        if (first == null) {
            parent.goOn(values);
        } else {
            parent.fail(first);
        }
    }

    private void endWith(Throwable thrown) {
        state().branches.clear();
        end(new Outcome(null, thrown));
    }

    private void end(Outcome out) {
        state().end = out;
        if (!out.isSuccess()) {
            state().worsen(out.getAbnormal() instanceof Interrupted ? "ABORTED" : "FAILURE");
            run.log("ERROR: " + out.getAbnormal().getMessage());
        }
        if (state().result == null) {
            state().result = "SUCCESS";
        }
    }
}
