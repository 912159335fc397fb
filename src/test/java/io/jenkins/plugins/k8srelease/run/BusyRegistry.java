package io.jenkins.plugins.k8srelease.run;

/** Keeps the registry's threads busy, so that a release is still to be read when the controller goes away. */
final class BusyRegistry {

    private BusyRegistry() {}

    static void keep() {
        for (int i = 0; i < 8; i++) {
            ReleaseRegistry.get().execute(() -> {
                try {
                    Thread.sleep(600_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
