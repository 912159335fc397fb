package io.jenkins.plugins.k8srelease.engine.manifest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The way from the root of an object to a node, as one walks. */
final class TreePath {

    /** Stands for the index of a list's item. */
    static final String ITEM = "[]";

    private final List<String> names = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();

    void enter(String name) {
        names.add(name);
        indexes.add(-1);
    }

    void enter(int index) {
        names.add(ITEM);
        indexes.add(index);
    }

    void leave() {
        names.remove(names.size() - 1);
        indexes.remove(indexes.size() - 1);
    }

    List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** {@code spec.containers[0].env[1].value}, safe to print. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            if (indexes.get(i) >= 0) {
                text.append('[').append(indexes.get(i)).append(']');
            } else {
                text.append(text.length() == 0 ? "" : ".").append(Visible.text(names.get(i), 80));
            }
        }
        return text.toString();
    }
}
