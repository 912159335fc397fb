package io.jenkins.plugins.k8srelease.form;

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
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * The lists and checks of what every form takes that names a target. Each answers only to those who may configure what it is
 * asked for; others learn no name and no id (SECURITY-2370, SECURITY-2103). Descriptors offer them as POST.
 */
public final class TargetForm {

    /** RFC 1123 label. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private TargetForm() {}

    /** The clusters that a job may use. */
    public static ListBoxModel clusters(@CheckForNull Item item, String cluster) {
        ListBoxModel result = new ListBoxModel();
        result.add("- inherited from withK8s -", "");
        if (mayChoose(item)) {
            usable(item).forEach(c -> result.add(c.getName()));
        }
        if (Util.fixEmpty(cluster) != null && result.stream().noneMatch(o -> o.value.equals(cluster))) {
            result.add(cluster);
        }
        return result;
    }

    /** Whether a job has that cluster. */
    public static FormValidation checkCluster(@CheckForNull Item item, String value) {
        String name = Util.fixEmptyAndTrim(value);
        if (name == null || !mayChoose(item) || name.contains("$")) {
            return FormValidation.ok();
        }
        return usable(item).stream().anyMatch(c -> c.getName().equals(name))
                ? FormValidation.ok()
                : FormValidation.error("This job has no such cluster.");
    }

    /** The credentials of a job that an API server takes and its folder allows. */
    public static ListBoxModel credentials(@CheckForNull Item item, String credentialsId) {
        StandardListBoxModel result = new StandardListBoxModel();
        if (!mayChoose(item)) {
            return result.includeCurrentValue(credentialsId);
        }
        result.includeEmptyValue();
        for (ListBoxModel.Option option : accepted(item)) {
            if (item == null || ClusterFolderProperty.allowsCredential(item, option.value)) {
                result.add(option);
            }
        }
        return result.includeCurrentValue(credentialsId);
    }

    /** Whether a job has such a credential. */
    public static FormValidation checkCredentials(@CheckForNull Item item, String value) {
        String id = Util.fixEmptyAndTrim(value);
        if (id == null || !mayChoose(item) || id.contains("$")) {
            return FormValidation.ok();
        }
        if (item != null && !ClusterFolderProperty.allowsCredential(item, id)) {
            return FormValidation.error("The folder's configuration does not let releases use this credential.");
        }
        return accepted(item).stream().anyMatch(o -> o.value.equals(id))
                ? FormValidation.ok()
                : FormValidation.error("This job has no credential with this id that an API server takes.");
    }

    /** Whether a text can be a namespace. */
    public static FormValidation checkNamespace(String value) {
        String name = Util.fixEmptyAndTrim(value);
        return name == null || name.contains("$") || LABEL.matcher(name).matches()
                ? FormValidation.ok()
                : FormValidation.error("Small letters, digits and '-', beginning and ending with a letter or digit.");
    }

    private static boolean mayChoose(@CheckForNull Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    private static List<NamedCluster> usable(@CheckForNull Item item) {
        KubernetesClusters configuration = KubernetesClusters.get();
        return item == null ? configuration.getClusters() : configuration.usableBy(item);
    }

    private static ListBoxModel accepted(@CheckForNull Item item) {
        return CredentialsProvider.listCredentialsInItem(
                StandardCredentials.class, item, ACL.SYSTEM2, List.of(), UserMaterials.matcher());
    }
}
