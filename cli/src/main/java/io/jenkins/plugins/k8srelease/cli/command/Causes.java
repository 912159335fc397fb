package io.jenkins.plugins.k8srelease.cli.command;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in plain words why a connection failed: the JDK's exceptions often have no message at all. */
final class Causes {

    private static final int LONGEST_CHAIN = 20;

    private Causes() {}

    static String of(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable t = thrown; t != null && chain.size() < LONGEST_CHAIN; t = t.getCause()) {
            chain.add(t);
        }
        if (has(chain, UnresolvedAddressException.class) || has(chain, UnknownHostException.class)) {
            return "the host's name cannot be resolved";
        }
        Optional<Throwable> tls =
                chain.stream().filter(SSLException.class::isInstance).findFirst();
        if (tls.isPresent()) {
            return "TLS failed: " + tls.get().getMessage();
        }
        if (has(chain, HttpTimeoutException.class) || has(chain, TimeoutException.class)) {
            return "no answer in time";
        }
        if (has(chain, ConnectException.class)) {
            return chain.stream()
                    .filter(ConnectException.class::isInstance)
                    .map(Throwable::getMessage)
                    .filter(m -> m != null && !m.isEmpty())
                    .findFirst()
                    .orElse("connection refused");
        }
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }
}
