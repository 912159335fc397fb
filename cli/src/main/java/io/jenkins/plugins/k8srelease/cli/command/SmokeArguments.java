package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.smoke.CheckFile;
import io.jenkins.plugins.k8srelease.engine.smoke.JUnitXml;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes smoke tests of options and files, and names the option that cannot be meant. */
final class SmokeArguments {

    /** A file of checks is written by hand; anything larger is another file. */
    private static final long LARGEST_FILE = 1 << 20;

    private SmokeArguments() {}

    /** Sets what was given. */
    static <T> void set(String option, T value, Consumer<T> setter) {
        if (value != null) {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException e) {
                throw Failure.usage(option + ": " + e.getMessage());
            }
        }
    }

    static SmokeCheck build(String option, SmokeCheck.Builder builder) {
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(option + ": " + e.getMessage());
        }
    }

    static List<SmokeCheck> read(Console console, List<Path> files) throws BadInputException {
        List<SmokeCheck> checks = new ArrayList<>();
        for (Path file : files) {
            try {
                Path path = console.directory().resolve(file);
                if (Files.size(path) > LARGEST_FILE) {
                    throw Failure.usage(file + " is larger than a file of smoke tests can be (1 MiB)");
                }
                checks.addAll(CheckFile.read(file.toString(), Files.readAllBytes(path)));
            } catch (IOException e) {
                throw Failure.usage("the smoke tests of " + file + " cannot be read: " + e);
            }
        }
        return checks;
    }

    /** Writes a report next to which it is renamed, so that a CI system never reads half of one. */
    static void report(Console console, Path file, String suite, List<SmokeResult> results) {
        if (file == null) {
            return;
        }
        Path path = console.directory().resolve(file);
        try {
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path part = path.resolveSibling(path.getFileName() + ".part");
            Files.writeString(
                    part,
                    JUnitXml.of(
                            suite, results.stream().map(r -> masked(console, r)).toList()));
            Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            console.warn("warning: the report " + file + " could not be written: " + e);
        }
    }

    /** Before it is written as XML, whose escapes would hide a secret from the masking. */
    private static SmokeResult masked(Console console, SmokeResult result) {
        return new SmokeResult(
                console.masking().apply(result.check()),
                result.pod(),
                result.passed(),
                console.masking().apply(result.detail()),
                result.attempts(),
                result.millis());
    }
}
