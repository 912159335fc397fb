package io.jenkins.plugins.k8srelease.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.k8srelease.cluster.ClusterFolderProperty;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import io.jenkins.plugins.k8srelease.cluster.NamedCluster;
import io.jenkins.plugins.k8srelease.credentials.UserMaterials;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * The form's lists and checks of what every step takes. Each answers only to those who may configure what it is asked
 * for; others learn no name and no id (SECURITY-2370, SECURITY-2103).
 */
public abstract class TargetStepDescriptor extends StepDescriptor {

    /** RFC 1123 label. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    @RequirePOST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        ListBoxModel result = new ListBoxModel();
        result.add("- inherited from withK8s -", "");
        if (mayChoose(item)) {
            clusters(item).forEach(c -> result.add(c.getName()));
        }
        if (Util.fixEmpty(cluster) != null && result.stream().noneMatch(o -> o.value.equals(cluster))) {
            result.add(cluster);
        }
        return result;
    }

    @RequirePOST
    public FormValidation doCheckCluster(@AncestorInPath Item item, @QueryParameter String value) {
        String name = Util.fixEmptyAndTrim(value);
        if (name == null || !mayChoose(item) || name.contains("$")) {
            return FormValidation.ok();
        }
        return clusters(item).stream().anyMatch(c -> c.getName().equals(name))
                ? FormValidation.ok()
                : FormValidation.error("This job has no such cluster.");
    }

    @RequirePOST
    public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
        StandardListBoxModel result = new StandardListBoxModel();
        if (!mayChoose(item)) {
            return result.includeCurrentValue(credentialsId);
        }
        result.includeEmptyValue();
        for (ListBoxModel.Option option : credentials(item)) {
            if (item == null || ClusterFolderProperty.allowsCredential(item, option.value)) {
                result.add(option);
            }
        }
        return result.includeCurrentValue(credentialsId);
    }

    @RequirePOST
    public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        String id = Util.fixEmptyAndTrim(value);
        if (id == null || !mayChoose(item) || id.contains("$")) {
            return FormValidation.ok();
        }
        if (item != null && !ClusterFolderProperty.allowsCredential(item, id)) {
            return FormValidation.error("The folder's configuration does not let releases use this credential.");
        }
        return credentials(item).stream().anyMatch(o -> o.value.equals(id))
                ? FormValidation.ok()
                : FormValidation.error("This job has no credential with this id that an API server takes.");
    }

    @RequirePOST
    public FormValidation doCheckNamespace(@QueryParameter String value) {
        String name = Util.fixEmptyAndTrim(value);
        return name == null || name.contains("$") || LABEL.matcher(name).matches()
                ? FormValidation.ok()
                : FormValidation.error("Small letters, digits and '-', beginning and ending with a letter or digit.");
    }

    /** For the graph: {@code production / shop}. */
    protected static String targetToString(Map<String, Object> arguments) {
        String cluster = text(arguments.get("cluster"));
        String namespace = text(arguments.get("namespace"));
        return cluster + (cluster.isEmpty() || namespace.isEmpty() ? "" : " / ") + namespace;
    }

    private static String text(@CheckForNull Object value) {
        return value instanceof String s ? s : "";
    }

    private static boolean mayChoose(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    private static List<NamedCluster> clusters(@CheckForNull Item item) {
        KubernetesClusters configuration = KubernetesClusters.get();
        return item == null ? configuration.getClusters() : configuration.usableBy(item);
    }

    private static ListBoxModel credentials(@CheckForNull Item item) {
        return CredentialsProvider.listCredentialsInItem(
                StandardCredentials.class, item, ACL.SYSTEM2, List.of(), UserMaterials.matcher());
    }
}
