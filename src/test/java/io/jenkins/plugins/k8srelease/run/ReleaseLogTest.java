package io.jenkins.plugins.k8srelease.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseLogTest {

    private final ReleaseLog log = new ReleaseLog(System.currentTimeMillis());
    private final List<String> heard = new ArrayList<>();

    @Test
    void aStepThatComesBackHearsWhatItMissedInOrder() {
        log.on(new ReleaseEvent.Info("one"));
        log.line("two\nlines");
        log.readBy(heard::add);
        log.on(new ReleaseEvent.Info("three"));
        assertThat(
                heard,
                contains(
                        matchesPattern("\\[ +\\d\\.\\ds\\] one"),
                        matchesPattern("\\[ +\\d\\.\\ds\\] two\n {9}lines"),
                        matchesPattern("\\[ +\\d\\.\\ds\\] three")));
        assertThat(log.status(), is("three"));
    }

    @Test
    void whatIsTooMuchIsCountedAndNotKept() {
        for (int i = 0; i < 2_010; i++) {
            log.line("line " + i);
        }
        log.readBy(heard::add);
        assertThat(heard, hasSize(2_001));
        assertThat(heard.get(0), is("(10 lines were left out while nobody listened)"));
        assertThat(heard.get(1), containsString("line 10"));
    }

    @Test
    void theNamesOfSecretsAreNoSecrets() {
        log.hide(Redactor.of(List.of("mysql-service")));
        log.readBy(heard::add);
        log.on(new ReleaseEvent.Applied(new ObjectRef("v1", "Secret", "shop", "database-credentials"), "created"));
        log.on(new ReleaseEvent.Applied(new ObjectRef("v1", "Service", "shop", "mysql-service"), "created"));
        assertThat(heard.get(0), endsWith("secret/database-credentials: created"));
        assertThat(heard.get(1), endsWith("service/mysql-service: created"));
    }

    @Test
    void secretsAndControlCharactersAreInNoLineAndNoStatus() {
        log.hide(Redactor.of(List.of("correct-horse-battery")));
        log.readBy(heard::add);
        log.on(new ReleaseEvent.Info("uses correct-horse-battery\u001b[2J here"));
        assertThat(heard.get(0), containsString("uses *** here"));
        assertThat(log.status(), is("uses *** here"));
    }
}
