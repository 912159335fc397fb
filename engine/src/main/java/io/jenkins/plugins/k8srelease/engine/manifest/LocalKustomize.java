package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Runs {@code kustomize build}, or {@code kubectl kustomize} where there is no kustomize, on this machine. */
public final class LocalKustomize implements KustomizeRunner {

    private static final int MOST_ERROR_BYTES = 4 << 10;

    private static final Pattern LINE_BREAKS = Pattern.compile("\\R\\s*+");

    private final Path base;
    private final String searchPath;
    private final Duration timeout;

    /**
     * @param base where relative folders begin
     * @param searchPath folders of programs, as in the variable {@code PATH}
     * @param timeout after which the program and what it started are killed
     */
    public LocalKustomize(Path base, String searchPath, Duration timeout) {
        this.base = Objects.requireNonNull(base, "base").toAbsolutePath();
        this.searchPath = Objects.requireNonNull(searchPath, "searchPath");
        this.timeout = Objects.requireNonNull(timeout, "timeout");
    }

    /** With the {@code PATH} of this process and one minute of time. */
    public static LocalKustomize of(Path base) {
        return new LocalKustomize(
                base, Optional.ofNullable(System.getenv("PATH")).orElse(""), Duration.ofMinutes(1));
    }

    @Override
    public Gathered build(String folder, LoadLimits limits) throws IOException, InterruptedException {
        Optional<Path> kustomize = find("kustomize");
        Optional<Path> program = kustomize.or(() -> find("kubectl"));
        if (program.isEmpty()) {
            return failed(
                    folder,
                    "this folder has a kustomization, and neither kustomize nor kubectl is on the PATH",
                    "install one of them (https://kubectl.docs.kubernetes.io/installation/kustomize/), or release the"
                            + " output of kustomize build");
        }
        String verb = kustomize.isPresent() ? "build" : "kustomize";
        String shown = "'" + (kustomize.isPresent() ? "kustomize build " : "kubectl kustomize ") + folder + "'";
        // An absolute path cannot be taken for an option.
        String target = base.resolve(folder).normalize().toString();
        Process process = new ProcessBuilder(program.get().toString(), verb, target)
                .directory(base.toFile())
                .start();
        try {
            process.getOutputStream().close();
            return run(process, folder, shown, "kustomize:" + target, limits);
        } catch (TimeoutException e) {
            return failed(folder, shown + " did not end within " + timeout.toSeconds() + " s", "");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Gathered run(Process process, String folder, String shown, String identity, LoadLimits limits)
            throws IOException, InterruptedException, TimeoutException {
        StreamCopy output = StreamCopy.start(process.getInputStream(), limits.maxFileBytes());
        StreamCopy errors = StreamCopy.start(process.getErrorStream(), MOST_ERROR_BYTES);
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException();
        }
        byte[] yaml = output.await(timeout);
        if (process.exitValue() != 0) {
            return failed(
                    folder, shown + " failed with exit code " + process.exitValue(), message(errors.await(timeout)));
        }
        if (yaml.length > limits.maxFileBytes()) {
            return failed(folder, shown + " wrote more than " + Sizes.of(limits.maxFileBytes()), "");
        }
        return Gathered.of(new Gathered.File("output of " + shown, identity, yaml));
    }

    private static Gathered failed(String folder, String message, String hint) {
        return Gathered.failed(new Problem(Origin.of(folder), message, hint));
    }

    private static String message(byte[] errors) {
        String text = new String(errors, StandardCharsets.UTF_8).strip();
        return text.isEmpty()
                ? "it gave no reason"
                : "it said: " + Visible.text(LINE_BREAKS.matcher(text).replaceAll(" · "), 1_000);
    }

    private Optional<Path> find(String program) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        for (String folder : List.of(searchPath.split(Pattern.quote(File.pathSeparator)))) {
            // An empty entry or "." would run what lies in the folder of the manifests.
            Path directory = Path.of(folder);
            Path candidate = directory.resolve(windows ? program + ".exe" : program);
            if (directory.isAbsolute() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
