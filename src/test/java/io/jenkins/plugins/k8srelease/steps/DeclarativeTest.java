package io.jenkins.plugins.k8srelease.steps;

import static io.jenkins.plugins.k8srelease.testing.LocalCluster.TARGET;
import static io.jenkins.plugins.k8srelease.testing.LocalCluster.web;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.k8srelease.report.ReleaseReports;
import io.jenkins.plugins.k8srelease.testing.ReleasingJenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The steps in Declarative Pipelines: in steps, in options, in a matrix, in post. */
@Tag("cluster")
class DeclarativeTest extends ReleasingJenkins {

    private String quota(String more) {
        return "withK8sQuota(" + TARGET + ", namespace: '" + namespace + "', manifests: '''" + web("v1", "") + "'''"
                + more + ")";
    }

    private String pipeline(String options, String stages) {
        return "pipeline { agent none\noptions { " + options + " }\nstages { " + stages + " }\n"
                + "post { unsuccessful { k8sReport() } } }";
    }

    @Test
    void optionsOfAPipelineProveThatItFitsBeforeItsFirstStage() throws Exception {
        String stages = "stage('release') { steps { echo \"answer ${env.K8S_QUOTA_ANSWER}\"\n k8sDeploy(app: 'shop', "
                + TARGET + ", namespace: '" + namespace + "', manifests: '''" + web("v1", "") + "''') } }";
        WorkflowRun fits = run(Result.SUCCESS, pipeline(quota(""), stages));
        jenkins.assertLogContains("answer fits", fits);
        assertThat(cluster.image(namespace), endsWith(":v1"));
        String full = cluster.newNamespace();
        cluster.allowNoPods(full);
        WorkflowRun lacks = run(Result.FAILURE, pipeline(quota(""), stages).replace(namespace, full));
        jenkins.assertLogContains("does not fit", lacks);
        jenkins.assertLogNotContains("[Pipeline] k8sDeploy", lacks);
        assertThat(cluster.image(full), is(""));
    }

    /** What an option names is the same for all cells: Declarative reads options before the axes have their values. */
    @Test
    void optionsOfAStageAndOfAMatrix() throws Exception {
        String other = cluster.newNamespace();
        String release =
                "k8sDeploy(app: 'shop', " + TARGET + ", namespace: env.SPACE, manifests: '''" + web("v1", "") + "''')";
        WorkflowRun build = run(
                Result.SUCCESS,
                pipeline(
                        "skipDefaultCheckout()",
                        "stage('one') { options { " + quota("")
                                + " }\nsteps { echo \"one ${env.K8S_QUOTA_ANSWER}\" } }\n"
                                + "stage('all') { matrix { axes { axis { name 'SPACE'; values '" + namespace + "', '"
                                + other
                                + "' } }\nstages { stage('release') { options { "
                                + quota("") + " }\nsteps { " + quota("").replace("'" + namespace + "'", "env.SPACE")
                                + " { echo \"in ${SPACE} ${env.K8S_QUOTA_ANSWER}\"\n"
                                + release + " } } } } } }"));
        jenkins.assertLogContains("one fits", build);
        jenkins.assertLogContains("in " + namespace + " fits", build);
        jenkins.assertLogContains("in " + other + " fits", build);
        assertThat(ReleaseReports.of(build).releases(), hasSize(2));
        assertThat(cluster.image(namespace), endsWith(":v1"));
        assertThat(cluster.image(other), endsWith(":v1"));
    }

    @Test
    void aNodeThatIsTooSmallIsAShortageOnlyWhenNodesAreFixed() throws Exception {
        String huge = quota("")
                .replace(
                        "name: web\n        image",
                        "name: web\n        resources: {requests: {cpu: '64'}}\n        image");
        WorkflowRun warned = run(Result.SUCCESS, huge + " { echo \"answer ${env.K8S_QUOTA_ANSWER}\" }");
        jenkins.assertLogContains("answer ", warned);
        WorkflowRun refused =
                run(Result.FAILURE, huge.substring(0, huge.length() - 1) + ", nodesFixed: true) { echo 'it ran' }");
        jenkins.assertLogContains("does not fit", refused);
        jenkins.assertLogNotContains("[Pipeline] echo", refused);
    }
}
