package io.jenkins.plugins.k8srelease.cli.command;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in plain words why a connection failed: the JDK's exceptions often have no message at all. */
final class Causes {

    private Causes() {}

    static String of(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (t instanceof UnresolvedAddressException || t instanceof UnknownHostException) {
                return "the host's name cannot be resolved";
            }
            if (t instanceof HttpTimeoutException || t instanceof TimeoutException) {
                return "no answer in time";
            }
            if (t instanceof SSLException) {
                return "TLS failed: " + t.getMessage();
            }
            if (t instanceof ConnectException) {
                // A name that cannot be resolved comes as the cause of one of these.
                if (t.getCause() != null && !(t.getCause() instanceof ConnectException)) {
                    continue;
                }
                return t.getMessage() == null || t.getMessage().isEmpty()
                        ? "connection refused"
                        : t.getMessage().toLowerCase(java.util.Locale.ROOT);
            }
        }
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }
}
