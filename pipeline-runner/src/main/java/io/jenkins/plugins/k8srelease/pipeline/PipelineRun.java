package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.ObjectInputStreamWithLoader;
import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One program, from its Jenkinsfile to its result. For one thread at a time. */
public final class PipelineRun {

    private static final ThreadLocal<PipelineRun> CURRENT = new ThreadLocal<>();

    private final PipelineSetup setup;
    private final ScriptCompiler compiler;
    private final Scheduler scheduler = new Scheduler(this);
    private PipelineState state = new PipelineState();
    private Consumer<String> listener = line -> {};

    private PipelineRun(PipelineSetup setup) {
        this.setup = setup;
        this.compiler = new ScriptCompiler(setup.libraries);
    }

    /**
     * A program that has not run yet.
     *
     * @param jenkinsfile below the root of the setup
     * @param environment such as {@code BUILD_NUMBER}
     * @param parameters of the build
     */
    public static PipelineRun of(
            PipelineSetup setup, String jenkinsfile, Map<String, String> environment, Map<String, ?> parameters) {
        return ofText(setup, read(setup.root.resolve(jenkinsfile)), environment, parameters);
    }

    /** The same for a program that a test writes inline. */
    public static PipelineRun ofText(
            PipelineSetup setup, String text, Map<String, String> environment, Map<String, ?> parameters) {
        PipelineRun run = new PipelineRun(setup);
        run.state.environment.putAll(environment);
        run.state.parameters.putAll(parameters);
        return run.as(() -> {
            run.state.prelude = run.parse("Prelude", resource("Prelude.groovy"));
            Branch main = run.state.branch(null, "");
            main.program = new Continuable(run.parse("WorkflowScript", text));
            main.resume = new Outcome(null, null);
            return run;
        });
    }

    /** Goes on with a saved program in a class loader of its own, as another JVM would. */
    public static PipelineRun resume(PipelineSetup setup, byte[] saved) {
        PipelineRun run = new PipelineRun(setup);
        return run.as(() -> {
            run.restore(saved, true);
            return run;
        });
    }

    /** Gets every line of the log as it is written. */
    public PipelineRun onLog(Consumer<String> consumer) {
        listener = consumer;
        return this;
    }

    /**
     * Runs until the program has ended, or only a person's answer can make it go on.
     *
     * @return true when it has ended
     */
    public boolean run() {
        return as(() -> {
            try {
                scheduler.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            return state.end != null;
        });
    }

    /** Completes a step that waits, such as {@code input}, with a value or with an exception. */
    public PipelineRun answer(String step, Object value) {
        Branch branch = state.branches.stream()
                .filter(b -> b.waiting != null && b.waiting.name().equals(step))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + step + " waits, but " + waiting()));
        if (value instanceof Throwable thrown) {
            branch.fail(thrown);
        } else {
            branch.goOn(value);
        }
        return this;
    }

    /** The steps that wait now. */
    public List<StepCall> waiting() {
        return state.branches.stream()
                .map(b -> b.waiting)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * All of the program, as bytes.
     *
     * @throws NotResumableException when it holds something that cannot be saved
     */
    public byte[] save() {
        if (scheduler.waitsForSteps() && !setup.restartBeforeEachStep) {
            throw new IllegalStateException("a step is running");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state.sources);
            out.writeObject(state.libraries);
            out.writeObject(state);
        } catch (IOException e) {
            throw new NotResumableException(e);
        }
        return bytes.toByteArray();
    }

    void restart() {
        restore(save(), false);
    }

    @SuppressWarnings("unchecked")
    private void restore(byte[] saved, boolean recompile) {
        try (ObjectInputStream in =
                new ObjectInputStreamWithLoader(new ByteArrayInputStream(saved), compiler.classes())) {
            Map<String, String> sources = (Map<String, String>) in.readObject();
            List<String> libraries = (List<String>) in.readObject();
            if (recompile) {
                libraries.forEach(compiler::open);
                sources.forEach(compiler::compile);
            }
            state = (PipelineState) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new NotResumableException(e);
        }
    }

    /** {@code SUCCESS}, {@code UNSTABLE}, {@code FAILURE} or {@code ABORTED}; null while nothing has set one. */
    public String result() {
        return state.result;
    }

    /** The log so far, without secrets. */
    public List<String> log() {
        return List.copyOf(state.log);
    }

    /** What ended the program, null when it succeeded or has not ended. */
    public Throwable error() {
        return state.end == null ? null : state.end.getAbnormal();
    }

    /** How many steps have been started. */
    public int steps() {
        return state.steps;
    }

    /** Writes a line to the log. For steps. */
    public void log(String line) {
        write(scheduler.running(), line);
    }

    /** A way to write to the log from other threads, for a step that goes on elsewhere. For steps. */
    public Consumer<String> logger() {
        Branch running = scheduler.running();
        return line -> scheduler.later(() -> write(running, line));
    }

    private void write(Branch running, String line) {
        String masked = line;
        for (String secret : setup.credentials.values()) {
            masked = masked.replace(secret, "****");
        }
        String entry = (running == null || running.name.isEmpty() ? "" : "[" + running.name + "] ") + masked;
        state.log.add(entry);
        listener.accept(entry);
    }

    /** What blocks around the running step set under that name, the inner ones over the outer ones. For steps. */
    public Map<String, Object> inherited(String key) {
        Map<String, Object> merged = new LinkedHashMap<>();
        Branch running = scheduler.running();
        if (running != null) {
            running.all(key).forEach(map -> map.forEach((k, v) -> merged.put(String.valueOf(k), StepCall.plain(v))));
        }
        return merged;
    }

    /** A variable of the environment as the running step sees it, or null. For steps. */
    public Object variable(String name) {
        Branch running = scheduler.running();
        Object inner = running == null ? null : running.variable(name);
        return inner == null ? state.environment.get(name) : inner;
    }

    static PipelineRun current() {
        return CURRENT.get();
    }

    PipelineState state() {
        return state;
    }

    PipelineSetup setup() {
        return setup;
    }

    Script load(String file) {
        return parse("Script" + state.sources.size(), read(setup.root.resolve(file)));
    }

    private Script parse(String className, String source) {
        state.sources.put(className, source);
        ScriptCompiler.libraries(source).forEach(this::useLibrary);
        return compiler.compile(className, source);
    }

    void useLibrary(String identifier) {
        String name = identifier.replaceFirst("@.*", "");
        if (state.libraries.contains(name)) {
            return;
        }
        compiler.open(name);
        state.libraries.add(name);
        compiler.variables(name).forEach((variable, source) -> {
            state.sources.put(variable, source);
            state.variables.put(variable, compiler.compile(variable, source));
        });
    }

    /** What a script finds under a name that is none of its own variables; null for nothing. */
    Object property(String name) {
        return switch (name) {
            case "env" -> new Globals.Environment();
            case "params" -> new LinkedHashMap<>(state.parameters);
            case "currentBuild" -> new Globals.CurrentBuild();
            case "steps" -> new Globals.Steps();
            default ->
                Optional.<Object>ofNullable(state.variables.get(name))
                        .or(() -> Optional.ofNullable(state.parameters.get(name)))
                        .orElseGet(() -> variable(name));
        };
    }

    private <T> T as(Supplier<T> work) {
        PipelineRun before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.get();
        } finally {
            CURRENT.set(before);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = PipelineRun.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
