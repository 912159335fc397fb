/** Offers the shared library of {@code vars/} to every Pipeline, with nothing configured. */
package io.jenkins.plugins.k8srelease.library;
