package io.jenkins.plugins.k8srelease.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A key with a self-signed certificate for 127.0.0.1, made by the JDK's keytool. */
public final class TestCertificates {

    public static final String PASSWORD = "changeit";
    private static final String ALIAS = "server";

    private final byte[] store;
    private final KeyStore keyStore;

    private TestCertificates(byte[] store) throws GeneralSecurityException, IOException {
        this.store = store;
        keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = new java.io.ByteArrayInputStream(store)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
    }

    /**
     * Makes one.
     *
     * @param algorithm RSA or EC
     */
    public static TestCertificates make(String algorithm) throws Exception {
        Path folder = Files.createTempDirectory("test-certificates");
        Path file = folder.resolve("store.p12");
        try {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            algorithm,
                            "-dname",
                            "CN=127.0.0.1",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
            return new TestCertificates(Files.readAllBytes(file));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    public KeyStore keyStore() {
        return keyStore;
    }

    /** The key store's bytes, for a certificate credential. */
    public byte[] bytes() {
        return store.clone();
    }

    /** The certificate, PEM. */
    public String pem() throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keyStore.getCertificate(ALIAS).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }
}
