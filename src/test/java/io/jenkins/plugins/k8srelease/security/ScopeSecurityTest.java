package io.jenkins.plugins.k8srelease.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import hudson.AbortException;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.cluster.ClusterFolderProperty;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.Kubeconfigs;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import org.jenkinsci.plugins.kubernetes.credentials.FileSystemServiceAccountCredential;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which build may use which cluster with which credential. */
class ScopeSecurityTest extends SharedJenkins {

    private ApiServer server;
    private Folder shop;
    private Folder other;

    @BeforeEach
    void setUp() throws Exception {
        server = new ApiServer().token("good", "release").token("shop-token", "shop");
        shop = jenkins.createProject(Folder.class, "shop");
        other = jenkins.createProject(Folder.class, "other");
        TestCredentials.inFolder(shop, TestCredentials.token("shop-token", "shop-token"));
        TestCredentials.inJenkins(TestCredentials.token("cluster-token", "good"));
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    void security1607_aFoldersCredentialStaysInTheFolder() throws Exception {
        TestClusters.add("production", server);
        assertThat(userOf(buildIn(shop), new Target("production", "shop-token", null)), is("shop"));
        assertThat(
                refused(buildIn(other), new Target("production", "shop-token", null)),
                containsString("has no credential \"shop-token\""));
    }

    @Test
    void security3022_systemCredentialsAreNotForBuilds() throws Exception {
        TestClusters.add("production", server);
        TestCredentials.inJenkins(
                new StringCredentialsImpl(CredentialsScope.SYSTEM, "system-token", null, Secret.fromString("good")));
        assertThat(
                refused(buildIn(shop), new Target("production", "system-token", null)),
                containsString("has no credential \"system-token\""));
    }

    @Test
    void security3022_theControllersServiceAccountIsNotForBuilds() throws Exception {
        TestClusters.add("production", server);
        TestCredentials.inJenkins(
                new FileSystemServiceAccountCredential(CredentialsScope.GLOBAL, "controller-account", null));
        assertThat(
                refused(buildIn(shop), new Target("production", "controller-account", null)),
                containsString("Only an administrator"));
    }

    @Test
    void aClustersOwnCredentialIsUsedOnlyWhereAllowed() throws Exception {
        NamedCluster cluster = TestClusters.add("production", server, "cluster-token");
        Target target = new Target("production", null, null);
        assertThat(refused(buildIn(shop), target), containsString("no credential that builds may use"));
        cluster.setCredentialForBuilds(true);
        cluster.setFolders("shop");
        assertThat(userOf(buildIn(shop), target), is("release"));
        assertThat(refused(buildIn(other), target), containsString("has no cluster \"production\""));
    }

    @Test
    void aClusterThatIsNotAllowedLooksLikeOneThatIsNotThere() throws Exception {
        TestClusters.add("production", server).setFolders("shop");
        Run<?, ?> build = buildIn(other);
        String refused = refused(build, new Target("production", "cluster-token", null));
        String absent = refused(build, new Target("prodigious", "cluster-token", null));
        assertThat(refused.replace("production", "X"), is(absent.replace("prodigious", "X")));
        assertThat(server.requests(), is(empty()));
    }

    @Test
    void namesThatOnlyBeginLikeAFolderAreNotInIt() throws Exception {
        TestClusters.add("production", server).setFolders("sho");
        assertThat(
                refused(buildIn(shop), new Target("production", "shop-token", null)),
                containsString("has no cluster \"production\""));
    }

    @Test
    void aFolderThatMovesKeepsItsClustersAndLeavesNone() throws Exception {
        TestClusters.add("production", server).setFolders("shop");
        shop.renameTo("store");
        assertThat(KubernetesClusters.get().getClusters().get(0).getFolders(), is("store"));
        Folder impostor = jenkins.createProject(Folder.class, "shop");
        TestCredentials.inFolder(impostor, TestCredentials.token("shop-token", "shop-token"));
        assertThat(
                refused(buildIn(impostor), new Target("production", "shop-token", null)),
                containsString("has no cluster"));
        assertThat(userOf(buildIn(shop), new Target("production", "shop-token", null)), is("shop"));
    }

    @Test
    void foldersNarrowDownAndGrantNothing() throws Exception {
        TestClusters.add("production", server);
        TestClusters.add("test", server).setFolders("other");
        ClusterFolderProperty property = new ClusterFolderProperty();
        property.setClusters("test\nstaging");
        property.setCredentials("shop-token");
        shop.addProperty(property);
        Run<?, ?> build = buildIn(shop);
        assertThat(refused(build, new Target("production", "shop-token", null)), containsString("has no cluster"));
        assertThat(refused(build, new Target("test", "shop-token", null)), containsString("has no cluster"));
        property.setClusters("production");
        assertThat(userOf(build, new Target("production", "shop-token", null)), is("shop"));
        assertThat(
                refused(build, new Target("production", "cluster-token", null)),
                containsString("does not let releases use credential"));
    }

    @Test
    void serversThatNobodyNamedAreNotReached() throws Exception {
        TestCredentials.inJenkins(TestCredentials.file("anywhere", Kubeconfigs.withToken(server.url(), "good")));
        Target target = new Target(null, "anywhere", null);
        assertThat(
                refused(buildIn(shop), target),
                allOf(containsString("no cluster is named"), not(containsString(server.url()))));
        assertThat(server.requests(), is(empty()));
        KubernetesClusters.get().setOtherServersAllowed(true);
        assertThat(refused(buildIn(shop), new Target(null, "cluster-token", null)), containsString("a kubeconfig"));
        TestCredentials.inJenkins(TestCredentials.file(
                "somewhere",
                Kubeconfigs.of(
                        "server: " + server.url() + "\ncertificate-authority-data: "
                                + Kubeconfigs.base64(server.caCertificate()),
                        "token: good")));
        assertThat(userOf(buildIn(shop), new Target(null, "somewhere", null)), is("release"));
    }

    @Test
    void unencryptedServersAreNotReached() throws Exception {
        KubernetesClusters.get().setOtherServersAllowed(true);
        TestCredentials.inJenkins(
                TestCredentials.file("plain", Kubeconfigs.withToken("http://169.254.169.254/latest", "good")));
        assertThat(refused(buildIn(shop), new Target(null, "plain", null)), containsString("https://"));
    }

    @Test
    void anEnclosingCredentialIsNotSentToAnotherCluster() {
        Target enclosing = new Target("production", "shop-token", "shop");
        assertThat(new Target("test", null, null).orElse(enclosing), is(new Target("test", null, null)));
        assertThat(
                new Target("production", null, "x").orElse(enclosing), is(new Target("production", "shop-token", "x")));
        assertThat(new Target(null, null, null).orElse(enclosing), is(enclosing));
    }

    private Run<?, ?> buildIn(Folder folder) throws Exception {
        FreeStyleProject job = (FreeStyleProject) folder.getItem("job");
        return jenkins.buildAndAssertSuccess(job == null ? folder.createProject(FreeStyleProject.class, "job") : job);
    }

    private static String userOf(Run<?, ?> build, Target target) throws Exception {
        try (Connection connection = ClusterConnections.open(build, target)) {
            ApiRequest who = ApiRequest.post(
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews", JsonNodeFactory.instance.objectNode());
            return Cluster.join(connection.cluster().send(who))
                    .body()
                    .at("/status/userInfo/username")
                    .asText();
        }
    }

    private static String refused(Run<?, ?> build, Target target) {
        return assertThrows(
                        AbortException.class,
                        () -> ClusterConnections.open(build, target).close())
                .getMessage();
    }
}
