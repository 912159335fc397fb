package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A thread of the program: the main one, or a branch of a {@code parallel}. */
final class Branch implements Serializable {

    private static final long serialVersionUID = 1;

    final int id;
    final String name;
    final Branch parent;
    /** What the enclosing block steps set, innermost first. */
    final Deque<HashMap<String, Object>> context = new ArrayDeque<>();

    Continuable program;
    /** What the program is to go on with; null while it waits. */
    Outcome resume;

    StepCall waiting;
    ArrayList<Branch> children = new ArrayList<>();
    boolean failFast;
    Outcome outcome;

    Branch(int id, String name, Branch parent) {
        this.id = id;
        this.name = name;
        this.parent = parent;
        if (parent != null) {
            parent.context.forEach(c -> context.addLast(new HashMap<>(c)));
        }
    }

    boolean ended() {
        return outcome != null;
    }

    void goOn(Object value) {
        waiting = null;
        resume = new Outcome(value, null);
    }

    void fail(Throwable thrown) {
        waiting = null;
        resume = new Outcome(null, thrown);
    }

    /** The innermost value of that name, or null. */
    Object find(String key) {
        return context.stream()
                .filter(c -> c.containsKey(key))
                .findFirst()
                .map(c -> c.get(key))
                .orElse(null);
    }

    /** A variable of the innermost {@code withEnv} or {@code withCredentials} that sets it, or null. */
    Object variable(String key) {
        for (Map<String, Object> frame : context) {
            if (frame.get("env") instanceof Map<?, ?> variables && variables.containsKey(key)) {
                return variables.get(key);
            }
        }
        return null;
    }

    /** Every map that enclosing blocks set under that name, outermost first. */
    List<Map<?, ?>> all(String key) {
        List<Map<?, ?>> found = new ArrayList<>();
        context.descendingIterator().forEachRemaining(frame -> {
            if (frame.get(key) instanceof Map<?, ?> map) {
                found.add(map);
            }
        });
        return found;
    }
}
