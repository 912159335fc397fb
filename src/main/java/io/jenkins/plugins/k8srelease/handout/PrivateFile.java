package io.jenkins.plugins.k8srelease.handout;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import jenkins.agents.ControllerToAgentFileCallable;

/** Makes a folder and a file in it, on the agent, which nobody else could open even for a moment. */
final class PrivateFile implements ControllerToAgentFileCallable<Void> {

    private static final long serialVersionUID = 1L;

    static final String NAME = "kubeconfig";

    private final String text;

    PrivateFile(String text) {
        this.text = text;
    }

    @Override
    public Void invoke(File folder, VirtualChannel channel) throws IOException {
        Path path = folder.toPath();
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        // Fails when it is there already, so it is nobody's trap.
        Files.createDirectory(path, permissions("rwx------"));
        Path file = Files.createFile(path.resolve(NAME), permissions("rw-------"));
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return null;
    }

    private static FileAttribute<?>[] permissions(String posix) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(posix))}
                : new FileAttribute<?>[0];
    }
}
