package io.jenkins.plugins.k8srelease.engine.health;

import io.jenkins.plugins.k8srelease.engine.object.ObjectRef;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a command that cannot be executed from trouble of the container runtime that may pass. */
final class StartTrouble {

    private static final Pattern EXEC = Pattern.compile("exec:? \\\\?\"([^\"\\\\]+)\\\\?\":? (.*)");

    private StartTrouble() {}

    static Finding find(
            String message, String label, ObjectRef pod, String container, Instant since, Tolerances tolerances) {
        Matcher exec = EXEC.matcher(message.replaceAll("\\s+", " "));
        if (Texts.contains(message, "executable file not found", "no command specified", "exec format error")
                || exec.find()
                        && Texts.contains(
                                message, "no such file or directory", "permission denied", "is a directory")) {
            return Finding.terminal(
                    Reason.COMMAND_NOT_FOUND, pod, container, label + " cannot run its command: " + inner(message));
        }
        String detail = label + " cannot be started: " + inner(message);
        if (Texts.contains(
                message, "read-only file system", "not a directory", "invalid mount", "must be an absolute path")) {
            return Finding.terminal(Reason.CONTAINER_START_FAILED, pod, container, detail);
        }
        if (Texts.contains(
                message,
                "deadline",
                "timed out",
                "timeout",
                "failed to reserve",
                "resource busy",
                "transport",
                "refused")) {
            return Finding.tolerated(
                    Reason.CONTAINER_START_FAILED, pod, container, detail, since, tolerances.volumes());
        }
        return Finding.tolerated(
                Reason.CONTAINER_START_FAILED, pod, container, detail, since, tolerances.containerErrors());
    }

    /** The innermost part of the runtime's chain of errors. */
    private static String inner(String message) {
        String line = Texts.line(message).replaceFirst(": unknown$", "");
        for (String marker : new String[] {
            "error during container init: ", "unable to start container process: ", "OCI runtime create failed: "
        }) {
            int at = line.lastIndexOf(marker);
            if (at >= 0) {
                return line.substring(at + marker.length());
            }
        }
        return line.isEmpty() ? "the container runtime gives no reason" : line;
    }
}
