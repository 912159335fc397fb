package io.jenkins.plugins.k8srelease.engine.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.bluegreen.BlueGreenPlan;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Draft;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import io.jenkins.plugins.k8srelease.engine.plan.LivePatch;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a release is asked to do. What that means for objects may depend on the record that is found when it begins. */
interface Work {

    /**
     * What is to be released.
     *
     * @param objects complete, in any order
     * @param patches single fields of objects that are not on record
     * @param notes what it is, for people
     * @param warnings what a person should look at
     * @param draft how these objects are those of a colour, null for an application without colours
     * @param unchanged the plan, when it was found already that it changes nothing; null when that is not known
     */
    record Content(
            List<LoadedObject> objects,
            List<LivePatch> patches,
            List<String> notes,
            List<String> warnings,
            Draft draft,
            Plan unchanged) {

        public Content {
            objects = List.copyOf(objects);
            patches = List.copyOf(patches);
            notes = List.copyOf(notes);
            warnings = List.copyOf(warnings);
        }

        Content(List<LoadedObject> objects, List<LivePatch> patches, List<String> notes, List<String> warnings) {
            this(objects, patches, notes, warnings, null, null);
        }

        /** The same as one colour. */
        Content as(Draft colour) {
            List<String> all = new ArrayList<>(warnings);
            all.addAll(colour.warnings());
            return new Content(colour.inputs(), patches, notes, all, colour, null);
        }

        /** The same as the way back to a colour that is kept, of which nothing is applied. */
        Content goingBack(Draft back) {
            return new Content(objects, patches, notes, warnings, back, null);
        }

        Content changingNothing(Plan plan) {
            return new Content(objects, patches, notes, warnings, draft, plan);
        }

        /** True when it goes into the other colour. */
        boolean switches() {
            return draft != null && draft.plan() != null;
        }

        /** Everything that is written: the objects, the patches, and what else a switch steers. */
        List<LoadedObject> all() {
            List<LoadedObject> all = new ArrayList<>(objects);
            patches.forEach(p -> all.add(new LoadedObject(p.live(), Origin.of("the cluster"))));
            if (switches()) {
                draft.plan().steering().forEach(s -> all.add(named(s.ref())));
            }
            return all;
        }

        private static LoadedObject named(ObjectRef ref) {
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            tree.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
            tree.putObject("metadata").put("name", ref.name()).put("namespace", ref.namespace());
            return new LoadedObject(new KubeObject(tree), Origin.of("the cluster"));
        }

        /** True when it is the way back to the colour that is kept. */
        boolean goesBack() {
            return switches() && draft.plan().way() == BlueGreenPlan.Way.BACK;
        }

        /** When an object is applied: what comes with the switch has waves of its own. */
        int wave(KubeObject object, int planned) {
            boolean late = draft != null && draft.late().stream().anyMatch(l -> l.sameObject(object.ref()));
            return late ? Waves.LAST + 1 + (object.kind().equals("Service") ? 0 : 1) : planned;
        }

        /** Smoke tests of the active Service are made at the preview Service, before the switch. */
        ReleaseSettings settings(ReleaseSettings asked) {
            if (!switches()) {
                return asked;
            }
            BlueGreenPlan plan = draft.plan();
            return asked.withSmoke(
                    goesBack()
                            ? List.of()
                            : asked.smoke().stream()
                                    .map(c -> c.service().equals(plan.service()) ? c.withService(plan.preview()) : c)
                                    .toList());
        }

        /** The objects whose fields are ours, whoever owns them. */
        Set<ObjectRef> taken() {
            return draft == null ? Set.of() : draft.taken();
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
