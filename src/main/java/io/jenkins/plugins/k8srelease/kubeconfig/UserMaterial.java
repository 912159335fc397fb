package io.jenkins.plugins.k8srelease.kubeconfig;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * What proves to an API server who one is: the same parts as a user of a kubeconfig, always as values and never as names
 * of files.
 *
 * @param token bearer token
 * @param certificate client certificate and its chain, PEM
 * @param key private key of the certificate, PEM
 * @param username for basic authentication, as some proxies before an API server take it
 * @param password for basic authentication
 */
public record UserMaterial(
        @CheckForNull Secret token,
        @CheckForNull String certificate,
        @CheckForNull Secret key,
        @CheckForNull String username,
        @CheckForNull Secret password) {

    /** A secret's text, null for none. */
    @CheckForNull
    public static String text(@CheckForNull Secret secret) {
        return secret == null ? null : secret.getPlainText();
    }

    /** The anonymous user. */
    public static UserMaterial none() {
        return new UserMaterial(null, null, null, null, null);
    }

    public static UserMaterial ofToken(Secret token) {
        return new UserMaterial(Objects.requireNonNull(token), null, null, null, null);
    }

    public static UserMaterial ofCertificate(String certificate, Secret key) {
        return new UserMaterial(null, Objects.requireNonNull(certificate), Objects.requireNonNull(key), null, null);
    }

    public static UserMaterial ofPassword(String username, Secret password) {
        return new UserMaterial(null, null, null, Objects.requireNonNull(username), Objects.requireNonNull(password));
    }

    public boolean isEmpty() {
        return token == null && certificate == null && username == null;
    }

    /** Everything that must not be seen, in the forms in which it can turn up. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        if (token != null) {
            secrets.add(token.getPlainText());
        }
        if (password != null) {
            secrets.add(password.getPlainText());
            secrets.add(base64(username + ":" + password.getPlainText()));
        }
        if (key != null) {
            secrets.add(base64(key.getPlainText()));
            // A log is masked line by line, and shows a key line by line.
            key.getPlainText()
                    .lines()
                    .map(String::strip)
                    .filter(l -> !l.isEmpty() && !l.startsWith("-----"))
                    .forEach(secrets::add);
        }
        secrets.removeIf(String::isBlank);
        return secrets;
    }

    /** The same for equal material, different for different material; tells nothing about it. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                Secret.toString(token), certificate, Secret.toString(key), username, Secret.toString(password)
            }) {
                digest.update((part == null ? "" : base64(part)).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '.');
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kind of material, no part of it. */
    @Override
    public String toString() {
        return token != null
                ? "a token"
                : certificate != null ? "a client certificate" : username != null ? "a password" : "nothing";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
