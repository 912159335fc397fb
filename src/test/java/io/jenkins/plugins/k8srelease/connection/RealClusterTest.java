package io.jenkins.plugins.k8srelease.connection;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.impl.CertificateCredentialsImpl;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.model.Run;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.client.ClientConfigs;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import io.jenkins.plugins.k8srelease.credentials.ServiceAccountTokenCredentials;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.kubeconfig.Kubeconfig;
import io.jenkins.plugins.k8srelease.kubeconfig.KubeconfigReader;
import io.jenkins.plugins.k8srelease.testing.ClientKeyStore;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Each kind of credential at a real API server. */
@Tag("cluster")
class RealClusterTest extends SharedJenkins {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String namespace = "jenkins-" + UUID.randomUUID().toString().substring(0, 8);
    private Kubeconfig admin;
    private Cluster cluster;

    @BeforeEach
    void setUp() throws Exception {
        String text = Files.readString(Path.of(System.getenv("K8S_RELEASE_TEST_KUBECONFIG")));
        admin = KubeconfigReader.read(text, "the test's cluster");
        ServerAccess access = new ServerAccess(admin.server());
        access.setCaCertificate(admin.certificateAuthority());
        TestClusters.add(new NamedCluster("real", access)).setNamespace(namespace);
        TestCredentials.inJenkins(TestCredentials.file("kubeconfig", text));
        cluster = ClientConfigs.connect(
                new ServerAddress(admin.server(), admin.certificateAuthority(), false),
                admin.user(),
                ClusterOptions.standard());
        post("/api/v1/namespaces", "{'metadata': {'name': '" + namespace + "'}}");
        post("/api/v1/namespaces/" + namespace + "/serviceaccounts", "{'metadata': {'name': 'issuer'}}");
        post("/api/v1/namespaces/" + namespace + "/serviceaccounts", "{'metadata': {'name': 'release'}}");
    }

    @AfterEach
    void tearDown() {
        try (Cluster last = cluster) {
            Cluster.join(last.send(ApiRequest.delete("/api/v1/namespaces/" + namespace, null)));
        }
    }

    @Test
    void aKubeconfigsUser() throws Exception {
        assertThat(whoAmI("kubeconfig"), containsString("admin"));
    }

    @Test
    void aCertificate() throws Exception {
        byte[] store = ClientKeyStore.pkcs12(
                admin.user().certificate(), admin.user().key().getPlainText(), "changeit");
        TestCredentials.inJenkins(new CertificateCredentialsImpl(
                CredentialsScope.GLOBAL,
                "certificate",
                null,
                "changeit",
                new CertificateCredentialsImpl.UploadedKeyStoreSource(null, SecretBytes.fromBytes(store))));
        assertThat(whoAmI("certificate"), containsString("admin"));
    }

    @Test
    void aShortLivedTokenAndWhatItLacks() throws Exception {
        storeIssuer();
        assertThat(whoAmI("account"), is("system:serviceaccount:" + namespace + ":release"));
        FormValidation poor = new ServerAccess.DescriptorImpl()
                .doTestConnection(admin.server(), admin.certificateAuthority(), "account", false, namespace);
        assertThat(poor.kind, is(FormValidation.Kind.WARNING));
        assertThat(poor.getMessage(), containsString("secrets: get, list"));
        FormValidation rich = new ServerAccess.DescriptorImpl()
                .doTestConnection(admin.server(), admin.certificateAuthority(), "kubeconfig", false, namespace);
        assertThat(rich.getMessage(), rich.kind, is(FormValidation.Kind.OK));
    }

    @Test
    void programsOfABuild() throws Exception {
        storeIssuer();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
                node {
                    withK8s(cluster: 'real', credentialsId: 'account') {
                        sh '"%1$s" kubectl auth whoami; cat "$KUBECONFIG"'
                    }
                    withK8s(cluster: 'real', credentialsId: 'kubeconfig') {
                        sh '"%1$s" kubectl get serviceaccounts -o name'
                    }
                }
                """.formatted(System.getenv("K8S_RELEASE_TEST_LOCALKUBE")), true));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("system:serviceaccount:" + namespace + ":release", build);
        jenkins.assertLogContains("serviceaccount/issuer", build);
        assertThat(JenkinsRule.getLog(build), not(containsString("eyJ")));
    }

    private String whoAmI(String credentialsId) throws Exception {
        Run<?, ?> build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        try (Connection connection = ClusterConnections.open(build, new Target("real", credentialsId, null))) {
            return Cluster.join(connection
                            .cluster()
                            .send(ApiRequest.post(
                                    "/apis/authentication.k8s.io/v1/selfsubjectreviews", MAPPER.createObjectNode())))
                    .body()
                    .at("/status/userInfo/username")
                    .asText();
        }
    }

    /** A service account that may do nothing but issue tokens of another. */
    private void storeIssuer() throws Exception {
        String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
        post(
                rbac + "/roles",
                "{'metadata': {'name': 'issuer'}, 'rules': [{'apiGroups': [''],"
                        + " 'resources': ['serviceaccounts/token'], 'resourceNames': ['release'], 'verbs': ['create']}]}");
        post(
                rbac + "/rolebindings",
                "{'metadata': {'name': 'issuer'}, 'roleRef': {'apiGroup':"
                        + " 'rbac.authorization.k8s.io', 'kind': 'Role', 'name': 'issuer'}, 'subjects': [{'kind':"
                        + " 'ServiceAccount', 'name': 'issuer', 'namespace': '" + namespace + "'}]}");
        String token = post("/api/v1/namespaces/" + namespace + "/serviceaccounts/issuer/token", "{}")
                .at("/status/token")
                .asText();
        TestCredentials.inJenkins(new ServiceAccountTokenCredentials(
                CredentialsScope.GLOBAL, "account", null, Secret.fromString(token), namespace, "release"));
    }

    private JsonNode post(String path, String json) throws Exception {
        return Cluster.join(cluster.send(ApiRequest.post(path, MAPPER.readTree(json.replace('\'', '"')))))
                .body();
    }
}
