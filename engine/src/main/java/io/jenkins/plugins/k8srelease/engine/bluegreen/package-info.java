/**
 * Colours: what serves now, how the other colour is made from it, and the few fields of live objects (the Service's
 * selector first of all) that lead from the one to the other and back.
 */
package io.jenkins.plugins.k8srelease.engine.bluegreen;
