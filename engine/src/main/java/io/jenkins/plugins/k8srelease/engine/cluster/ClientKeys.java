package io.jenkins.plugins.k8srelease.engine.cluster;

import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;

/**
 * Tells fabric8 the algorithm of a client's private key. It takes a key in PKCS #8 for RSA and fails on an elliptic one,
 * which is what most tools make today; the certificate beside it says which it is.
 */
final class ClientKeys {

    private ClientKeys() {}

    /** {@code RSA} or {@code EC}; what the configuration says when there is no certificate. */
    static String algorithm(Config config) {
        try (InputStream certificate = open(config)) {
            return certificate == null
                    ? config.getClientKeyAlgo()
                    : CertificateFactory.getInstance("X.509")
                            .generateCertificate(certificate)
                            .getPublicKey()
                            .getAlgorithm();
        } catch (CertificateException | IOException | IllegalArgumentException e) {
            // fabric8 says what is wrong with the certificate when it reads it itself
            return config.getClientKeyAlgo();
        }
    }

    private static InputStream open(Config config) throws IOException {
        if (config.getClientCertData() != null) {
            return new ByteArrayInputStream(Base64.getMimeDecoder().decode(config.getClientCertData()));
        }
        return config.getClientCertFile() == null ? null : Files.newInputStream(Path.of(config.getClientCertFile()));
    }
}
