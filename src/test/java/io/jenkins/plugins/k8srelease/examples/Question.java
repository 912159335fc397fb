package io.jenkins.plugins.k8srelease.examples;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.k8srelease.testing.LocalCluster;
import java.util.List;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jvnet.hudson.test.JenkinsRule;

/** Answers the question of an {@code input} step as a person does it: on its page. */
final class Question {

    private Question() {}

    /**
     * Waits for the next question and answers it.
     *
     * @param user who
     * @param answer false for "abort"; the beginning of a choice that is offered; anything else to go on
     */
    static void answer(JenkinsRule jenkins, WorkflowRun build, String user, JsonNode answer) throws Exception {
        LocalCluster.await("the build asks or ends", () -> !build.isBuilding() || waits(build));
        if (!build.isBuilding()) {
            throw new AssertionError("ended without a question: " + JenkinsRule.getLog(build));
        }
        InputAction action = build.getAction(InputAction.class);
        String id = action.getExecutions().get(0).getId();
        HtmlPage page = jenkins.createWebClient().login(user).getPage(build, action.getUrlName());
        HtmlForm form = page.getFormByName(id);
        if (!form.getSelectsByName("value").isEmpty()) {
            choose(form.getSelectByName("value"), answer.asText());
        }
        jenkins.submit(form, answer.isBoolean() && !answer.asBoolean() ? "abort" : "proceed");
    }

    private static void choose(HtmlSelect select, String beginning) {
        List<HtmlOption> wanted = select.getOptions().stream()
                .filter(o -> o.getText().startsWith(beginning))
                .toList();
        assertThat(beginning + " of " + select.getOptions(), wanted, is(not(empty())));
        select.setSelectedAttribute(wanted.get(0), true);
    }

    private static boolean waits(WorkflowRun build) {
        try {
            InputAction action = build.getAction(InputAction.class);
            return action != null && action.isWaitingForInput();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
