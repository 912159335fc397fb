/**
 * Our steps for a program that runs without a Jenkins: bound to the engine by the same parameters, requests and return values
 * as the plugin's. What the plugin adds to them is not here: credentials, agents, a registry that outlives the program.
 */
package io.jenkins.plugins.k8srelease.pipeline.release;
