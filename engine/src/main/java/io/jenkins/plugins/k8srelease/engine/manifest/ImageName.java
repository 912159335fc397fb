package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.regex.Pattern;

/**
 * A reference to an image in its parts. A colon before the last slash belongs to the registry's port.
 *
 * @param tag empty for none
 * @param digest empty for none
 */
record ImageName(String name, String tag, String digest) {

    /** The grammar of the distribution project: an optional registry, then path components in lower case. */
    private static final Pattern NAME =
            Pattern.compile("(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?/)?"
                    + "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*+(?:/[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*+)*+");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    static ImageName of(String reference) {
        int at = reference.indexOf('@');
        String digest = at < 0 ? "" : reference.substring(at + 1);
        String rest = at < 0 ? reference : reference.substring(0, at);
        int colon = rest.lastIndexOf(':');
        boolean tagged = colon > rest.lastIndexOf('/');
        return new ImageName(tagged ? rest.substring(0, colon) : rest, tagged ? rest.substring(colon + 1) : "", digest);
    }

    static boolean isName(String text) {
        return text.length() <= 255 && NAME.matcher(text).matches();
    }

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    @Override
    public String toString() {
        return name + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }
}
