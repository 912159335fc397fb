package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition {@code Progressing=False, ProgressDeadlineExceeded}, and whether it speaks of the current template.
 *
 * <p>After a rollback to a template that has a ReplicaSet already, the controller leaves the condition of the failed
 * rollout in place until the first progress, under the new observed generation. Such a condition is told by the ReplicaSet
 * that its message names, or by a change of the specification that is newer; it then counts only once the deadline has
 * passed since that change.
 *
 * @param at from when it counts
 */
record ProgressDeadline(Instant at, String sentence) {

    private static final Pattern NAMED = Pattern.compile("ReplicaSet \"([^\"]+)\"");

    static Optional<ProgressDeadline> of(KubeObject deployment, ReplicaSets sets, Scene scene) {
        return Condition.find(deployment, "Progressing")
                .filter(c -> c.isFalse() && c.reason().equals("ProgressDeadlineExceeded"))
                .flatMap(c -> of(c, deployment, sets, scene));
    }

    private static Optional<ProgressDeadline> of(
            Condition condition, KubeObject deployment, ReplicaSets sets, Scene scene) {
        long seconds = deployment.number(600, "spec", "progressDeadlineSeconds");
        String sentence = "no progress for the progress deadline of " + seconds + " s";
        Instant said = condition.changed().orElse(Instant.MIN);
        Optional<Instant> changed = Scene.specChanged(deployment);
        Matcher named = NAMED.matcher(condition.message());
        boolean ofAnother = named.find()
                && sets.current().isPresent()
                && !sets.current().get().name().equals(named.group(1));
        boolean older = changed.isPresent() && said.isBefore(changed.get());
        if (!ofAnother && !older) {
            return Optional.of(new ProgressDeadline(said, sentence));
        }
        // Without a time of the change there is none to count from: the rollout's own timeout has to do.
        return changed.filter(c -> c.isAfter(said)).map(c -> new ProgressDeadline(c.plusSeconds(seconds), sentence));
    }

    boolean passed(Instant now) {
        return !now.isBefore(at);
    }
}
