package io.jenkins.plugins.k8srelease.engine.history;

/**
 * What the server made of an applied object, by which the next release proves it unchanged.
 *
 * @param object {@code Kind.group/namespace/name}
 * @param inputDigest digest of what was applied
 * @param liveDigest digest of the fields that we own and their live values in the server's last answer
 */
public record AppliedState(String object, String inputDigest, String liveDigest) {}
