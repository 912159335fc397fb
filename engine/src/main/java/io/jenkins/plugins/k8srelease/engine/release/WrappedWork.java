package io.jenkins.plugins.k8srelease.engine.release;

/** Work that makes other content of what is asked for, and is that work in everything else. */
interface WrappedWork extends Work {

    /** What is asked for. */
    Work work();

    @Override
    default String operation() {
        return work().operation();
    }

    @Override
    default ReleaseSettings settings() {
        return work().settings();
    }

    @Override
    default boolean dryRun() {
        return work().dryRun();
    }

    @Override
    default boolean prunes() {
        return work().prunes();
    }

    @Override
    default boolean mustFit() {
        return work().mustFit();
    }

    @Override
    default String inputDigest() {
        return work().inputDigest();
    }
}
