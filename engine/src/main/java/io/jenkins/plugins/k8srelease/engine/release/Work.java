package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.plan.LivePatch;
import java.util.ArrayList;
import java.util.List;

/** What a release is asked to do. What that means for objects may depend on the record that is found when it begins. */
interface Work {

    /**
     * What is to be released.
     *
     * @param objects complete, in any order
     * @param patches single fields of objects that are not on record
     * @param notes what it is, for people
     * @param warnings what a person should look at
     */
    record Content(List<LoadedObject> objects, List<LivePatch> patches, List<String> notes, List<String> warnings) {

        public Content {
            objects = List.copyOf(objects);
            patches = List.copyOf(patches);
            notes = List.copyOf(notes);
            warnings = List.copyOf(warnings);
        }

        /** Everything that is written. */
        List<LoadedObject> all() {
            List<LoadedObject> all = new ArrayList<>(objects);
            patches.forEach(p -> all.add(new LoadedObject(p.live(), Origin.of("the cluster"))));
            return all;
        }
    }

    /** For the record and for messages, for example {@code rolling-update}. */
    String operation();

    ReleaseSettings settings();

    boolean dryRun();

    /** False to go on, with a warning, although quotas have no room: what comes back may be better than what is there. */
    default boolean mustFit() {
        return true;
    }

    /** Whether objects of earlier releases that are not part of this one are deleted at the end. */
    boolean prunes();

    /** Two with the same digest ask for the same: one may finish what the other began. */
    String inputDigest();

    /**
     * Finds out what is to be released. For threads that may block.
     *
     * @param head as it is when the release begins
     * @param revision the number of the release
     * @throws StartFailure when it cannot be done
     */
    Content content(Session session, Head head, int revision);
}
