package io.jenkins.plugins.k8srelease.cluster;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** "Kubernetes clusters" of Jenkins' configuration: every grant stands here, where only administrators write. */
@Extension
@Symbol("kubernetesClusters")
public final class KubernetesClusters extends GlobalConfiguration {

    private List<NamedCluster> clusters = new ArrayList<>();
    private boolean otherServersAllowed;

    public KubernetesClusters() {
        load();
    }

    public static KubernetesClusters get() {
        return ExtensionList.lookupSingleton(KubernetesClusters.class);
    }

    public synchronized List<NamedCluster> getClusters() {
        return List.copyOf(clusters);
    }

    @DataBoundSetter
    public void setClusters(@CheckForNull List<NamedCluster> clusters) {
        List<NamedCluster> given = clusters == null ? List.of() : clusters;
        Set<String> names = new HashSet<>();
        for (NamedCluster cluster : given) {
            check(cluster.getName(), Names.problem(cluster.getName()) == null && names.add(cluster.getName()));
            if (cluster.getAccess() == null) {
                throw new IllegalArgumentException(
                        "cluster \"" + cluster.getName() + "\" needs an access: a server, or the controller's own");
            }
        }
        synchronized (this) {
            this.clusters = new ArrayList<>(given);
        }
        save();
    }

    private static void check(String name, boolean good) {
        if (!good) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a cluster: "
                    + (Names.problem(name) == null ? "another one has it" : Names.problem(name)));
        }
    }

    /** Whether a step may go to the server of its kubeconfig credential, without any of these clusters. */
    public boolean isOtherServersAllowed() {
        return otherServersAllowed;
    }

    @DataBoundSetter
    public void setOtherServersAllowed(boolean otherServersAllowed) {
        this.otherServersAllowed = otherServersAllowed;
        save();
    }

    /** The clusters that builds of an item may use. */
    public List<NamedCluster> usableBy(Item item) {
        return getClusters().stream().filter(c -> c.isUsableBy(item)).toList();
    }

    /** A cluster, if builds of the item may use it: a name that is not there and one that is not allowed look the same. */
    public Optional<NamedCluster> find(String name, Item item) {
        return usableBy(item).stream().filter(c -> c.getName().equals(name)).findFirst();
    }

    synchronized void follow(String from, String to) {
        boolean changed = false;
        for (NamedCluster cluster : clusters) {
            changed |= cluster.follow(from, to);
        }
        if (changed) {
            save();
        }
    }

    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) throws FormException {
        // What the form does not mention any more is gone: without this the last cluster could not be removed.
        if (!json.has("clusters")) {
            setClusters(List.of());
        }
        try {
            return super.configure(req, json);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), e, "clusters");
        }
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return "Kubernetes clusters";
    }

    @RequirePOST
    public FormValidation doCheckOtherServersAllowed(@QueryParameter boolean value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return value
                ? FormValidation.warning(
                        "Whoever may configure a job can then have the controller connect to any address.")
                : FormValidation.ok();
    }
}
