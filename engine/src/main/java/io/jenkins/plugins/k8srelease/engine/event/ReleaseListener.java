package io.jenkins.plugins.k8srelease.engine.event;

/** Hears what happens in a release, from several threads but never two at once; must return at once. */
@FunctionalInterface
public interface ReleaseListener {

    void on(ReleaseEvent event);
}
