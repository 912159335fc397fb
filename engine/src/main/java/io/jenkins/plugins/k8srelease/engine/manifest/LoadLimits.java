package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.Serializable;

/**
 * How much input is accepted, so that a hostile or mistaken one costs little time and memory.
 *
 * @param maxFileBytes largest file, also the largest output of kustomize, and what the aliases and values of one
 *     document may expand to
 * @param maxTotalBytes all files together
 * @param maxFiles number of files
 * @param maxObjects number of objects
 * @param maxNodes values, lists and mappings in all documents together, aliases expanded; bounds the memory
 * @param maxDepth nesting of mappings and lists; the API server itself accepts no more than 10,000, no real object has
 *     more than about 40 (the schema of a CustomResourceDefinition)
 * @param maxAliases number of YAML aliases in one document
 */
public record LoadLimits(
        int maxFileBytes, long maxTotalBytes, int maxFiles, int maxObjects, int maxNodes, int maxDepth, int maxAliases)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    public LoadLimits {
        if (maxFileBytes < 1
                || maxTotalBytes < 1
                || maxFiles < 1
                || maxObjects < 1
                || maxNodes < 1
                || maxDepth < 1
                || maxDepth > 500
                || maxAliases < 0) {
            throw new IllegalArgumentException("limits must be positive, and the depth at most 500");
        }
    }

    /** 16 MiB a file, 64 MiB together, 5,000 files, 10,000 objects of together 1,000,000 nodes, depth 100, 1,000 aliases a document. */
    public static LoadLimits standard() {
        return new LoadLimits(16 << 20, 64L << 20, 5_000, 10_000, 1_000_000, 100, 1_000);
    }
}
