/** What the programs of a build get to see: a private file on the agent, taken away again, and masked in the log. */
package io.jenkins.plugins.k8srelease.handout;
