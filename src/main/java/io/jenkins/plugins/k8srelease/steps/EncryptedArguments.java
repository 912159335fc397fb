package io.jenkins.plugins.k8srelease.steps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.util.Secret;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Operations;
import java.io.Serializable;
import java.util.Map;

/**
 * Arguments as a running step keeps them in the program's state on disk: encrypted, since the values of manifests are
 * passwords as often as not.
 */
final class EncryptedArguments implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String operation;
    private final String encrypted;

    EncryptedArguments(Arguments arguments) {
        this.operation = arguments.operation().name();
        try {
            this.encrypted = Secret.fromString(MAPPER.writeValueAsString(arguments.given()))
                    .getEncryptedValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("arguments of plain values can always be written", e);
        }
    }

    @SuppressWarnings("unchecked")
    Arguments open() {
        Operation known = Operations.find(operation).orElseThrow();
        Secret secret = Secret.decrypt(encrypted);
        if (secret == null) {
            throw new IllegalStateException("the arguments of " + operation
                    + " cannot be read any more: they were encrypted with another key of Jenkins");
        }
        try {
            return Arguments.of(known, MAPPER.readValue(secret.getPlainText(), Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the arguments of " + operation + " cannot be read any more", e);
        }
    }
}
