package io.jenkins.plugins.k8srelease.kubeconfig;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * The chosen context of a kubeconfig, with nothing in it that reaches outside.
 *
 * @param server URL of the API server
 * @param certificateAuthority PEM, null when the file names none
 * @param verifiesServer false when the file switches the check of the server's certificate off
 * @param namespace of the context, null when it names none
 * @param user who one is
 */
public record Kubeconfig(
        String server,
        @CheckForNull String certificateAuthority,
        boolean verifiesServer,
        @CheckForNull String namespace,
        UserMaterial user) {}
