package io.jenkins.plugins.k8srelease.pipeline;

/** A step's implementation. It runs outside of the program; what it returns to the program must be serializable. */
@FunctionalInterface
public interface Step {

    /** Returned for a step that waits for a person: the program stays suspended until {@link PipelineRun#answer}. */
    Object WAITS = new Object();

    /**
     * Runs the step.
     *
     * @param call what the program asked for
     * @param run the program
     * @return its value, null for none; {@link #WAITS}; or a {@link java.util.concurrent.CompletionStage} of the value, while
     *     which other branches go on
     * @throws Exception which the program meets at its call
     */
    Object run(StepCall call, PipelineRun run) throws Exception;
}
