package io.jenkins.plugins.k8srelease.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.cli.CommandRun.Outcome;
import io.jenkins.plugins.k8srelease.cli.console.Terminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a release when somebody else wants one, or its process is interrupted or killed. */
@Tag("cluster")
class InterruptionTest extends ClusterFixture {

    @Test
    void aReleaseThatIsHeldIsLeftAlone() throws Exception {
        deployed();
        try (CommandProcess holder = CommandProcess.start(folder, arguments("deploy", "never.yaml", "--by", "alice"))) {
            holder.await("0 of 2 new pods ready");
            assertThat(status().at("/underWay/ownerSeemsAlive").asBoolean()).isTrue();
            assertThat(run("status").out()).contains("under way: release 2", "by alice");
            Outcome second = run("deploy", "good.yaml", "--set", "LOG_LEVEL=debug");
            assertThat(second.code()).as(second.out() + second.err()).isEqualTo(4);
            assertThat(second.err()).contains("is held by release 2", "alice");
            Outcome refused = run("unlock", "--yes");
            assertThat(refused.code()).isEqualTo(4);
            assertThat(refused.err()).contains("is at work", "--force");
            Outcome unasked = run("unlock", "--force");
            assertThat(unasked.code()).isEqualTo(2);
            assertThat(unasked.err()).contains("--yes");

            holder.signal("INT");
            holder.await("interrupted: undoing");
            assertThat(holder.exitCode()).as(holder.output()).isEqualTo(1);
            assertThat(holder.output()).contains("aborted: interrupted by the user", "as it was before");
        }
        assertThat(status().path("healthy").asBoolean()).isTrue();
        assertThat(status().path("underWay").isNull()).isTrue();
    }

    @Test
    void aKilledReleaseIsFinishedOrUndoneByAnotherProcess() throws Exception {
        try (CommandProcess killed = CommandProcess.start(folder, arguments("deploy", "good.yaml"))) {
            killed.await("deployment/web: created");
            killed.signal("KILL");
            killed.exitCode();
        }
        assertThat(status().at("/underWay/revision").asInt()).isEqualTo(1);
        Outcome resumed = run("resume");
        assertThat(resumed.code()).as(resumed.out() + resumed.err()).isZero();
        assertThat(resumed.out()).contains("took over release 1", "release 1 of shop is live and healthy");

        try (CommandProcess killed = CommandProcess.start(folder, arguments("deploy", "never.yaml"))) {
            killed.await("0 of 2 new pods ready");
            killed.signal("KILL");
            killed.exitCode();
        }
        Outcome undone = run("resume", "--undo", "-o", "json");
        assertThat(Schemas.check("release-result", undone.out()).path("status").asText())
                .isEqualTo("UNDONE");
        assertThat(undone.code()).isEqualTo(1);
        assertThat(status().at("/live/revision").asInt()).isEqualTo(1);
        assertThat(status().path("healthy").asBoolean()).isTrue();
    }

    @Test
    void aSecondInterruptLeavesAtOnceAndSaysHowToGoOn() throws Exception {
        deployed();
        try (CommandProcess process = CommandProcess.start(folder, arguments("deploy", "never.yaml"))) {
            process.await("0 of 2 new pods ready");
            // A stopped process gets both signals at once when it goes on, so the second cannot come after the undo.
            process.signal("STOP");
            process.signal("INT");
            process.signal("TERM");
            process.signal("CONT");
            assertThat(process.exitCode()).as(process.output()).isEqualTo(3);
            assertThat(process.output()).contains("k8s-release resume --app shop -n " + namespace, "--undo");
        }
        assertThat(status().at("/underWay/revision").asInt()).isEqualTo(2);
        CommandRun person = new CommandRun(folder).typing("y\n").on(new Terminal(true, false, false, 0));
        Outcome unlocked = person.run(arguments("unlock"));
        assertThat(unlocked.code()).as(unlocked.err()).isZero();
        assertThat(unlocked.err()).contains("Take release 2");
        assertThat(run("status").out()).contains("nobody owns it");
        assertThat(run("resume", "--undo").code()).isEqualTo(1);
        assertThat(status().path("healthy").asBoolean()).isTrue();
    }
}
