package io.jenkins.plugins.k8srelease.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.FormValidation;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collection;

/** Checks what somebody pasted as a certificate authority. */
final class Certificates {

    private Certificates() {}

    static FormValidation check(@CheckForNull String value) {
        String pem = Util.fixEmptyAndTrim(value);
        if (pem == null) {
            return FormValidation.ok("The server's certificate is checked with the authorities that Java trusts.");
        }
        if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
            return FormValidation.error(
                    "A certificate in PEM form begins with -----BEGIN CERTIFICATE-----. What a kubeconfig"
                            + " holds as certificate-authority-data is that text in Base64.");
        }
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            for (Certificate certificate : certificates) {
                ((X509Certificate) certificate).checkValidity();
            }
            return certificates.isEmpty()
                    ? FormValidation.error("There is no certificate in it.")
                    : FormValidation.ok();
        } catch (CertificateExpiredException e) {
            return FormValidation.warning("This certificate has expired.");
        } catch (CertificateNotYetValidException e) {
            return FormValidation.warning("This certificate is not valid yet.");
        } catch (CertificateException e) {
            return FormValidation.error("This is not a certificate.");
        }
    }
}
