package io.jenkins.plugins.k8srelease.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the steps take: in a Jenkinsfile, in the snippet generator and in its form. */
@WithJenkins
class StepParametersTest {

    @Test
    void stepsHaveTheParametersOfTheirOperationsAndHelpForEach(JenkinsRule jenkins) throws Exception {
        for (Operation operation : Operations.all()) {
            StepDescriptor descriptor = StepDescriptor.byFunctionName(operation.name());
            assertThat(operation.name(), descriptor, notNullValue());
            assertThat(descriptor.takesImplicitBlockArgument(), is(operation.block()));
            DescribableModel<?> model = DescribableModel.of(descriptor.clazz);
            assertThat(
                    operation.name(),
                    model.getParameters().stream()
                            .map(DescribableParameter::getName)
                            .toList(),
                    containsInAnyOrder(operation.names().toArray()));
            for (DescribableParameter parameter : model.getParameters()) {
                assertThat(operation.name() + " " + parameter.getName(), parameter.getHelp(), notNullValue());
            }
            assertThat(operation.name(), model.getHelp(), notNullValue());
        }
    }

    @Test
    void theSnippetGeneratorOffersTheStepAndNotTheBuildWrapperOfTheSameName(JenkinsRule jenkins) throws Exception {
        assertThat(
                jenkins.createWebClient()
                        .goTo("pipeline-syntax/")
                        .getWebResponse()
                        .getContentAsString(),
                allOf(containsString("WithQuotaStep"), not(containsString("QuotaBuildWrapper"))));
    }

    @Test
    void snippetsRoundTrip(JenkinsRule jenkins) throws Exception {
        SnippetizerTester tester = new SnippetizerTester(jenkins);
        DeployStep deploy = new DeployStep();
        tester.assertRoundTrip(deploy, "k8sDeploy()");
        deploy.setApp("shop");
        deploy.setCluster("production");
        deploy.setManifests("k8s");
        deploy.setImages(Map.of("shop/backend", "v2"));
        deploy.setTimeout("5m");
        deploy.setRollbackOnFailure(false);
        tester.assertRoundTrip(
                deploy,
                "k8sDeploy app: 'shop', cluster: 'production', images: ['shop/backend': 'v2'], manifests: 'k8s',"
                        + " rollbackOnFailure: false, timeout: '5m'");
        tester.assertRoundTrip(new ReportStep(), "k8sReport()");
        WithQuotaStep quota = new WithQuotaStep();
        quota.setHeadroom("10%");
        tester.assertRoundTrip(quota, "withK8sQuota(headroom: '10%') {\n    // some block\n}");
        WithBlueGreenStep blueGreen = new WithBlueGreenStep();
        blueGreen.setApp("shop");
        blueGreen.setService("web");
        blueGreen.setObserve("1m");
        tester.assertRoundTrip(
                blueGreen, "withK8sBlueGreen(app: 'shop', observe: '1m', service: 'web') {\n    // some block\n}");
        tester.assertRoundTrip(new BlueGreenStep(), "k8sBlueGreen()");
        tester.assertRoundTrip(new WithK8sStep(), "withK8s {\n    // some block\n}");
    }

    @Test
    void documentationIsGenerated(JenkinsRule jenkins) throws Exception {
        for (Operation operation : Operations.all()) {
            SnippetizerTester.assertDocGeneration(StepDescriptor.byFunctionName(operation.name()).clazz);
        }
    }

    @Test
    void formsRoundTrip(JenkinsRule jenkins) throws Exception {
        StepConfigTester tester = new StepConfigTester(jenkins);
        DeployStep deploy = new DeployStep();
        deploy.setApp("shop");
        deploy.setManifests("a\nb");
        deploy.setValues(Map.of("NAME", "some value"));
        deploy.setSmoke("web:80/health");
        deploy.setOnConflict("force");
        deploy.setQuotaCheck(false);
        DeployStep after = tester.configRoundTrip(deploy);
        assertThat(after.getManifests(), is("a\nb"));
        assertThat(after.getSmoke(), is("web:80/health"));
        assertThat(after.getValues(), is(deploy.getValues()));
        assertThat(after.getApp() + after.getOnConflict() + after.isQuotaCheck(), is("shopforcefalse"));
        SmokeTestStep smoke = new SmokeTestStep();
        smoke.setService("web:80");
        smoke.setStatus(204);
        smoke.setVia("pod");
        SmokeTestStep smokeAfter = tester.configRoundTrip(smoke);
        assertThat(smokeAfter.arguments().given(), is(smoke.arguments().given()));
    }

