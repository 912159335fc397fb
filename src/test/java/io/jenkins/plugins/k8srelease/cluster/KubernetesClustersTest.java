package io.jenkins.plugins.k8srelease.cluster;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesClustersTest extends SharedJenkins {

    @Test
    void theFormKeepsEverything() throws Exception {
        try (ApiServer server = new ApiServer()) {
            TestCredentials.inJenkins(TestCredentials.token("release-token", "good"));
            NamedCluster cluster = TestClusters.add("production", server, "release-token");
            cluster.setNamespace("shop");
            cluster.setFolders("shop\nstore/backend");
            cluster.setCredentialForBuilds(true);
            cluster.setCredentialHandedOut(true);
            ((ServerAccess) cluster.getAccess()).setProxied(false);
            TestClusters.add(new NamedCluster("here", new ControllerAccess()));
            KubernetesClusters.get().setOtherServersAllowed(true);

            jenkins.configRoundtrip();

            List<NamedCluster> after = KubernetesClusters.get().getClusters();
            assertThat(after.size(), is(2));
            assertSame(cluster, after.get(0));
            assertThat(after.get(1).getAccess() instanceof ControllerAccess, is(true));
            assertThat(KubernetesClusters.get().isOtherServersAllowed(), is(true));

            KubernetesClusters.get().setClusters(List.of());
            jenkins.configRoundtrip();
            assertThat(KubernetesClusters.get().getClusters(), is(List.of()));
        }
    }

    @Test
    void whatIsStoredIsReadAgain() throws Exception {
        try (ApiServer server = new ApiServer()) {
            NamedCluster cluster = TestClusters.add("production", server, "release-token");
            assertSame(cluster, new KubernetesClusters().getClusters().get(0));
        }
    }

    @Test
    void configurationAsCode(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), """
                unclassified:
                  kubernetesClusters:
                    clusters:
                    - name: "production"
                      namespace: "shop"
                      folders: "shop"
                      credentialForBuilds: true
                      access:
                        server:
                          url: "https://k8s.example.com:6443"
                          credentialsId: "release-token"
                          proxied: false
                    - name: "here"
                      access: "controller"
                """);
        ConfigurationAsCode.get().configure(file.toString());
        List<NamedCluster> clusters = KubernetesClusters.get().getClusters();
        assertThat(clusters.size(), is(2));
        ServerAccess access = (ServerAccess) clusters.get(0).getAccess();
        assertThat(access.getUrl(), is("https://k8s.example.com:6443"));
        assertThat(access.getCredentialsId(), is("release-token"));
        assertThat(access.isProxied(), is(false));
        assertThat(clusters.get(0).isCredentialForBuilds(), is(true));
        assertThat(clusters.get(0).isCredentialHandedOut(), is(false));
        assertThat(clusters.get(1).getAccess() instanceof ControllerAccess, is(true));

        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String yaml = exported.toString(StandardCharsets.UTF_8);
        assertThat(yaml, containsString("kubernetesClusters:"));
        assertThat(yaml, containsString("url: \"https://k8s.example.com:6443\""));
        assertThat(yaml, containsString("access: \"controller\""));
    }

    @Test
    void namesAreUniqueAndValid() {
        ServerAccess access = new ServerAccess("https://x");
        for (List<NamedCluster> bad : List.of(
                List.of(new NamedCluster("a", access), new NamedCluster("a", access)),
                List.of(new NamedCluster("A b", access)),
                List.of(new NamedCluster("a", null)))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> KubernetesClusters.get().setClusters(bad));
        }
    }

    @Test
    void aFoldersPropertyKeepsEverything() throws Exception {
        Folder folder = jenkins.createProject(Folder.class, "shop");
        ClusterFolderProperty property = new ClusterFolderProperty();
        property.setClusters("production\ntest");
        property.setCredentials("release-token");
        folder.addProperty(property);
        folder = jenkins.configRoundtrip(folder);
        jenkins.assertEqualDataBoundBeans(property, folder.getProperties().get(ClusterFolderProperty.class));
    }

    @Test
    void everyFieldIsChecked() throws Exception {
        ServerAccess.DescriptorImpl access = new ServerAccess.DescriptorImpl();
        assertThat(access.doCheckUrl("").kind, is(FormValidation.Kind.ERROR));
        assertThat(access.doCheckUrl("http://k8s.example.com").kind, is(FormValidation.Kind.ERROR));
        assertThat(access.doCheckUrl("https://me:secret@k8s.example.com").kind, is(FormValidation.Kind.ERROR));
        assertThat(access.doCheckUrl("https://k8s.example.com:6443").kind, is(FormValidation.Kind.OK));
        assertThat(access.doCheckCaCertificate("LS0tLS1CRUdJTg==").kind, is(FormValidation.Kind.ERROR));
        assertThat(
                access.doCheckCaCertificate("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----").kind,
                is(FormValidation.Kind.ERROR));
        try (ApiServer server = new ApiServer()) {
            assertThat(access.doCheckCaCertificate(server.caCertificate()).kind, is(FormValidation.Kind.OK));
        }
        assertThat(access.doCheckCredentialsId("no-such-token", "https://x").kind, is(FormValidation.Kind.ERROR));
        NamedCluster.DescriptorImpl cluster = new NamedCluster.DescriptorImpl();
        assertThat(cluster.doCheckName("Pro duction").kind, is(FormValidation.Kind.ERROR));
        assertThat(cluster.doCheckName("production").kind, is(FormValidation.Kind.OK));
        assertThat(cluster.doCheckNamespace("Shop!").kind, is(FormValidation.Kind.ERROR));
        assertThat(cluster.doCheckFolders("no/such/folder").kind, is(FormValidation.Kind.WARNING));
        assertThat(cluster.doCheckCredentialForBuilds(true, "").kind, is(FormValidation.Kind.WARNING));
        assertThat(cluster.doCheckCredentialHandedOut(true, false).kind, is(FormValidation.Kind.ERROR));
    }

    @Test
    void testConnectionTellsWhatIsMissing() throws Exception {
        try (ApiServer server = new ApiServer().token("good", "system:serviceaccount:shop:release")) {
            TestCredentials.inJenkins(TestCredentials.token("release-token", "good"));
            ServerAccess.DescriptorImpl access = new ServerAccess.DescriptorImpl();
            FormValidation passed =
                    access.doTestConnection(server.url(), server.caCertificate(), "release-token", false, "shop");
            assertThat(passed.kind, is(FormValidation.Kind.OK));
            assertThat(passed.getMessage(), containsString("v1.34.1 as system:serviceaccount:shop:release"));
            server.allowNothing();
            FormValidation poor =
                    access.doTestConnection(server.url(), server.caCertificate(), "release-token", false, "shop");
            assertThat(poor.kind, is(FormValidation.Kind.WARNING));
            assertThat(poor.getMessage(), containsString("secrets: get, list, watch, create, update, patch, delete"));
            assertThat(poor.getMessage(), containsString("leases.coordination.k8s.io"));
            server.forget("good");
            FormValidation failed =
                    access.doTestConnection(server.url(), server.caCertificate(), "release-token", false, "shop");
            assertThat(failed.kind, is(FormValidation.Kind.ERROR));
            assertThat(failed.getMessage(), containsString("401"));
            assertThat(failed.getMessage(), not(containsString("good")));
        }
    }

    private static void assertSame(NamedCluster before, NamedCluster after) throws Exception {
        assertThat(after, is(not(sameInstance(before))));
        assertThat(after.getName(), is(before.getName()));
        assertThat(after.getNamespace(), is(before.getNamespace()));
        assertThat(after.getFolders(), is(before.getFolders()));
        assertThat(after.isCredentialForBuilds(), is(before.isCredentialForBuilds()));
        assertThat(after.isCredentialHandedOut(), is(before.isCredentialHandedOut()));
        jenkins.assertEqualDataBoundBeans(before.getAccess(), after.getAccess());
    }
}
