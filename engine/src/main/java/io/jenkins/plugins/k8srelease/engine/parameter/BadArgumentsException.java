package io.jenkins.plugins.k8srelease.engine.parameter;

import java.util.List;

/** Arguments that a step cannot understand. The message has a line for each, and holds no value of a map: it may be secret. */
public final class BadArgumentsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public BadArgumentsException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
