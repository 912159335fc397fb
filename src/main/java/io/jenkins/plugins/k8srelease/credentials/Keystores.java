package io.jenkins.plugins.k8srelease.credentials;

import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;

/** Takes the first key and its certificates out of a key store. */
final class Keystores {

    private Keystores() {}

    static UserMaterial read(KeyStore store, Secret password, String name) throws CredentialException {
        try {
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, password.getPlainText().toCharArray());
                Certificate[] chain = store.getCertificateChain(alias);
                if (key != null && chain != null && chain.length > 0) {
                    StringBuilder certificates = new StringBuilder();
                    for (Certificate certificate : chain) {
                        certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
                    }
                    return UserMaterial.ofCertificate(
                            certificates.toString(), Secret.fromString(pem("PRIVATE KEY", key.getEncoded())));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new CredentialException("the key store of " + name + " could not be read; is its password right?", e);
        }
        throw new CredentialException("the key store of " + name + " holds no private key with a certificate");
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }
}
