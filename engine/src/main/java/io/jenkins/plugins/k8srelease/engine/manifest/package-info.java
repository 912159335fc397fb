/**
 * Loading: from the files, folders, globs, text or standard input that a user names to the objects of a release. Nothing
 * here talks to a cluster. {@link io.jenkins.plugins.k8srelease.engine.manifest.ManifestLoader} is the entry.
 *
 * <p>The rules, in the order in which they apply:
 *
 * <ol>
 *   <li>A folder gives all .yaml, .yml and .json files below it, sorted, without hidden ones. A folder with a
 *       kustomization is built by kustomize instead, a chart is refused. Links are followed inside of the folder only. A
 *       file that several sources name is loaded once.
 *   <li>Files are UTF-8. A document that cannot be read does not hide the errors of the next. Duplicate keys, tags beyond
 *       YAML's core schema, keys that are not strings, and numbers that would lose digits are errors.
 *   <li>An unquoted scalar has kubectl's meaning (YAML 1.1) or is an error: where YAML 1.1 and 1.2 disagree about its type,
 *       it is refused; {@code 0644} is octal, with a warning. Anchors and the merge key {@code <<} work as in kubectl.
 *   <li>{@code kind: List} is taken apart.
 *   <li>{@code ${NAME}} is replaced in strings of the parsed tree, see {@code Substitution}.
 *   <li>Every object is checked as far as that is possible without a cluster.
 *   <li>Fields that only the server writes are left out, with a warning.
 *   <li>Images are replaced in every pod template.
 * </ol>
 *
 * <p>Messages never quote a value, since it may be a Secret's, and make control characters visible.
 */
package io.jenkins.plugins.k8srelease.engine.manifest;
