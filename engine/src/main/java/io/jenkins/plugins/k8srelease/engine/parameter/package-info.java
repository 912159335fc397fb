/**
 * The parameters of the Pipeline steps as plain data: which there are, what each takes, and how what a Jenkinsfile gives
 * becomes a request to the engine. Knows no Jenkins, so that a shared library can be tested without one against the same
 * rules.
 */
package io.jenkins.plugins.k8srelease.engine.parameter;
