package io.jenkins.plugins.k8srelease.engine.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that another process of the same boot and the same PID namespace can recognise, even after its number was
 * given to another one. Host names would not do: containers that share a host's name do not share its processes.
 *
 * @param boot the kernel's boot id
 * @param pidNamespace the PID namespace
 * @param pid the process' number in it
 * @param startTicks when the process started, in clock ticks since boot
 */
public record ProcessIdentity(String boot, String pidNamespace, long pid, long startTicks) {

    /** This process, or null where the system does not tell enough (only Linux does). */
    public static ProcessIdentity current() {
        try {
            long pid = ProcessHandle.current().pid();
            return new ProcessIdentity(bootId(), namespace(), pid, startTicks(pid));
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** True only when this machine can be sure; false also means "cannot tell". */
    boolean isKnownDead() {
        try {
            if (!boot.equals(bootId()) || !pidNamespace.equals(namespace())) {
                return false;
            }
            return !Files.exists(Path.of("/proc", Long.toString(pid))) || startTicks(pid) != startTicks;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static String bootId() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
    }

    private static String namespace() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    }

    private static long startTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The second field is the command's name, which may hold anything; the fields after it are plain (proc(5)).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[19]);
    }
}
