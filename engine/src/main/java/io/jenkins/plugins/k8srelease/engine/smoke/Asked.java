package io.jenkins.plugins.k8srelease.engine.smoke;

import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** One attempt, from its beginning to its result. */
final class Asked {

    private final SmokeCheck check;
    private final String who;
    private final int attempt;
    private final long start = System.nanoTime();

    Asked(SmokeCheck check, String who, int attempt) {
        this.check = check;
        this.who = who;
        this.attempt = attempt;
    }

    private long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    SmokeResult answered(int code, byte[] body) {
        return answered(new Answer(code, body, millis()));
    }

    SmokeResult answered(Answer answer) {
        return result(Expectation.violation(check, answer), answer.millis());
    }

    SmokeResult failed(Throwable thrown) {
        if (thrown instanceof TimeoutException) {
            return failed("no answer within " + check.timeoutMillis() + " ms");
        }
        String message = thrown.getMessage();
        if (thrown instanceof ConnectException) {
            return failed("no connection" + (message == null ? "" : ": " + Expectation.excerpt(message)));
        }
        return failed(message == null ? thrown.getClass().getSimpleName() : Expectation.excerpt(message));
    }

    SmokeResult failed(String why) {
        return result(why, millis());
    }

    private SmokeResult result(String wrong, long millis) {
        return new SmokeResult(check.toString(), who, wrong.isEmpty(), wrong, attempt, millis);
    }
}
