/** From Jenkins' credentials to what an API server takes, and the extension point for those who issue tokens. */
package io.jenkins.plugins.k8srelease.credentials;
