package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.diagnosis.Diagnosis;
import io.jenkins.plugins.k8srelease.engine.history.ClaimHeldException;
import io.jenkins.plugins.k8srelease.engine.history.ClaimLostException;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseResult.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a failure means, from how far the release had come. */
final class FailureFlow {

    private static final Logger LOG = LoggerFactory.getLogger(FailureFlow.class);

    private static final String RETIRED_LATER =
            "Whoever releases next does that first, and so does 'k8s-release retire'";

    private final Session session;
    private final UndoFlow undo;

    FailureFlow(Session session, UndoFlow undo) {
        this.session = session;
        this.undo = undo;
    }

    Next on(RuntimeException thrown) {
        LOG.debug("a step failed", thrown);
        if (session.passed != null) {
            return passed(message(thrown));
        }
        if (thrown instanceof ClaimLostException) {
            return end(Status.TAKEN_OVER, thrown.getMessage());
        }
        if (thrown instanceof ClaimHeldException) {
            return end(Status.NOT_STARTED, thrown.getMessage());
        }
        String message = message(thrown);
        Current current = session.current();
        if (current == null) {
            return beforeOrWithoutClaim(thrown, message);
        }
        try {
            return switch (current.phase()) {
                case PLANNING -> planning(thrown, message);
                case APPLYING -> undo.begin(diagnose(thrown, message));
                case UNDOING -> undoing(current, message);
                case PRUNING ->
                    new PruneFlow(session)
                            .ended("what it does not have any more could not all be deleted (" + message
                                    + "); the next release with a prune deletes the rest");
            };
        } catch (ClaimLostException e) {
            return end(Status.TAKEN_OVER, e.getMessage());
        } catch (ApiException e) {
            return unreachable(current, message, e);
        }
    }

    /** The release is live, whatever becomes of the colour that it replaced. */
    private Next passed(String message) {
        session.warn("the other colour could not be retired: " + message + ". " + RETIRED_LATER);
        if (session.claim != null && session.current() != null) {
            try {
                session.claim.update(Head::freed);
            } catch (ClaimLostException | ApiException e) {
                LOG.debug("not freed", e);
            }
            session.claim.close();
        }
        return new Next.End(session.passed);
    }

    private Next beforeOrWithoutClaim(RuntimeException thrown, String message) {
        if (thrown instanceof StartFailure start) {
            session.plan = start.plan();
            return end(start.isBadInput() ? Status.BAD_INPUT : Status.NOT_STARTED, message);
        }
        if (thrown instanceof ReleaseFailure && session.document != null) {
            return end(Status.UNDONE, "nothing had to be changed, but " + diagnose(thrown, message));
        }
        return end(Status.NOT_STARTED, message);
    }

    private Next planning(RuntimeException thrown, String message) {
        int revision = session.current().revision();
        boolean retiring = session.isRetiring();
        new Ending(session).write(Outcome.NOTHING_CHANGED, firstLine(message));
        if (thrown instanceof StartFailure start) {
            session.plan = start.plan();
            return new Next.End(
                    session.result(start.isBadInput() ? Status.BAD_INPUT : Status.NOT_STARTED, revision, message));
        }
        String changed = retiring
                ? "; the other colour was being retired, and some of it may be left. " + RETIRED_LATER
                : "; nothing was changed";
        return new Next.End(session.result(Status.NOT_STARTED, revision, message + changed));
    }

    private Next undoing(Current current, String message) {
        String reason = current.reason() + ". The undo failed: " + message;
        new Ending(session).write(Outcome.NOT_UNDONE, reason);
        return new Next.End(session.result(Status.NOT_UNDONE, current.revision(), reason));
    }

    private Next unreachable(Current current, String message, ApiException e) {
        session.claim.close();
        return new Next.End(session.result(
                current.phase() == Phase.PLANNING ? Status.NOT_STARTED : Status.NOT_UNDONE,
                current.revision(),
                message + ". This could not be recorded either (" + e.getMessage() + "): release "
                        + current.revision() + " is still on record as under way. When the API server answers again,"
                        + " 'k8s-release resume' finishes it and 'k8s-release resume --undo' undoes it"));
    }

    /** One sentence of cause, found before the undo takes the evidence away. */
    private String diagnose(RuntimeException thrown, String message) {
        if (!(thrown instanceof ReleaseFailure failure) || failure.verdict() == null) {
            return message;
        }
        try {
            Diagnosis diagnosis = new Diagnosing(session).diagnose(failure);
            session.diagnosis = diagnosis;
            return diagnosis.cause();
        } catch (RuntimeException e) {
            LOG.debug("no diagnosis", e);
            return message;
        }
    }

    private Next end(Status status, String message) {
        if (session.claim != null) {
            session.claim.close();
        }
        return new Next.End(session.result(status, 0, message));
    }

    private static String message(RuntimeException thrown) {
        return thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end) + " …";
    }
}
