/**
 * Loading: from the files, folders, globs, text or standard input that a user names to the objects of a release. Nothing
 * here talks to a cluster. {@link io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader} is the entry.
 */
package io.jenkins.plugins.k8srelease.engine.manifest;
