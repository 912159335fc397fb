/** What the releases of a build came to, kept with the build and shown on its page. */
package io.jenkins.plugins.k8srelease.report;
