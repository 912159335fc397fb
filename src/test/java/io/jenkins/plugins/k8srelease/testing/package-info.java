/** What the tests share. */
package io.jenkins.plugins.k8srelease.testing;
