package io.jenkins.plugins.k8srelease.cli.command;

/** What is written to standard output; the names are what users type. */
enum Format {
    /** For people. */
    text,
    /** One document, as docs/schema describes it; progress goes to standard error. */
    json
}
