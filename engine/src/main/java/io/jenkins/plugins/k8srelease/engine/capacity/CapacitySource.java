package io.jenkins.plugins.k8srelease.engine.capacity;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Where the check reads the cluster: one paged list for each kind, never more. May answer at once or later, on any thread.
 */
@FunctionalInterface
public interface CapacitySource {

    /** How many objects a page has at most. */
    int PAGE = 500;

    /**
     * Reads one page.
     *
     * @return the page; fails with {@link MissingRightException} when the server answers 403, which is then reported as a part
     *     that is not known, and with anything else when the whole reading is to fail
     */
    CompletionStage<Page> list(Call call);

    /**
     * What is to be listed.
     *
     * @param kind the kind
     * @param namespace the namespace, empty for all and for kinds of the cluster
     * @param fieldSelector empty for all objects
     * @param continueToken from the page before, empty for the first
     * @param limit how many objects at most
     */
    record Call(ResourceKind kind, String namespace, String fieldSelector, String continueToken, int limit) {}

    /**
     * One page.
     *
     * @param items the objects
     * @param continueToken for the next page, empty when this is the last
     * @param remaining how many objects come after this page as far as the server says so, which it does not when a field
     *     selector is given; 0 otherwise
     */
    record Page(List<KubeObject> items, String continueToken, long remaining) {
        public Page {
            items = List.copyOf(items);
        }

        public Page(List<KubeObject> items, String continueToken) {
            this(items, continueToken, 0);
        }
    }

    /** The credential may not list something, or the server does not know the kind. */
    final class MissingRightException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /**
         * @param message for a person: {@code no right to list nodes}
         */
        public MissingRightException(String message) {
            super(message);
        }
    }
}
