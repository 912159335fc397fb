/**
 * One test for each mistake that other plugins made and Jenkins' security advisories tell of. A test is called as the
 * advisory whose mistake it prevents.
 */
package io.jenkins.plugins.k8srelease.security;
