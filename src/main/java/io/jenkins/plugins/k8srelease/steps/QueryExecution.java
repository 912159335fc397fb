package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.k8srelease.connection.ClusterConnections;
import io.jenkins.plugins.k8srelease.connection.Connection;
import io.jenkins.plugins.k8srelease.connection.Target;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.run.ReleaseRegistry;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that only reads. A controller that comes back asks again.
 *
 * <p>The serial form is kept for ever: fields may be added, and keep names and types.
 */
abstract class QueryExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final Target target;
    private final EncryptedArguments arguments;
    private transient Future<?> work;
    private transient AtomicBoolean ended;

    QueryExecution(StepContext context, Target target, Arguments arguments) {
        super(context);
        this.target = target;
        this.arguments = new EncryptedArguments(arguments);
    }

    /**
     * Asks. May block; prints for people.
     *
     * @param out takes a line at a time for the build's log
     */
    abstract Object query(Connection connection, Arguments given, Consumer<String> out) throws Exception;

    /** What follows an answer; by default the step ends with it. */
    void answered(Object answer) throws Exception {
        getContext().onSuccess(answer);
    }

    final Target target() {
        return target;
    }

    @Override
    public final boolean start() {
        ask();
        return false;
    }

    @Override
    public void onResume() {
        ask();
    }

    final synchronized void ask() {
        AtomicBoolean mine = new AtomicBoolean();
        ended = mine;
        work = ReleaseRegistry.get().submit(() -> ask(mine));
    }

    private void ask(AtomicBoolean mine) {
        Object answer;
        try (Connection connection = ClusterConnections.open(getContext().get(Run.class), target)) {
            TaskListener listener = getContext().get(TaskListener.class);
            answer = query(
                    connection, arguments.open(), line -> listener.getLogger().println(line));
            if (mine.compareAndSet(false, true)) {
                answered(answer);
            }
        } catch (Exception e) {
            // An interrupt when Jenkins goes down is no answer: it is asked again.
            if (!ReleaseRegistry.get().isClosing() && mine.compareAndSet(false, true)) {
                getContext().onFailure(Failures.of(e, UnaryOperator.identity()));
            }
        }
    }

    @Override
    public void stop(@NonNull Throwable cause) throws Exception {
        Future<?> running;
        AtomicBoolean mine;
        synchronized (this) {
            running = work;
            mine = ended;
        }
        if (running != null) {
            running.cancel(true);
        }
        if (mine == null || mine.compareAndSet(false, true)) {
            getContext().onFailure(cause);
        }
    }

    @Override
    public String getStatus() {
        return "asking the cluster";
    }
}
