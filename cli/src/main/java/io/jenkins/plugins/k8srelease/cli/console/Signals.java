package io.jenkins.plugins.k8srelease.cli.console;

import sun.misc.Signal;

/** Hands Ctrl-C and a polite kill to the command, which undoes what it began instead of dying in the middle. */
public final class Signals {

    private Signals() {}

    /** Takes over SIGINT and SIGTERM. */
    public static void install(Console console) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> console.interrupt());
        }
    }
}
