/**
 * From a server's address and a user's material to the client's settings, complete: nothing comes from the controller's
 * environment, home or service account.
 */
package io.jenkins.plugins.k8srelease.client;
