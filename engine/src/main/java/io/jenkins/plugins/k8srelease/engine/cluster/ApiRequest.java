package io.jenkins.plugins.k8srelease.engine.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to the API server.
 *
 * @param method HTTP method
 * @param path absolute path, already escaped
 * @param query query parameters, not yet escaped
 * @param contentType media type of the body, null without one
 * @param body JSON body, null without one
 * @param accept media type wanted
 * @param limit until when the body may leave this process, null for as long as one waits for an answer
 */
public record ApiRequest(
        String method,
        String path,
        Map<String, String> query,
        String contentType,
        JsonNode body,
        String accept,
        SendLimit limit) {

    public static final String JSON = "application/json";
    /** To be accepted of a list: metadata alone. */
    public static final String NAMES_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    /** Server-side apply; JSON is YAML. */
    public static final String APPLY = "application/apply-patch+yaml";
    /** JSON Patch, RFC 6902. */
    public static final String JSON_PATCH = "application/json-patch+json";
    /** JSON Merge Patch, RFC 7386. */
    public static final String MERGE_PATCH = "application/merge-patch+json";

    public ApiRequest {
        query = Map.copyOf(query);
    }

    public static ApiRequest get(String path) {
        return new ApiRequest("GET", path, Map.of(), null, null, JSON, null);
    }

    public static ApiRequest post(String path, JsonNode body) {
        return new ApiRequest("POST", path, Map.of(), JSON, body, JSON, null);
    }

    public static ApiRequest put(String path, JsonNode body) {
        return new ApiRequest("PUT", path, Map.of(), JSON, body, JSON, null);
    }

    public static ApiRequest patch(String path, String contentType, JsonNode body) {
        return new ApiRequest("PATCH", path, Map.of(), contentType, body, JSON, null);
    }

    public static ApiRequest delete(String path, JsonNode deleteOptions) {
        return new ApiRequest("DELETE", path, Map.of(), JSON, deleteOptions, JSON, null);
    }

    public ApiRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(query);
        more.put(name, value);
        return new ApiRequest(method, path, more, contentType, body, accept, limit);
    }

    public ApiRequest accepting(String mediaType) {
        return new ApiRequest(method, path, query, contentType, body, mediaType, limit);
    }

    /** The same, but sent before a limit or not at all: then it fails as a request does that got no answer. */
    public ApiRequest before(SendLimit last) {
        return new ApiRequest(method, path, query, contentType, body, accept, last);
    }

    /** True when the request reads only, or is a dry run: sending it again changes nothing. */
    public boolean isReadOnly() {
        return method.equals("GET") || query.containsKey("dryRun");
    }

    String pathAndQuery() {
        if (query.isEmpty()) {
            return path;
        }
        return query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> escape(e.getKey()) + "=" + escape(e.getValue()))
                .collect(Collectors.joining("&", path + "?", ""));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Method and path: never the body, which may hold a Secret. */
    @Override
    public String toString() {
        return method + " " + path + (query.containsKey("dryRun") ? " (dry run)" : "");
    }
}
