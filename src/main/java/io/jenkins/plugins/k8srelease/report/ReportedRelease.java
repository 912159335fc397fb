package io.jenkins.plugins.k8srelease.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * One release of a build, as it is kept with the build. Stored as XML: fields may be added, and keep their names. The
 * result is the document that the command line writes with {@code --output json} (docs/schema/release-result.schema.json).
 */
public final class ReportedRelease {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final String node;
    private final String operation;
    private final String app;
    private final String namespace;
    private final String cluster;
    private String result;
    private String error;
    private boolean afterBuild;

    /**
     * A release that has begun.
     *
     * @param node id of the step's node in the flow
     * @param operation for example {@code deploy}
     * @param cluster how people call the cluster
     */
    public ReportedRelease(String node, String operation, String app, String namespace, String cluster) {
        this.node = node;
        this.operation = operation;
        this.app = app;
        this.namespace = namespace;
        this.cluster = cluster;
    }

    /** The engine came to a result. */
    synchronized void done(String document, boolean late) {
        result = document;
        afterBuild = late;
    }

    /** It stopped without one. */
    synchronized void broken(String message, boolean late) {
        error = message;
        afterBuild = late;
    }

    public String getNode() {
        return node;
    }

    public String getOperation() {
        return operation;
    }

    public String getApp() {
        return app;
    }

    public String getNamespace() {
        return namespace;
    }

    public String getCluster() {
        return cluster;
    }

    /** Why it stopped without a result, null when it did not. */
    @CheckForNull
    public synchronized String getError() {
        return error;
    }

    public synchronized boolean isRunning() {
        return result == null && error == null;
    }

    /** True when it went on after its build had been ended by force. */
    public synchronized boolean isAfterBuild() {
        return afterBuild;
    }

    /** The document of its result, missing while there is none. */
    synchronized JsonNode document() {
        if (result == null) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report of " + app + " in the build's record cannot be read", e);
        }
    }
}
