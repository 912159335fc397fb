package io.jenkins.plugins.k8srelease.run;

import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import java.util.function.UnaryOperator;

/** What a step hears of its release, on threads of the registry. */
public interface ReleaseObserver {

    /** One line for the build's log, without secrets. Must return at once. */
    void line(String text);

    /**
     * The release has ended, whatever its outcome. Called once; may block.
     *
     * @param hide takes out of a text what must not be shown
     */
    void ended(ReleaseOutcome outcome, UnaryOperator<String> hide);

    /** The other colour of a gated release is up and waits for {@link ReleaseRegistry#decide}. May be said again. May block. */
    void test(GreenReady ready);

    /** Nothing had been begun when the controller went away: the step begins anew. */
    void beginAgain();
}
