package io.jenkins.plugins.k8srelease.connection;

import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;

/** Reads a credential as it is now. May block. */
@FunctionalInterface
interface MaterialSource {

    UserMaterials.Read read() throws CredentialException;
}
