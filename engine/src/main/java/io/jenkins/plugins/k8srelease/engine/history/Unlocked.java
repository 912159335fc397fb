package io.jenkins.plugins.k8srelease.engine.history;

/** What became of a person's wish to take a release from its owner. */
public sealed interface Unlocked {

    /** Nobody owns it any more: it can be finished or undone at once. */
    record Given(Current current) implements Unlocked {}

    /** There is no release under way. */
    record NothingUnderWay() implements Unlocked {}

    /** Its owner was heard of within its lease, and force was not asked for; nothing was changed. */
    record OwnerAtWork(Current current, OwnerSign owner) implements Unlocked {}

    /** The person did not agree; nothing was changed. */
    record Declined(Current current) implements Unlocked {}

    /** It came into other hands at the same moment. */
    record TakenMeanwhile(Current current) implements Unlocked {}
}
