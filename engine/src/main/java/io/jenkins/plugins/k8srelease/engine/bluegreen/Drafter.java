package io.jenkins.plugins.k8srelease.engine.bluegreen;

import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Colours;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.manifest.Origin;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;

/**
 * Works out a release for one colour from what is wanted and from what serves now. Reads the cluster and changes nothing. For
 * threads that may block.
 */
public final class Drafter {

    private final Scene scene;

    /**
     * Looks at the cluster.
     *
     * @param known what the record says of colours, null before the first blue-green release
     * @param live the live release, 0 for none
     * @param configKey key of the digests of configuration
     * @param inputs what is to be released, in whatever colour; empty for what runs now
     * @throws RefusedException when what is there cannot be released so
     */
    public Drafter(
            Cluster cluster,
            String namespace,
            BlueGreenOptions options,
            Colours known,
            int live,
            byte[] configKey,
            List<LoadedObject> inputs) {
        if (known != null && !known.service().equals(options.service())) {
            throw RefusedException.badInput("the application's colours are behind Service " + known.service() + ", not "
                    + options.service() + "; several Services of one application cannot be switched yet");
        }
        NamespaceLists lists = new NamespaceLists(cluster, namespace);
        Active active = new ActiveReader(lists).read(options.service(), options.workloads(), known);
        this.scene = new Scene(namespace, options, known, live, configKey.clone(), List.copyOf(inputs), lists, active);
    }

    /** True when something serves already, so that the same again may turn out to change nothing. */
    public boolean hasActive() {
        return !scene.active().isNothing();
    }

    /**
     * The release into the colour that serves: what a deploy of the application means, and how it is found that nothing
     * changes.
     *
     * @param comparing true to keep the active colour's number of pods where it is larger
     */
    public Draft ontoActive(boolean comparing) {
        return new ActiveDraft(scene).draft(comparing);
    }

    /**
     * The release into the other colour.
     *
     * @param gated true when a test of the caller stands before the switch
     * @throws RefusedException when that cannot be
     */
    public Draft ontoOther(boolean gated) {
        return new OtherDraft(scene, gated).draft();
    }

    /** Back to the colour that is kept: nothing comes up, the Service is switched. */
    public Draft back() {
        return new BackDraft(scene).draft();
    }

    /**
     * The Deployments that serve and that a set does not have, as configurations to be edited.
     *
     * @throws RefusedException when it cannot be told what serves
     */
    public static List<LoadedObject> running(
            Cluster cluster, String namespace, BlueGreenOptions options, Colours known, List<LoadedObject> set) {
        Active active = new ActiveReader(new NamespaceLists(cluster, namespace))
                .read(options.service(), options.workloads(), known);
        return active.deployments().stream()
                .filter(d -> set.stream()
                        .map(LoadedObject::object)
                        .filter(o -> o.groupKind().equals(d.groupKind()))
                        .noneMatch(o -> ColourLabels.workload(o.tree()).equals(ColourLabels.workload(d.tree()))))
                .map(d -> new LoadedObject(new KubeObject(Templates.configuration(d)), Origin.of("the cluster")))
                .toList();
    }
}
