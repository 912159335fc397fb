/**
 * How a release, a plan, a history and a state are told: as lines for people and as documents for machines. A shell, a build
 * log and a build page tell the same.
 */
package io.jenkins.plugins.k8srelease.engine.report;
