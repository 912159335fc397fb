package io.jenkins.plugins.k8srelease.connection;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.credentials.ServiceAccountTokenCredentials;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Credentials that are replaced while a release uses them, and connections that are shared. */
class RotationTest extends SharedJenkins {

    private ApiServer server;

    @BeforeEach
    void setUp() throws Exception {
        server = new ApiServer();
        TestClusters.add("production", server);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aTokenThatIsReplacedServesWithinSeconds() throws Exception {
        server.token("former", "release");
        StandardCredentials former = TestCredentials.token("release-token", "former");
        TestCredentials.inJenkins(former);
        Run<?, ?> build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        try (Connection connection = ClusterConnections.open(build, new Target("production", "release-token", null))) {
            Cluster.join(connection.cluster().send(ApiRequest.get("/version")));
            server.token("next", "release");
            TestCredentials.replaceInJenkins(former, TestCredentials.token("release-token", "next"));
            server.forget("former");
            // The credential is looked up again every few seconds: one of the next requests brings the new token.
            while (!answers(connection)) {
                Thread.sleep(100);
            }
        }
        assertThat(server.requests().get(server.requests().size() - 1).authorization(), is("Bearer next"));
    }

    private static boolean answers(Connection connection) {
        try {
            Cluster.join(connection.cluster().send(ApiRequest.get("/version")));
            return true;
        } catch (ApiException e) {
            assertThat(e.code(), is(401));
            return false;
        }
    }

    @Test
    void serviceAccountTokensAreIssuedOnceAndUsed() throws Exception {
        server.token("issuer", "system:serviceaccount:shop:issuer");
        TestCredentials.inJenkins(new ServiceAccountTokenCredentials(
                CredentialsScope.GLOBAL, "account", null, Secret.fromString("issuer"), "shop", "release"));
        Run<?, ?> build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        for (int i = 0; i < 3; i++) {
            try (Connection connection = ClusterConnections.open(build, new Target("production", "account", null))) {
                Cluster.join(connection.cluster().send(ApiRequest.get("/version")));
            }
        }
        assertThat(server.issued(), is(1));
        assertThat(server.requests().get(server.requests().size() - 1).authorization(), is("Bearer issued-1"));
    }

    @Test
    void security3790_namesDoNotLeadElsewhere() throws Exception {
        server.token("issuer", "x");
        TestCredentials.inJenkins(new ServiceAccountTokenCredentials(
                CredentialsScope.GLOBAL, "account", null, Secret.fromString("issuer"), "../../..", "..%2f.."));
        Run<?, ?> build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        assertThrows(
                AbortException.class, () -> ClusterConnections.open(build, new Target("production", "account", null)));
        assertThat(server.requests().size(), is(0));
    }

    @Test
    void manyBuildsShareOneClient() throws Exception {
        server.token("good", "release");
        TestCredentials.inJenkins(TestCredentials.token("release-token", "good"));
        List<Connection> connections = new ArrayList<>();
        Run<?, ?> first = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        Run<?, ?> second = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        int before = -1;
        try {
            for (int i = 0; i < 200; i++) {
                connections.add(ClusterConnections.open(
                        i % 2 == 0 ? first : second, new Target("production", "release-token", "ns-" + i)));
                Cluster.join(connections.get(i).cluster().send(ApiRequest.get("/version")));
                assertThat(
                        connections.get(i).cluster(),
                        is(sameInstance(connections.get(0).cluster())));
                if (i == 1) {
                    before = ManagementFactory.getThreadMXBean().getThreadCount();
                }
            }
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount(), is(lessThanOrEqualTo(before + 20)));
        } finally {
            connections.forEach(Connection::close);
        }
    }

    @Test
    void credentialsOfTheSameNameShareNothing() throws Exception {
        server.token("same", "release");
        Run<?, ?>[] builds = new Run<?, ?>[2];
        for (int i = 0; i < 2; i++) {
            Folder folder = jenkins.createProject(Folder.class, "folder" + i);
            TestCredentials.inFolder(folder, TestCredentials.token("release-token", "same"));
            builds[i] = jenkins.buildAndAssertSuccess(folder.createProject(FreeStyleProject.class, "job"));
        }
        Target target = new Target("production", "release-token", null);
        try (Connection one = ClusterConnections.open(builds[0], target);
                Connection another = ClusterConnections.open(builds[1], target)) {
            assertThat(one.cluster(), is(not(sameInstance(another.cluster()))));
        }
    }
}
