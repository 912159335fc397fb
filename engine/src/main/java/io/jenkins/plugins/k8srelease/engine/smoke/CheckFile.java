package io.jenkins.plugins.k8srelease.engine.smoke;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.engine.manifest.BadInputException;
import io.jenkins.plugins.k8srelease.engine.manifest.DataFile;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.manifest.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of smoke tests, in YAML or JSON: a list of checks, or a mapping with such a list as {@code checks}. Every problem
 * is told at once, with its line.
 */
public final class CheckFile {

    /** More would take longer than any release should wait. */
    private static final int MOST = 500;

    private final List<Problem> problems = new ArrayList<>();
    private final List<SmokeCheck> checks = new ArrayList<>();

    private CheckFile() {}

    /**
     * Reads a file.
     *
     * @param name of the file, as the user would write it; JSON when it ends so
     * @throws BadInputException with every problem of the file
     */
    public static List<SmokeCheck> read(String name, byte[] content) throws BadInputException {
        CheckFile file = new CheckFile();
        file.readAll(DataFile.read(name, content).root());
        if (!file.problems.isEmpty()) {
            file.problems.sort(Comparator.comparing(Problem::origin));
            throw new BadInputException(file.problems);
        }
        return List.copyOf(file.checks);
    }

    /**
     * Makes a check of the same fields, for example of a Pipeline step's map.
     *
     * @throws IllegalArgumentException that says all that is wrong
     */
    public static SmokeCheck of(Map<String, ?> fields) {
        List<String> wrong = new ArrayList<>();
        Optional<SmokeCheck> check = new CheckFields().read(fields, (field, message) -> wrong.add(message));
        return check.filter(c -> wrong.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException(String.join("; ", wrong)));
    }

    private void readAll(DataFile.Part root) {
        DataFile.Part list = root;
        if (root.json().isObject()) {
            list = root.field("checks");
            for (String field : root.fields()) {
                if (!field.equals("checks")) {
                    problem(
                            root.field(field).origin(),
                            "'" + field + "' is not known here",
                            "the only key beside the list is 'checks'");
                }
            }
        }
        if (list == null || !list.json().isArray()) {
            problem(root.origin(), "this is no list of smoke tests", "begin with '- service: NAME:PORT'");
            return;
        }
        if (list.items().isEmpty()) {
            problem(list.origin(), "there is no smoke test in this list", "");
        }
        if (list.items().size() > MOST) {
            problem(list.origin(), "these are more than " + MOST + " smoke tests", "");
            return;
        }
        Set<String> names = new HashSet<>();
        for (DataFile.Part item : list.items()) {
            readOne(item).ifPresent(check -> {
                if (!check.name().isEmpty() && !names.add(check.name())) {
                    problem(item.origin(), "a smoke test named '" + check.name() + "' was there before", "");
                }
                checks.add(check);
            });
        }
    }

    private Optional<SmokeCheck> readOne(DataFile.Part item) {
        if (!item.json().isObject()) {
            problem(item.origin(), "a smoke test is a mapping of fields", "write 'service: NAME:PORT'");
            return Optional.empty();
        }
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        item.fields().forEach(name -> fields.put(name, item.field(name).json()));
        return new CheckFields().read(fields, (field, message) -> {
            DataFile.Part at = field.isEmpty() ? null : item.field(field);
            problem(at == null ? item.origin() : at.origin(), message, "");
        });
    }

    private void problem(Origin origin, String message, String hint) {
        problems.add(new Problem(origin, Expectation.excerpt(message), hint));
    }
}
