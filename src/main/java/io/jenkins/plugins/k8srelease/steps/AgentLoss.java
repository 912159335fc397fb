package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Descriptor;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.flow.ErrorCondition;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Tells the loss of an agent from an end that somebody wants. A {@code node} block whose agent was removed, or did not come
 * back after a restart of the controller, stops what is inside of it as an abort would.
 *
 * <p>What counts is decided by Jenkins itself: by the condition of {@code retry(conditions: [agent()])}, which comes with
 * {@code node} and is found by its {@link Symbol}. It looks at one exception only; blocks in between wrap it.
 */
final class AgentLoss {

    private static final int DEEPEST = 50;

    private AgentLoss() {}

    /**
     * The loss that made a step be stopped.
     *
     * @param cause what the step was stopped with
     * @return null when somebody or something else wants the end
     */
    @CheckForNull
    static Throwable in(Throwable cause, StepContext context) throws IOException, InterruptedException {
        ErrorCondition condition = condition();
        if (condition == null) {
            return null;
        }
        int depth = 0;
        for (Throwable t = cause; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
            if (condition.test(t, context)) {
                return t;
            }
        }
        return null;
    }

    /** Null where there are no {@code node} blocks. */
    @CheckForNull
    private static ErrorCondition condition() {
        Descriptor<?> agent = SymbolLookup.get().findDescriptor(ErrorCondition.class, "agent");
        try {
            return agent == null
                    ? null
                    : (ErrorCondition) new DescribableModel<>(agent.clazz).instantiate(Map.of(), TaskListener.NULL);
        } catch (Exception e) {
            throw new IllegalStateException("the condition agent() cannot be made", e);
        }
    }
}
