package io.jenkins.plugins.k8srelease.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.console.Masking;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values of a command line, and which of them are secrets: those that came through the environment, those whose name
 * says so, and those that end in a Secret. Hiding all others, too, would make {@code LOG_LEVEL=info} unreadable and hide
 * nothing.
 */
final class Values {

    private static final Pattern SECRET_NAME =
            Pattern.compile("PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|CERT|DSN", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> all = new LinkedHashMap<>();
    private final Set<String> secrets = new LinkedHashSet<>();

    private Values() {}

    /** Files first, then the environment and the command line, which win. */
    static Values of(Console console, List<String> set, List<String> fromEnvironment, List<Path> files) {
        Values values = new Values();
        files.forEach(file -> values.readFile(console.directory().resolve(file)));
        fromEnvironment.forEach(name -> values.takeFromEnvironment(console, name, "--set-env"));
        for (String text : set) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                values.takeFromEnvironment(console, text, "--set");
            } else {
                values.put(text.substring(0, equals), text.substring(equals + 1), "--set");
            }
        }
        values.all.forEach((name, value) -> {
            if (looksSecret(name)) {
                values.secrets.add(value);
            }
        });
        values.secrets.forEach(console.masking()::add);
        return values;
    }

    Map<String, String> all() {
        return all;
    }

    private void put(String name, String value, String where) {
        if (!NAME.matcher(name).matches()) {
            // The text is not repeated: it may be a secret with its name forgotten.
            throw Failure.usage(where + " takes NAME=VALUE, where a name has letters, digits and underscores");
        }
        all.put(name, value);
    }

    private void takeFromEnvironment(Console console, String name, String option) {
        if (!NAME.matcher(name).matches()) {
            throw Failure.usage(option + " takes the name of a variable, which has letters, digits and underscores");
        }
        if (!console.isSet(name)) {
            throw Failure.usage(
                    option + " " + name + ": there is no variable of that name in the environment; export it");
        }
        all.put(name, console.environment(name));
        secrets.add(console.environment(name));
    }

    private void readFile(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Failure.usage("the values file " + file + " cannot be read: "
                    + (Files.exists(file) ? "it is not a UTF-8 text that this user may read" : "it does not exist"));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = file + ", line " + (i + 1) + ":";
            String entry = line.startsWith("export ") ? line.substring(7).strip() : line;
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw Failure.usage(where + " this is not NAME=VALUE");
            }
            put(
                    entry.substring(0, equals).strip(),
                    unquoted(entry.substring(equals + 1).strip(), where),
                    where);
        }
    }

    /** In single quotes everything stands for itself; in double quotes {@code \n}, {@code \"} and {@code \\} are read. */
    private static String unquoted(String text, String where) {
        if (text.isEmpty() || text.charAt(0) != '\'' && text.charAt(0) != '"') {
            int comment = text.indexOf(" #");
            return comment < 0 ? text : text.substring(0, comment).stripTrailing();
        }
        char quote = text.charAt(0);
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                String rest = text.substring(i + 1).strip();
                if (rest.isEmpty() || rest.startsWith("#")) {
                    return value.toString();
                }
                throw Failure.usage(where + " there is text after the closing quote");
            }
            if (c == '\\' && quote == '"' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                value.append(next == 'n' ? "\n" : next == 't' ? "\t" : String.valueOf(next));
            } else {
                value.append(c);
            }
        }
        throw Failure.usage(where + " the closing quote is missing");
    }

    /** Whether the name of a value says that it is a secret. */
    static boolean looksSecret(String name) {
        return SECRET_NAME.matcher(name).find();
    }

    /** Hides the values that end in a Secret of the set, whatever they are called. */
    void hideSecrets(Masking masking, List<LoadedObject> objects) {
        Set<String> contents = new LinkedHashSet<>();
        for (LoadedObject loaded : objects) {
            if (loaded.object().kind().equals("Secret")) {
                loaded.object().strings("stringData").values().forEach(contents::add);
                for (JsonNode value : loaded.object().at("data")) {
                    decode(value.asText(), contents);
                }
            }
        }
        for (String value : all.values()) {
            if (!value.isEmpty() && contents.stream().anyMatch(c -> c.contains(value))) {
                masking.add(value);
            }
        }
    }

    private static void decode(String base64, Set<String> into) {
        into.add(base64);
        try {
            into.add(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Not Base64: the server will say so.
        }
    }
}
