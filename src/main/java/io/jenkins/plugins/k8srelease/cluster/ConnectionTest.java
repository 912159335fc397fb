package io.jenkins.plugins.k8srelease.cluster;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.k8srelease.client.ConnectionCheck;
import io.jenkins.plugins.k8srelease.client.ConnectionReport;
import io.jenkins.plugins.k8srelease.client.ServerAddress;
import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;

/** "Test Connection": who one is, the server's version, and what a release would lack. */
final class ConnectionTest {

    private static final Logger LOGGER = Logger.getLogger(ConnectionTest.class.getName());

    private ConnectionTest() {}

    static FormValidation run(ClusterAccess access, String namespace) {
        String where = Util.fixEmptyAndTrim(namespace);
        if (where != null && Names.problem(where) != null) {
            return FormValidation.error(Names.problem(where));
        }
        try {
            ServerAddress server = access.address();
            UserMaterial user = access.readOwnCredential().user();
            return answer(ConnectionCheck.run(server, user, where == null ? "default" : where));
        } catch (CredentialException e) {
            return FormValidation.error(e.getMessage());
        } catch (ApiException e) {
            LOGGER.log(Level.FINE, "connection test", e);
            return FormValidation.error(advice(e));
        } catch (RuntimeException e) {
            // What the client says of bad certificates and keys.
            LOGGER.log(Level.FINE, "connection test", e);
            return FormValidation.error("The connection cannot be made: " + deepest(e));
        }
    }

    private static FormValidation answer(ConnectionReport report) {
        String connected = "Connected to Kubernetes " + report.version() + " as " + report.user() + ".";
        if (!report.namespaceExists()) {
            connected += " There is no namespace " + report.namespace() + " yet.";
        }
        if (report.missing().isEmpty()) {
            return FormValidation.ok(
                    connected + " A release may do everything that it needs in namespace " + report.namespace() + ".");
        }
        return FormValidation.warning(connected + " In namespace " + report.namespace()
                + " a release lacks these rights: " + String.join("; ", report.missing())
                + ". Builds that bring a credential of their own need them there.");
    }

    private static String advice(ApiException e) {
        if (e.code() == 401) {
            return "The API server does not accept the credential (401): it is wrong, has expired, or belongs to another cluster.";
        }
        if (e.isForbidden()) {
            return "The API server answers, but lets this user do nothing (403): " + e.getMessage();
        }
        if (e.code() >= 300 && e.code() < 400) {
            return "The address answers with a redirect (" + e.code()
                    + "), which is not followed, since the credential would"
                    + " go along. Enter the address of the API server itself.";
        }
        if (e.code() != 0) {
            return "This does not answer like an API server: " + e.getMessage();
        }
        String why = deepest(e);
        if (isAboutCertificates(e)) {
            return "The server's certificate is not trusted (" + why
                    + "). Enter the certificate authority of the cluster, and a" + " name that its certificate has.";
        }
        return "No answer: " + why;
    }

    private static boolean isAboutCertificates(Throwable thrown) {
        for (Throwable t = thrown; t != null && t != t.getCause(); t = t.getCause()) {
            if (t instanceof SSLException || t instanceof GeneralSecurityException) {
                return true;
            }
        }
        return false;
    }

    private static String deepest(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
