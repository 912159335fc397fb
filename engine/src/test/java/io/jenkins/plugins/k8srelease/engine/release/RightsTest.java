package io.jenkins.plugins.k8srelease.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.k8srelease.engine.capacity.Answer;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.engine.history.ClaimOptions;
import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import io.jenkins.plugins.k8srelease.engine.smoke.SmokeCheck;
import io.jenkins.plugins.k8srelease.engine.testing.Apps;
import io.jenkins.plugins.k8srelease.engine.testing.Ledger;
import io.jenkins.plugins.k8srelease.engine.testing.TestCluster;
import io.jenkins.plugins.k8srelease.engine.testing.Turn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Releases with the Role of examples/rbac, and with less. */
@Tag("cluster")
@Turn(2)
class RightsTest {

    private static final Path ROLE = Path.of("..", "examples", "rbac", "release-role.yaml");
    private static final String ACCOUNT = "ticket-booking-release";

    private final Config admin = TestCluster.config();
    private final TestCluster namespaces = new TestCluster();
    private final ReleaseEngine engine = new ReleaseEngine(4, ClaimOptions.standard());
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(admin).build();
    private final RecordNames names = new RecordNames(namespaces.newNamespace(), "web");

    @BeforeEach
    void giveTheRole() throws IOException {
        client.namespaces()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName(names.namespace())
                        .endMetadata()
                        .build())
                .create();
        String yaml = Files.readString(ROLE).replace("namespace: ticket-booking", "namespace: " + names.namespace());
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .create();
    }

    @AfterEach
    void close() {
        engine.close();
        client.close();
        namespaces.close();
    }

    private ReleaseResult deploy(List<SmokeCheck> smoke) {
        return deploy(Apps.web("v1"), smoke);
    }

    private ReleaseResult deploy(String yaml, List<SmokeCheck> smoke) {
        TokenRequest token = client.serviceAccounts()
                .inNamespace(names.namespace())
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequest());
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token.getStatus().getToken())
                .build();
        Holder holder = new Holder(UUID.randomUUID().toString(), "test", "here", ProcessIdentity.current());
        ReleaseSettings settings =
                ReleaseSettings.standard().withTimeout(Duration.ofMinutes(1)).withSmoke(smoke);
        try (Cluster cluster = Cluster.connect(config, ClusterOptions.standard())) {
            return engine.deploy(cluster, new DeployRequest(names, Apps.load(yaml), settings, holder, false), e -> {})
                    .join();
        }
    }

    @Test
    void theRoleOfTheExampleIsEnough() {
        ReleaseResult result = deploy(List.of(SmokeCheck.parse("web:80/")));

        assertThat(result.status()).as(result.message()).isEqualTo(Status.SUCCEEDED);
        // Of a cluster's nodes it may see nothing, which is said and never taken for an answer.
        assertThat(result.capacity().orElseThrow().answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(result.capacity().orElseThrow().sentence())
                .endsWith(
                        " fits as to quotas; whether the nodes have room for it is not known: the nodes: no right to list"
                                + " nodes.");
    }

    @Test
    void aRightThatIsTakenAwayLaterIsNamedAmongAllThatAreMissing() {
        assertThat(deploy(List.of()).status()).isEqualTo(Status.SUCCEEDED);
        Role role = client.rbac()
                .roles()
                .inNamespace(names.namespace())
                .withName(ACCOUNT)
                .get();
        role.getRules().removeIf(rule -> rule.getResources().contains("deployments"));
        client.rbac().roles().inNamespace(names.namespace()).resource(role).update();

        ReleaseResult result = deploy(List.of());

        assertThat(result.status()).isEqualTo(Status.NOT_STARTED);
        assertThat(result.message())
                .contains("list deployments.apps in namespace " + names.namespace())
                .contains("patch deployments.apps");
    }

    static Stream<String[]> missing() {
        return Stream.of(
                new String[] {"apps", "deployments", "patch"},
                new String[] {"apps", "replicasets", "watch"},
                new String[] {"", "secrets", "update"},
                new String[] {"coordination.k8s.io", "leases", "create"},
                new String[] {"", "services", "delete"},
                new String[] {"", "pods/proxy", "get"});
    }

    @ParameterizedTest
    @MethodSource
    void missing(String group, String resource, String verb) {
        takeAway(group, resource, verb);

        ReleaseResult result = deploy(List.of(SmokeCheck.parse("web:80/")));

        String right = verb + " " + resource + (group.isEmpty() ? "" : "." + group);
        assertThat(result.status()).as(result.message()).isEqualTo(Status.NOT_STARTED);
        assertThat(result.message()).contains(right + " in namespace " + names.namespace());
        assertThat(new Ledger(client, names.namespace()).versions()).isEmpty();
        assertThat(client.secrets().inNamespace(names.namespace()).list().getItems())
                .as("not even a record")
                .isEmpty();
    }

    @Test
    void aLogThatMayNotBeReadIsMissedAloud() {
        takeAway("", "pods/log", "get");

        ReleaseResult result = deploy(Apps.web("v1", "crash-loop=3", "info"), List.of());

        assertThat(result.status()).as(result.message()).isEqualTo(Status.UNDONE);
        assertThat(result.diagnosis().orElseThrow().evidence().toString())
                .contains("the log of container web could not be read: HTTP 403");
    }

    private void takeAway(String group, String resource, String verb) {
        Role role = client.rbac()
                .roles()
                .inNamespace(names.namespace())
                .withName(ACCOUNT)
                .get();
        List<PolicyRule> rules = new ArrayList<>();
        for (PolicyRule rule : role.getRules()) {
            for (String g : rule.getApiGroups()) {
                for (String r : rule.getResources()) {
                    List<String> verbs = new ArrayList<>(rule.getVerbs());
                    if (g.equals(group) && r.equals(resource)) {
                        verbs.remove(verb);
                    }
                    if (!verbs.isEmpty()) {
                        rules.add(new io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder()
                                .withApiGroups(g)
                                .withResources(r)
                                .withVerbs(verbs)
                                .build());
                    }
                }
            }
        }
        role.setRules(rules);
        client.rbac().roles().inNamespace(names.namespace()).resource(role).update();
    }
}
