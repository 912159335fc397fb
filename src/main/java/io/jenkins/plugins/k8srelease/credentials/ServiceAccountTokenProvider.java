package io.jenkins.plugins.k8srelease.credentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.Extension;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.client.ClientConfigs;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiRequest;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.cluster.ClusterOptions;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** The TokenRequest API: a short-lived token of a service account, for a token that may create such tokens. */
@Extension
public final class ServiceAccountTokenProvider extends TokenProvider {

    private static final ClusterOptions OPTIONS =
            ClusterOptions.standard().withPatience(Duration.ofSeconds(10)).withUserAgent("k8s-release token request");

    @Override
    public boolean accepts(StandardCredentials credential) {
        return credential instanceof ServiceAccountTokenCredentials;
    }

    @Override
    public String fingerprint(StandardCredentials credential) {
        ServiceAccountTokenCredentials account = (ServiceAccountTokenCredentials) credential;
        return UserMaterial.ofToken(account.getToken()).digest() + "/" + account.getNamespace() + "/"
                + account.getServiceAccount() + "/" + account.getMinutes();
    }

    @Override
    public IssuedToken issue(StandardCredentials credential, ServerAddress server) throws CredentialException {
        ServiceAccountTokenCredentials account = (ServiceAccountTokenCredentials) credential;
        String name = UserMaterials.name(credential);
        if (!account.hasValidNames()) {
            throw new CredentialException(name + " names no valid namespace and service account");
        }
        String target = "service account " + account.getServiceAccount() + " in namespace " + account.getNamespace();
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
        request.putObject("spec")
                .put(
                        "expirationSeconds",
                        Duration.ofMinutes(account.getMinutes()).toSeconds());
        String path = "/api/v1/namespaces/" + account.getNamespace() + "/serviceaccounts/"
                + Util.rawEncode(account.getServiceAccount()) + "/token";
        try (Cluster cluster = ClientConfigs.connect(server, UserMaterial.ofToken(account.getToken()), OPTIONS)) {
            JsonNode status = Cluster.join(cluster.send(ApiRequest.post(path, request)))
                    .body()
                    .path("status");
            String token = status.path("token").asText();
            if (token.isEmpty()) {
                throw new CredentialException(server.url() + " issued no token for " + target);
            }
            return new IssuedToken(
                    Secret.fromString(token),
                    Instant.parse(status.path("expirationTimestamp").asText()));
        } catch (ApiException e) {
            throw new CredentialException(name + " got no token of " + target + ": " + advice(e), e);
        } catch (DateTimeParseException e) {
            throw new CredentialException(server.url() + " did not say when the token of " + target + " expires", e);
        }
    }

    private static String advice(ApiException e) {
        if (e.code() == 401) {
            return "the API server does not know its token any more; store a new one";
        }
        if (e.isForbidden()) {
            return "its token lacks the right to create serviceaccounts/token there";
        }
        return e.isNotFound() ? "there is no such service account" : e.getMessage();
    }
}