    /** A value other than the standard one for each parameter that is not free text. */
    private static final Map<String, Object> SAMPLES = Map.ofEntries(
            Map.entry("manifests", List.of("a", "b")),
            Map.entry("workloads", List.of("deployment/web")),
            Map.entry("images", Map.of("shop/backend", "v2")),
            Map.entry("values", Map.of("NAME", "some value")),
            Map.entry("env", Map.of("COLOUR", "red")),
            Map.entry("smoke", List.of(Map.of("service", "web:80/health"))),
            Map.entry("to", "7"),
            Map.entry("maxSurge", "25%"),
            Map.entry("maxUnavailable", "1"),
            Map.entry("minReadySeconds", "5"),
            Map.entry("service", "web"),
            Map.entry("path", "/health"),
            Map.entry("json", "/status=ok"),
            Map.entry("via", "pod"),
            Map.entry("protocol", "https"),
            Map.entry("status", 204),
            Map.entry("attempts", 3),
            Map.entry("within", "500ms"),
            Map.entry("headroom", "10%"));

    private static Object sample(Parameter parameter) {
        if (SAMPLES.containsKey(parameter.name())) {
            return SAMPLES.get(parameter.name());
        }
        return switch (parameter.kind()) {
            case CHOICE -> parameter.choices().get(parameter.choices().size() - 1);
            case SWITCH -> !(Boolean) parameter.standard();
            case DURATION -> "42s";
            default -> "sample";
        };
    }

    @Test
    void theFormOfEachStepKeepsEverything(JenkinsRule jenkins) throws Exception {
        StepConfigTester tester = new StepConfigTester(jenkins);
        for (Operation operation : Operations.all()) {
            if (operation.parameters().isEmpty()) {
                continue;
            }
            Map<String, Object> given = new HashMap<>();
            operation.parameters().stream()
                    .filter(p -> !p.name().equals("checks"))
                    .forEach(p -> given.put(p.name(), sample(p)));
            OperationStep step = (OperationStep)
                    StepDescriptor.byFunctionName(operation.name()).newInstance(given);
            OperationStep after = tester.configRoundTrip(step);
            assertThat(
                    operation.name(),
                    after.arguments().given(),
                    is(step.arguments().given()));
            assertThat(
                    operation.name(),
                    after.getCluster() + after.getCredentialsId() + after.getNamespace(),
                    is("samplesamplesample"));
        }
    }

    @Test
    void theGraphShowsApplicationAndTarget(JenkinsRule jenkins) {
        StepDescriptor deploy = StepDescriptor.byFunctionName("k8sDeploy");
        Map<String, Object> all =
                Map.of("app", "shop", "cluster", "production", "namespace", "live", "values", Map.of("PASSWORD", "x"));
        assertThat(deploy.argumentsToString(all), is("shop → production / live"));
        assertThat(deploy.argumentsToString(Map.of("app", "shop")), is("shop"));
        assertThat(
                StepDescriptor.byFunctionName("withK8s").argumentsToString(Map.of("cluster", "production")),
                is("production"));
    }

    @Test
    void anUnknownParameterIsRefusedWithTheNearestOneAndWithoutAStackTrace(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("k8sDeploy app: 'shop', manifest: 'k8s', timeout: 'soon'", true));
        WorkflowRun build = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        jenkins.assertLogContains("k8sDeploy has no parameter 'manifest'; did you mean 'manifests'?", build);
        jenkins.assertLogContains("timeout: 'soon' is not a duration", build);
        jenkins.assertLogNotContains("\tat ", build);
        job.setDefinition(new CpsFlowDefinition("withK8s(clusters: 'production') { }", true));
        WorkflowRun block = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        jenkins.assertLogContains("withK8s has no parameter 'clusters'; did you mean 'cluster'?", block);
    }

    @Test
    void aStepSaysWhichClusterItLacks(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("k8sDeploy app: 'shop', manifests: 'apiVersion: v1'", true));
        WorkflowRun build = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        jenkins.assertLogContains("no cluster is named", build);
        jenkins.assertLogNotContains("\tat ", build);
    }
}
