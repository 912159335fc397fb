package io.jenkins.plugins.k8srelease.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import hudson.model.Result;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import java.util.List;
import java.util.Map;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Text that comes from a manifest, a cluster or a parameter is shown as what it is, and is never markup or program. */
class InertTextTest extends SharedJenkins {

    private static final String HOSTILE = "<b class=\"hostile\" onmouseover=\"document.title='hostile'\">bold</b>"
            + "'\"><script class='hostile'>document.title='hostile'</script>"
            + "\u001B[8mha:////4AAAAAAAAAAA=\u001B[0m${7919*7907}";
    private static final String SHOWN = "<b class=\"hostile\"";

    /** A result with that text in every place that is a text. */
    private static final String RESULT = """
            {"command": "deploy", "app": "?", "namespace": "?", "server": "?", "status": "UNDONE", "exitCode": 1, "revision": 7,
             "message": "?", "durationSeconds": 3.5,
             "changes": [{"apiVersion": "?", "kind": "?", "namespace": "?", "name": "?", "action": "?", "wave": 1}],
             "images": {"?": "?"}, "warnings": ["?"], "capacity": null,
             "smoke": [{"check": "?", "pod": "?", "passed": false, "detail": "?", "attempts": 1, "millis": 1}],
             "diagnosis": {"cause": "?", "hint": "?", "evidence": [
                 {"type": "log", "object": {"kind": "?", "name": "?"}, "lines": ["?"]},
                 {"type": "event", "object": {"kind": "?", "name": "?"}, "lines": ["?"]}]}}
            """;

    @Test
    void everyPageShowsItAsText() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "semaphore 'reported'\ndef r = k8sReport()\necho \"caught ${r[0].cause}\"\nerror r[0].message", true));
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("reported/1", build);
        ReleaseReports.begun(build, new ReportedRelease("3", HOSTILE, "shop", "web", HOSTILE));
        ReleaseReports.done(build, "3", (ObjectNode) filled(new JsonMapper().readTree(RESULT)));
        ReleaseReports.begun(build, new ReportedRelease("4", "deploy", "shop", "web", "real"));
        ReleaseReports.broken(build, "4", HOSTILE);
        ReleaseReports.capacity(build, new CapacityTable(HOSTILE, "DOES_NOT_FIT", HOSTILE));
        SemaphoreStep.success("reported/1", null);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));

        for (String place : List.of("", "kubernetes-release", "console")) {
            HtmlPage page = jenkins.createWebClient().getPage(build, place);
            assertThat(place, page.asNormalizedText(), containsString(SHOWN));
            assertInert(place, page);
        }
        assertInert("the job", jenkins.createWebClient().getPage(job));
        assertInert("all jobs", jenkins.createWebClient().goTo(""));
        assertThat("kept as it was", JenkinsRule.getLog(build), containsString(SHOWN));
    }

    private static void assertInert(String place, HtmlPage page) {
        assertThat(place, page.querySelectorAll(".hostile"), hasSize(0));
        assertThat(place, page.getTitleText(), not(containsString("hostile")));
        assertThat(place + ": no expression is evaluated", page.asXml(), not(containsString("62615533")));
    }

    private static JsonNode filled(JsonNode template) {
        if (template.isTextual()) {
            return template.asText().equals("?") ? TextNode.valueOf(HOSTILE) : template;
        }
        if (template instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, filled(list.get(i)));
            }
        } else if (template instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
                object.set(field.getKey(), filled(field.getValue()));
                if (field.getKey().equals("?")) {
                    object.set(HOSTILE, object.remove("?"));
                }
            }
        }
        return template;
    }
}
