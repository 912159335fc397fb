/**
 * Why a release failed, for the person who has to repair it: one sentence of cause, what to do next, and the states, events
 * and log lines that show it, with secrets redacted. Pure functions; who calls fetches the logs that are asked for.
 */
package io.jenkins.plugins.k8srelease.engine.diagnosis;
