package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;

/** The rules of one kind. */
interface Judge {
    Verdict judge(KubeObject object, Scene scene);
}
