package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
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
        begin(link());
        return false;
    }

    final void begin(ReleaseLink observer) throws IOException, InterruptedException {
        Run<?, ?> run = getContext().get(Run.class);
        ReleaseRegistry.get()
                .begin(run, ReleaseKey.of(run, node), beginning.make(getContext(), target, arguments.open()), observer);
    }

    /** Comes only when an agent that the step runs on is back; the release has not waited for that. */
    @Override
    public final void onResume() {
        try {
            ReleaseLink observer = link();
            Run<?, ?> run = getContext().get(Run.class);
            if (!ReleaseRegistry.get().attach(ReleaseKey.of(run, node), observer)) {
                Throwable end = stopped == null ? agentLoss : stopped;
                if (end != null) {
                    getContext().onFailure(end);
                } else {
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
            withoutAgent(loss);
            return;
        }
        if (stopped == null) {
            stopped = cause;
            getContext().saveState();
        }
        ReleaseKey key = ReleaseKey.of(getContext().get(Run.class), node);
        ReleaseRegistry registry = ReleaseRegistry.get();
        if (link == null) {
            // The controller came back, and the agent did not: there will be no onResume in which to hear of the end.
            if (!registry.attach(key, link())) {
                getContext().onFailure(stopped);
                return;
            }
        }
        registry.abort(key, Failures.reason(stopped));
    }

    /** The release goes on, and its step ends with it. One that is still to be begun is not begun any more. */
    private void withoutAgent(Throwable loss) throws IOException, InterruptedException {
        if (agentLoss == null) {
            agentLoss = loss;
            getContext().saveState();
        }
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
