package io.jenkins.plugins.k8srelease.cli.command;

import io.jenkins.plugins.k8srelease.engine.history.Holder;
import io.jenkins.plugins.k8srelease.engine.history.ProcessIdentity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import picocli.CommandLine.Option;

/** Who runs a release. */
final class OwnerOption {

    @Option(
            names = "--by",
            paramLabel = "WHO",
            description =
                    "who runs this, for the history and for others who find the application held; default: the user's"
                            + " name")
    String by;

    Holder holder() {
        String who = by == null || by.isBlank() ? System.getProperty("user.name") : by;
        return new Holder(UUID.randomUUID().toString(), who, host(), ProcessIdentity.current());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
