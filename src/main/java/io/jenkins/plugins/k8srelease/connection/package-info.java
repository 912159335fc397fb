/** From what a step names to an open connection: configuration, permission, credential, shared client. */
package io.jenkins.plugins.k8srelease.connection;
