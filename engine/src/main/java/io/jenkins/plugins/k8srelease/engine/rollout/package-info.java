/** What a rolling update changes of a workload, and what its pods run: pure functions of objects. */
package io.jenkins.plugins.k8srelease.engine.rollout;
