package io.jenkins.plugins.k8srelease.quota;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.report.Tone;
import io.jenkins.plugins.k8srelease.testing.ReleasingJenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.SingleFileSCM;

/** The wrapper in Pipeline and in freestyle projects. */
@Tag("cluster")
class QuotaTest extends ReleasingJenkins {

    private String quota(String manifests, String more) {
        return "withK8sQuota(" + TARGET + ", namespace: '" + namespace + "', manifests: '''" + manifests + "'''" + more
                + ")";
    }

    @Test
    void theBodyRunsWhenItFitsAndKnowsThePeaks() throws Exception {
        WorkflowRun build = run(
                Result.SUCCESS,
                quota(web("v1", ""), "")
                        + " { echo \"answer ${env.K8S_QUOTA_ANSWER} pods ${env.K8S_QUOTA_PEAK_PODS}\" }");
        jenkins.assertLogContains("answer fits pods ", build);
        jenkins.assertLogContains("workload", build);
        assertThat(ReleaseReports.of(build).getCapacity().get(0).getTone(), is(Tone.GOOD));
        assertThat(
                jenkins.createWebClient().getPage(build, "kubernetes-release").asNormalizedText(),
                containsString("Capacity of real / " + namespace));
    }

    @Test
    void aShortageFailsBeforeTheBodyOrMakesTheBuildUnstable() throws Exception {
        cluster.allowNoPods(namespace);
        WorkflowRun fails = run(Result.FAILURE, quota(web("v1", ""), "") + " { echo 'ran' }");
        jenkins.assertLogContains("does not fit", fails);
        jenkins.assertLogNotContains("[Pipeline] echo", fails);
        jenkins.assertLogNotContains("\tat ", fails);
        WorkflowRun unstable =
                run(Result.UNSTABLE, quota(web("v1", ""), ", onShortage: 'unstable'") + " { echo 'it ran' }");
        jenkins.assertLogContains("it ran", unstable);
    }

    @Test
    void aFreestyleProjectHasTheSameChecker() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        QuotaBuildWrapper wrapper = new QuotaBuildWrapper();
        wrapper.setCluster("real");
        wrapper.setCredentialsId("admin");
        wrapper.setNamespace(namespace);
        wrapper.setManifests("k8s");
        wrapper.setHeadroom("10%");
        project.getBuildWrappersList().add(wrapper);
        jenkins.configRoundtrip(project);
        QuotaBuildWrapper after = project.getBuildWrappersList().get(QuotaBuildWrapper.class);
        assertThat(after.getManifests() + after.getHeadroom() + after.getNamespace(), is("k8s10%" + namespace));
        project.setScm(new SingleFileSCM("k8s/web.yaml", web("v1", "")));
        CaptureEnvironmentBuilder environment = new CaptureEnvironmentBuilder();
        project.getBuildersList().add(environment);
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertThat(environment.getEnvVars().get("K8S_QUOTA_ANSWER"), is("fits"));
        jenkins.assertLogContains("workload", build);
        cluster.allowNoPods(namespace);
        FreeStyleBuild refused = jenkins.assertBuildStatus(Result.FAILURE, project.scheduleBuild2(0));
        jenkins.assertLogNotContains("\tat ", refused);
    }
}
