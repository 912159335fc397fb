package io.jenkins.plugins.k8srelease.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import jenkins.model.Tab;

/** The releases of a build, in the order in which they began. */
public final class ReleaseAction extends Tab implements RunAction2 {

    /** Never changed, but replaced: the build may be written to disk at any moment. */
    private volatile List<ReportedRelease> releases = new ArrayList<>();

    private volatile List<CapacityTable> capacity = new ArrayList<>();

    ReleaseAction() {
        super(null);
    }

    @Override
    public void onAttached(Run<?, ?> run) {
        object = run;
    }

    @Override
    public void onLoad(Run<?, ?> run) {
        object = run;
    }

    synchronized void add(ReportedRelease release) {
        List<ReportedRelease> next = new ArrayList<>(releases);
        next.removeIf(r -> r.getNode().equals(release.getNode()));
        next.add(release);
        releases = next;
    }

    @CheckForNull
    ReportedRelease find(String node) {
        return releases.stream()
                .filter(r -> r.getNode().equals(node))
                .findFirst()
                .orElse(null);
    }

    synchronized void add(CapacityTable table) {
        List<CapacityTable> next = new ArrayList<>(capacity);
        next.add(table);
        capacity = next;
    }

    /** What is kept. */
    public List<ReportedRelease> releases() {
        return List.copyOf(releases);
    }

    /** For the page. */
    public List<ReleaseView> getReleases() {
        return releases.stream().map(r -> ReleaseView.of((Run<?, ?>) object, r)).toList();
    }

    /** For the page. */
    public List<CapacityTable> getCapacity() {
        return List.copyOf(capacity);
    }

    @Override
    public String getIconFileName() {
        return releases.isEmpty() && capacity.isEmpty() ? null : "symbol-rocket-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Kubernetes Release";
    }

    @Override
    public String getUrlName() {
        return "kubernetes-release";
    }
}
