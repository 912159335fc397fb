package io.jenkins.plugins.k8srelease.engine.manifest;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of manifests come from: the local disk, or a workspace on another machine. */
public interface ManifestFiles {

    /**
     * Finds and reads what a file, folder or glob stands for.
     *
     * @return what was found; what is wrong with the path or its files is among the problems, not an exception
     * @throws IOException when the place itself cannot be reached, for example a lost agent
     */
    Gathered gather(String path, LoadLimits limits) throws IOException, InterruptedException;

    /**
     * Standard input of the command.
     *
     * @throws IOException when there is none here, as in a Jenkins step
     */
    default InputStream standardInput() throws IOException {
        throw new IOException("there is no standard input here");
    }

    /** For loaders that get texts only. */
    static ManifestFiles none() {
        return (path, limits) -> Gathered.failed(new Problem(Origin.of(path), "no files can be read here", ""));
    }
}
