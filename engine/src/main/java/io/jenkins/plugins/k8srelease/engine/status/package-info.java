/** What an application is at this moment: its record, and the health of its live release. */
package io.jenkins.plugins.k8srelease.engine.status;
