package io.jenkins.plugins.k8srelease.run;

import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;

/** Reads what is to be released and hands it over. Until then nothing was changed. */
final class Loading {

    private final ReleaseRegistry registry;

    Loading(ReleaseRegistry registry) {
        this.registry = registry;
    }

    void load(RunningRelease release, Beginning beginning) {
        Connection connection = null;
        try {
            connection = ClusterConnections.open(release.build(), beginning.target());
            Beginning.Prepared prepared = beginning.prepare(connection);
            release.log().hide(Redactor.of(prepared.secrets()));
            StoredRelease stored = release.stored();
            if (stored == null) {
                stored = new StoredRelease(
                        release.key(),
                        release.build(),
                        beginning.operation(),
                        beginning.target(),
                        prepared.names(),
                        beginning.isRepeatable(),
                        beginning.isGated());
                release.stored(stored);
            }
            registry.store().save(stored);
            Cluster cluster = connection.cluster();
            StoredRelease held = stored;
            registry.start(
                    release,
                    connection,
                    () -> prepared.start()
                            .start(
                                    registry.engine(),
                                    cluster,
                                    held.holder(release.build()),
                                    release.gate(held.isGated()),
                                    event -> registry.heard(release, event)));
        } catch (Exception e) {
            if (connection != null) {
                connection.close();
            }
            registry.end(release, new ReleaseOutcome.Broken(e, release.abort()));
        }
    }
}
