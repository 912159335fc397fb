package io.jenkins.plugins.k8srelease.engine.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.health.Reason;
import io.jenkins.plugins.k8srelease.engine.testing.GeneratedPart;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Holds the table of causes in docs/troubleshooting.md true: every reason that the engine gives, and what to do then. */
class TroubleshootingGuideTest {

    @Test
    void everyReasonIsThereWithWhatToDo() throws IOException {
        StringBuilder table = new StringBuilder("| reason | meaning | what to do |\n|---|---|---|\n");
        for (Reason reason : Reason.values()) {
            String hint = Hints.of(reason);
            if (!hint.isEmpty()) {
                assertThat(hint + reason.meaning())
                        .as("it would break the table")
                        .doesNotContain("|", "\n");
                table.append("| `")
                        .append(reason.token())
                        .append("` | ")
                        .append(reason.meaning())
                        .append(" | ")
                        .append(hint)
                        .append(" |\n");
            }
        }
        GeneratedPart.of("troubleshooting.md", "reasons").mustBe(table.toString());
    }
}
