package io.jenkins.plugins.k8srelease.engine.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/steps.md to what the steps take. */
class StepsDocumentTest {

    @Test
    void everyStepHasATableOfItsParameters() throws IOException {
        String document = Files.readString(Path.of("../docs/steps.md"));
        for (Operation operation : Operations.all()) {
            assertThat(document).contains("## " + operation.name() + "\n");
            assertThat(document).contains(table(operation));
        }
        assertThat(document).contains(table(Operations.CHECK));
    }

    private static String table(Operation operation) {
        if (operation.parameters().isEmpty()) {
            return "";
        }
        return operation.parameters().stream()
                .map(p -> "| `" + p.name() + "` | " + standard(p) + " | " + p.meaning() + " |\n")
                .collect(Collectors.joining("", "| parameter | default | meaning |\n|---|---|---|\n", ""));
    }

    private static String standard(Parameter parameter) {
        if (parameter.kind() == Kind.CHOICE) {
            return parameter.choices().stream().map(c -> "`" + c + "`").collect(Collectors.joining(" or "));
        }
        boolean none = parameter.standard().equals("")
                || parameter.standard() instanceof Collection<?> c && c.isEmpty()
                || parameter.standard() instanceof Map<?, ?> m && m.isEmpty();
        String text = parameter.standard() instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(parameter.standard());
        return none ? "" : "`" + text + "`";
    }
}
