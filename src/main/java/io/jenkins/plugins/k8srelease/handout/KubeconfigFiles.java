package io.jenkins.plugins.k8srelease.handout;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.XmlFile;
import hudson.init.InitMilestone;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import hudson.slaves.ComputerListener;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * The kubeconfigs that lie on agents. Each is noted before it is written, and forgotten only when it is known to be gone:
 * one whose agent is away when its block ends goes when the agent comes back, also after a restart of Jenkins.
 */
@Extension
public final class KubeconfigFiles extends ComputerListener {

    private static final Logger LOGGER = Logger.getLogger(KubeconfigFiles.class.getName());

    /** A file on an agent. */
    public static final class File implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String agent;
        private final String folder;
        private final String run;
        private boolean over;

        File(String agent, String folder, String run) {
            this.agent = agent;
            this.folder = folder;
            this.run = run;
        }

        /** Absolute path on the agent. */
        public String path() {
            return folder + (folder.contains("\\") ? "\\" : "/") + PrivateFile.NAME;
        }

        boolean isSame(File other) {
            return agent.equals(other.agent) && folder.equals(other.folder);
        }
    }

    private final List<File> files = new ArrayList<>();

    public KubeconfigFiles() {
        load();
    }

    public static KubeconfigFiles get() {
        return ExtensionList.lookupSingleton(KubeconfigFiles.class);
    }

    /**
     * Writes a file that only the agent's own user may read, beside a workspace.
     *
     * @param agent name of the agent, empty for the controller itself
     */
    public File write(Run<?, ?> run, String agent, FilePath workspace, String text)
            throws IOException, InterruptedException {
        FilePath temporary = WorkspaceList.tempDir(workspace);
        if (temporary == null) {
            throw new IOException("no temporary folder beside the workspace " + workspace.getRemote());
        }
        FilePath folder = temporary.child("k8s-" + UUID.randomUUID());
        File file = new File(agent, folder.getRemote(), run.getExternalizableId());
        note(file);
        folder.act(new PrivateFile(text));
        return file;
    }

    /** Takes a file away, or has it taken away when its agent is back. */
    public void remove(File file) {
        synchronized (this) {
            files.stream().filter(f -> f.isSame(file)).forEach(f -> f.over = true);
            save();
        }
        Computer computer = Jenkins.get().getComputer(file.agent);
        VirtualChannel channel = computer == null ? null : computer.getChannel();
        if (channel != null) {
            delete(file, channel);
        }
    }

    @Override
    public void onOnline(Computer computer, TaskListener listener) {
        VirtualChannel channel = computer.getChannel();
        if (channel != null) {
            over(computer.getName()).forEach(file -> delete(file, channel));
        }
    }

    /** What a build left that was killed. */
    void removeAllOf(Run<?, ?> run) {
        String id = run.getExternalizableId();
        List<File> left;
        synchronized (this) {
            left = files.stream().filter(f -> f.run.equals(id)).toList();
        }
        left.forEach(this::remove);
    }

    /** An agent that is gone for good took its files with it. */
    synchronized void forget(String agent) {
        if (files.removeIf(f -> f.agent.equals(agent))) {
            save();
        }
    }

    private synchronized List<File> over(String agent) {
        return files.stream()
                .filter(f -> f.agent.equals(agent) && (f.over || !isRunning(f.run)))
                .toList();
    }

    private static boolean isRunning(String id) {
        if (Jenkins.get().getInitLevel() != InitMilestone.COMPLETED) {
            // Builds are not loaded yet; an agent that is faster must not lose what one of them goes on with.
            return true;
        }
        Run<?, ?> run = Run.fromExternalizableId(id);
        return run != null && run.isBuilding();
    }

    private void delete(File file, VirtualChannel channel) {
        try {
            new FilePath(channel, file.folder).deleteRecursive();
            synchronized (this) {
                files.removeIf(f -> f.isSame(file));
                save();
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    "The kubeconfig in " + file.folder + " of agent \"" + file.agent
                            + "\" could not be deleted; that is tried again when the agent connects",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void note(File file) {
        files.add(file);
        save();
    }

    private static XmlFile xml() {
        return new XmlFile(
                Jenkins.XSTREAM2,
                new java.io.File(Jenkins.get().getRootDir(), KubeconfigFiles.class.getName() + ".xml"));
    }

    private synchronized void load() {
        try {
            if (xml().exists() && xml().read() instanceof List<?> list) {
                list.stream().filter(File.class::isInstance).forEach(f -> files.add((File) f));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Which kubeconfigs lie on agents cannot be read", e);
        }
    }

    private void save() {
        try {
            xml().write(new ArrayList<>(files));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Which kubeconfigs lie on agents cannot be noted", e);
        }
    }
}
