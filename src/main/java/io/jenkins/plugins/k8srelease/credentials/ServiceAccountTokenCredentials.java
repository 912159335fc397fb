package io.jenkins.plugins.k8srelease.credentials;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.util.FormValidation;
import hudson.util.Secret;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A token whose only use is to ask the API server for short-lived tokens of one service account: what a release uses, and
 * what a build sees, is gone within the hour.
 */
public final class ServiceAccountTokenCredentials extends BaseStandardCredentials {

    private static final long serialVersionUID = 1L;

    /** The API server refuses less. */
    static final int SHORTEST_MINUTES = 10;

    static final int LONGEST_MINUTES = 24 * 60;
    private static final int STANDARD_MINUTES = 60;

    /** Names of namespaces (RFC 1123 labels). */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Names of service accounts (RFC 1123 subdomains). */
    private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");

    private final Secret token;
    private final String namespace;
    private final String serviceAccount;
    private int minutes = STANDARD_MINUTES;

    @DataBoundConstructor
    public ServiceAccountTokenCredentials(
            @CheckForNull CredentialsScope scope,
            @CheckForNull String id,
            @CheckForNull String description,
            Secret token,
            String namespace,
            String serviceAccount) {
        super(scope, id, description);
        this.token = token;
        this.namespace = namespace.strip();
        this.serviceAccount = serviceAccount.strip();
    }

    /** The long-lived token that may create tokens of the service account. */
    public Secret getToken() {
        return token;
    }

    public String getNamespace() {
        return namespace;
    }

    public String getServiceAccount() {
        return serviceAccount;
    }

    /** For how long the tokens are asked for, in minutes. */
    public int getMinutes() {
        return minutes;
    }

    @DataBoundSetter
    public void setMinutes(int minutes) {
        this.minutes = Math.max(SHORTEST_MINUTES, Math.min(LONGEST_MINUTES, minutes));
    }

    /** Whether both names can be names, and so be part of a request's path. */
    boolean hasValidNames() {
        return LABEL.matcher(namespace).matches()
                && SUBDOMAIN.matcher(serviceAccount).matches();
    }

    @Extension
    @Symbol("serviceAccountToken")
    public static final class DescriptorImpl extends BaseStandardCredentialsDescriptor {

        @Override
        public String getDisplayName() {
            return "Kubernetes service account, short-lived token";
        }

        @RequirePOST
        public FormValidation doCheckNamespace(@QueryParameter String value) {
            return check(LABEL, value, "a namespace");
        }

        @RequirePOST
        public FormValidation doCheckServiceAccount(@QueryParameter String value) {
            return check(SUBDOMAIN, value, "a service account");
        }

        @RequirePOST
        public FormValidation doCheckToken(@QueryParameter Secret value) {
            return value == null || value.getPlainText().isBlank()
                    ? FormValidation.error("A token that may create tokens of the service account is needed.")
                    : FormValidation.ok();
        }

        @RequirePOST
        public FormValidation doCheckMinutes(@QueryParameter String value) {
            return FormValidation.validateIntegerInRange(value, SHORTEST_MINUTES, LONGEST_MINUTES);
        }

        private static FormValidation check(Pattern pattern, String value, String what) {
            return value != null && pattern.matcher(value.strip()).matches()
                    ? FormValidation.ok()
                    : FormValidation.error("This is not the name of " + what + ": small letters, digits and '-'.");
        }
    }
}
