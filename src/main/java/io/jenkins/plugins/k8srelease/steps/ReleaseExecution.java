package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.release.GreenReady;
import io.jenkins.plugins.k8srelease.run.ReleaseKey;
import io.jenkins.plugins.k8srelease.run.ReleaseRegistry;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that waits for a release of the {@link ReleaseRegistry}. It holds nothing but what it was asked for: the release
 * goes on when this is ended by force, and is found again after a restart of the controller.
 *
 * <p>The serial form is kept for ever: fields may be added, and keep names and types.
 */
class ReleaseExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final Beginnings beginning;
    private final Target target;
    private final EncryptedArguments arguments;
    private String node;
    private boolean onAgent;
    private Throwable stopped;

    /** Set when the agent is gone that the step ran on. */
    private Throwable agentLoss;

    private transient volatile ReleaseLink link;

    ReleaseExecution(StepContext context, Beginnings beginning, Target target, Arguments arguments) {
        super(context);
        this.beginning = beginning;
        this.target = target;
        this.arguments = new EncryptedArguments(arguments);
    }

    @Override
    public final boolean start() throws Exception {
        node = getContext().get(FlowNode.class).getId();
        onAgent = getContext().get(FilePath.class) != null;
        begin(link());
        return false;
    }

    final void begin(ReleaseLink observer) throws IOException, InterruptedException {
        Run<?, ?> run = getContext().get(Run.class);
        ReleaseRegistry.get()
                .begin(run, ReleaseKey.of(run, node), beginning.make(getContext(), target, arguments.open()), observer);
    }

    /**
     * True just after a restart when the {@code node} block around has waited in vain: it will stop this step in a moment, and
     * nothing may be begun until then.
     */
    final boolean isAgentMissing() throws IOException, InterruptedException {
        return onAgent && getContext().get(FilePath.class) == null;
    }

    /** Comes when an agent that the step runs on is back or is given up; the release has not waited for that. */
    @Override
    public final void onResume() {
        try {
            ReleaseLink observer = link();
            Run<?, ?> run = getContext().get(Run.class);
            if (!ReleaseRegistry.get().attach(ReleaseKey.of(run, node), observer)) {
                Throwable end = stopped == null ? agentLoss : stopped;
                if (end != null) {
                    getContext().onFailure(end);
                } else if (!isAgentMissing()) {
                    begin(observer);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    /**
     * Only asks: the step ends when what was changed is undone, or when Jenkins ends it by force. When it is only the agent
     * that is gone, nobody wants an undo.
     */
    @Override
    public final void stop(@NonNull Throwable cause) throws Exception {
        Throwable loss = AgentLoss.in(cause, getContext());
        if (loss != null) {
            if (agentLoss == null) {
                agentLoss = loss;
                getContext().saveState();
            }
            withoutAgent(loss);
            return;
        }
        if (stopped == null) {
            stopped = cause;
            getContext().saveState();
        }
        if (hearsOfTheEnd()) {
            ReleaseRegistry.get().abort(key(), Failures.reason(stopped));
        } else {
            getContext().onFailure(stopped);
        }
    }

    /**
     * Makes sure that this step is told how its release ends, also when the controller came back and the agent has not: there
     * was no onResume yet.
     *
     * @return false when nothing is known of a release
     */
    final boolean hearsOfTheEnd() throws IOException, InterruptedException {
        return link != null || ReleaseRegistry.get().attach(key(), link());
    }

    /** The release goes on, and its step ends with it. One that is still to be begun is not begun any more. */
    void withoutAgent(Throwable loss) throws IOException, InterruptedException {
        if (!ReleaseRegistry.get().goOnWithoutAgent(key(), link(), Failures.reason(loss))) {
            getContext().onFailure(loss);
        }
    }

    /** From memory. */
    @Override
    public final String getStatus() {
        ReleaseLink current = link;
        return current == null ? "waiting to be resumed" : current.status();
    }

    /** The other colour of a gated release is up. */
    void test(GreenReady ready) throws IOException, InterruptedException {
        throw new IllegalStateException("this step has no body that could test");
    }

    /** Ends the step without success. An end that somebody asked for is told as that, not as a failure of the release. */
    void fail(Throwable failure) {
        getContext().onFailure(stopped == null ? failure : stopped);
    }

    final ReleaseKey key() throws IOException, InterruptedException {
        return ReleaseKey.of(getContext().get(Run.class), node);
    }

    /** Why the step cannot succeed whatever becomes of the release; null as long as it can. */
    @CheckForNull
    final Throwable ending() {
        return stopped == null ? agentLoss : stopped;
    }

    /** Null while the agent that the step ran on is not known to be gone. */
    @CheckForNull
    final Throwable agentLoss() {
        return agentLoss;
    }

    private synchronized ReleaseLink link() throws IOException, InterruptedException {
        if (link == null) {
            Run<?, ?> run = getContext().get(Run.class);
            link = new ReleaseLink(
                    this, run, ReleaseKey.of(run, node), getContext().get(TaskListener.class));
        }
        return link;
    }
}
