package io.jenkins.plugins.k8srelease.connection;

import io.jenkins.plugins.k8srelease.credentials.CredentialException;
import io.jenkins.plugins.k8srelease.kubeconfig.UserMaterial;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A credential that is read again while releases use it: one that was replaced serves from the next request on, which the
 * client repeats when the server did not know the former one.
 */
final class CurrentMaterial implements Supplier<UserMaterial> {

    /** Looking up a credential is cheap mostly, and still not free for some stores. */
    static final Duration FRESH = Duration.ofSeconds(5);

    private static final Logger LOGGER = Logger.getLogger(CurrentMaterial.class.getName());

    private final List<MaterialSource> sources = new CopyOnWriteArrayList<>();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile UserMaterial material;
    private volatile long readNanos = System.nanoTime();
    private volatile boolean failing;

    CurrentMaterial(UserMaterial material) {
        this.material = material;
    }

    void add(MaterialSource source, UserMaterial fresh) {
        sources.add(source);
        set(fresh);
    }

    void remove(MaterialSource source) {
        sources.remove(source);
    }

    @Override
    public UserMaterial get() {
        // Whoever comes while another reads goes on with what there is.
        if (System.nanoTime() - readNanos > FRESH.toNanos() && reading.tryLock()) {
            try {
                readAgain();
            } finally {
                reading.unlock();
            }
        }
        return material;
    }

    private void readAgain() {
        Exception last = null;
        for (MaterialSource source : sources) {
            try {
                set(source.read().user());
                failing = false;
                return;
            } catch (CredentialException | RuntimeException e) {
                // Another build that shares the connection may still be able to.
                last = e;
            }
        }
        readNanos = System.nanoTime();
        if (last != null) {
            LOGGER.log(
                    failing ? Level.FINE : Level.WARNING,
                    "A credential of a running release cannot be read any more; the release goes on with what was read last: {0}",
                    last.getMessage());
            failing = true;
        }
    }

    private void set(UserMaterial fresh) {
        material = fresh;
        readNanos = System.nanoTime();
    }
}
