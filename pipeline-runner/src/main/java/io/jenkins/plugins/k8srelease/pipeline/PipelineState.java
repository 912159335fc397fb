package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Script;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** All of a program that survives a restart. */
final class PipelineState implements Serializable {

    private static final long serialVersionUID = 1;
    private static final List<String> RESULTS = List.of("SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED");

    final ArrayList<Branch> branches = new ArrayList<>();
    /** The variables of libraries, {@code vars/*.groovy}. */
    final LinkedHashMap<String, Script> variables = new LinkedHashMap<>();

    final LinkedHashMap<String, String> environment = new LinkedHashMap<>();
    final LinkedHashMap<String, Object> parameters = new LinkedHashMap<>();
    final LinkedHashMap<String, String> sources = new LinkedHashMap<>();
    final ArrayList<String> libraries = new ArrayList<>();
    final ArrayList<String> log = new ArrayList<>();
    final ArrayList<String> mismatches = new ArrayList<>();
    /** Block steps and Declarative, which are written in Groovy themselves. */
    Script prelude;

    String result;
    String description;
    long clock;
    int ids;
    int steps;
    Outcome end;

    /** A result only ever gets worse, as in Jenkins. */
    void worsen(String to) {
        if (!RESULTS.contains(to)) {
            throw new IllegalArgumentException("'" + to + "' is no result; there are " + RESULTS);
        }
        if (result == null || RESULTS.indexOf(to) > RESULTS.indexOf(result)) {
            result = to;
        }
    }

    Branch branch(Branch parent, String name) {
        Branch branch = new Branch(ids++, name, parent);
        branches.add(branch);
        return branch;
    }

    Optional<Branch> ready() {
        return branches.stream().filter(b -> b.resume != null).findFirst();
    }

    Optional<Branch> branch(int id) {
        return branches.stream().filter(b -> b.id == id).findFirst();
    }
}
