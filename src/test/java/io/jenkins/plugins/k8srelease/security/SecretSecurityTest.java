package io.jenkins.plugins.k8srelease.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.credentials.ServiceAccountTokenCredentials;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.html.HtmlElementUtil;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.jupiter.api.Test;

/** Where secrets are not. */
class SecretSecurityTest extends SharedJenkins {

    private static final String TOKEN = "a-token-that-nobody-may-see";

    @Test
    void security1375_1518_3553_nothingSecretIsStoredInPlainText() throws Exception {
        try (ApiServer server = new ApiServer().token(TOKEN, "release")) {
            TestCredentials.inJenkins(
                    TestCredentials.token("release-token", TOKEN),
                    new ServiceAccountTokenCredentials(
                            CredentialsScope.GLOBAL, "account", null, Secret.fromString(TOKEN), "shop", "release"));
            TestClusters.add("production", server, "release-token");
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition("""
                    node {
                        withK8s(cluster: 'production', credentialsId: 'release-token') { semaphore 'inside' }
                    }
                    """, true));
            WorkflowRun build = job.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("inside/1", build);
            Path workspaces = jenkins.jenkins.getWorkspaceFor(job) == null
                    ? null
                    : Path.of(jenkins.jenkins.getWorkspaceFor(job).getRemote()).getParent();
            assertThat(filesWith(jenkins.jenkins.getRootDir().toPath(), workspaces), is(empty()));
            SemaphoreStep.success("inside/1", null);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
            assertThat(filesWith(jenkins.jenkins.getRootDir().toPath(), null), is(empty()));
        }
    }

    @Test
    void security1374_theFormDoesNotShowTheToken() throws Exception {
        TestCredentials.inJenkins(new ServiceAccountTokenCredentials(
                CredentialsScope.GLOBAL, "account", "of the shop", Secret.fromString(TOKEN), "shop", "release"));
        HtmlPage page = jenkins.createWebClient().goTo("credentials/store/system/domain/_/credential/account");
        HtmlElementUtil.click(page.querySelector("button[data-type='credentials-update']"));
        HtmlForm form = page.querySelector("#credentials-dialog-form");
        assertThat(page.asXml().contains(TOKEN), is(false));
        HtmlElementUtil.click(form.getButtonByName("Submit"));
        ServiceAccountTokenCredentials after = CredentialsProvider.lookupCredentialsInItemGroup(
                        ServiceAccountTokenCredentials.class, jenkins.jenkins, ACL.SYSTEM2)
                .get(0);
        assertThat(after.getToken().getPlainText(), is(TOKEN));
        assertThat(after.getServiceAccount(), is("release"));
        assertThat(after.getMinutes(), is(60));
    }

    @Test
    void materialDoesNotTellWhatItIs() {
        UserMaterial token = UserMaterial.ofToken(Secret.fromString(TOKEN));
        assertThat(token.toString(), is("a token"));
        UserMaterial other = UserMaterial.ofToken(Secret.fromString(TOKEN + "2"));
        assertThat(token.digest(), is(not(other.digest())));
        assertThat(token.digest().contains(TOKEN), is(false));
    }

    private static List<Path> filesWith(Path folder, Path except) throws IOException {
        byte[] wanted = TOKEN.getBytes(StandardCharsets.UTF_8);
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && (except == null || !file.startsWith(except))) {
                    try {
                        if (contains(Files.readAllBytes(file), wanted)) {
                            found.add(file);
                        }
                    } catch (NoSuchFileException e) {
                        // Jenkins writes beside and renames
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }

    private static boolean contains(byte[] text, byte[] wanted) {
        return new String(text, StandardCharsets.ISO_8859_1).contains(new String(wanted, StandardCharsets.ISO_8859_1));
    }
}
