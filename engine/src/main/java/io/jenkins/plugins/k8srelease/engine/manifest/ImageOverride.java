package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Replaces an image of the manifests by name, as the {@code images} of a kustomization do: a new tag drops a digest, a
 * new digest drops a tag, a new name alone keeps both.
 *
 * @param name the image to replace, without tag and digest, exactly as the manifests write it
 * @param newName empty to keep the name
 * @param newTag empty to keep the tag or use the digest
 * @param digest for example {@code sha256:…}, empty for none
 */
public record ImageOverride(String name, String newName, String newTag, String digest) implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}+");

    public ImageOverride {
        Objects.requireNonNull(name, "name");
        if (!ImageName.isName(name)) {
            throw new IllegalArgumentException("\"" + Visible.text(name) + "\" is not the name of an image");
        }
        if (!newName.isEmpty() && !ImageName.isName(newName)) {
            throw new IllegalArgumentException("\"" + Visible.text(newName) + "\" is not the name of an image");
        }
        if (!newTag.isEmpty() && !TAG.matcher(newTag).matches()) {
            throw new IllegalArgumentException("\"" + Visible.text(newTag) + "\" is not the tag of an image");
        }
        if (!digest.isEmpty() && !ImageName.isDigest(digest)) {
            throw new IllegalArgumentException("\"" + Visible.text(digest)
                    + "\" is not the digest of an image, which is sha256: and 64 hexadecimal digits");
        }
        if (newName.isEmpty() && newTag.isEmpty() && digest.isEmpty()) {
            throw new IllegalArgumentException("nothing is to replace the image " + name);
        }
    }

    /**
     * Reads what {@code kustomize edit set image} reads: {@code name=newName:tag}, {@code name=newName@digest},
     * {@code name=newName}, {@code name=:tag}, {@code name=@digest}, {@code name:tag} and {@code name@digest}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    public static ImageOverride parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            ImageName whole = ImageName.of(text.strip());
            if (whole.tag().isEmpty() && whole.digest().isEmpty()) {
                throw new IllegalArgumentException("\"" + Visible.text(text)
                        + "\" names no new image: write name:tag, name=newName:tag or name=newName@sha256:…");
            }
            return new ImageOverride(whole.name(), "", whole.tag(), whole.digest());
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        // kustomize would take backend=v2 for a new name and keep the old tag, which nobody means.
        if (TAG.matcher(value).matches()) {
            throw new IllegalArgumentException("\"" + Visible.text(text) + "\" may mean a tag or a name: write "
                    + Visible.text(name) + "=:" + value + " for the tag, or give the name with its tag or registry");
        }
        return of(name, value);
    }

    /**
     * Reads an entry of a map of images.
     *
     * @param value a tag ({@code v2} or {@code :v2}), a digest ({@code sha256:…} or {@code @sha256:…}), or a new name with
     *     a registry, tag or digest
     * @throws IllegalArgumentException with a message for the user
     */
    public static ImageOverride of(String name, String value) {
        if (ImageName.isDigest(value)) {
            return new ImageOverride(name, "", "", value);
        }
        if (TAG.matcher(value).matches()) {
            return new ImageOverride(name, "", value, "");
        }
        ImageName image = ImageName.of(value);
        return new ImageOverride(name, image.name(), image.tag(), image.digest());
    }

    /** The reference that takes the place of another one, empty when that has another name. */
    public Optional<String> replacing(String reference) {
        ImageName old = ImageName.of(reference);
        return old.name().equals(name) ? Optional.of(applyTo(old)) : Optional.empty();
    }

    /** The name of the image that a reference points to, without tag and digest. */
    public static String nameOf(String reference) {
        return ImageName.of(reference).name();
    }

    /** The reference that takes the place of another of this override's name. */
    String applyTo(ImageName old) {
        String result = newName.isEmpty() ? old.name() : newName;
        boolean keep = newTag.isEmpty() && digest.isEmpty();
        return new ImageName(result, keep ? old.tag() : newTag, keep ? old.digest() : digest).toString();
    }
}
