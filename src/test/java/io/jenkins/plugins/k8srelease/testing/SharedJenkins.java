package io.jenkins.plugins.k8srelease.testing;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.TopLevelItem;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.k8srelease.cluster.KubernetesClusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** One Jenkins for all tests of a class, emptied before each: to start one takes longer than a test. */
@WithJenkins
public abstract class SharedJenkins {

    protected static JenkinsRule jenkins;

    @BeforeAll
    static void startJenkins(JenkinsRule started) {
        jenkins = started;
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        // The extension ends only what belongs to one test.
        jenkins.after();
        jenkins = null;
    }

    @BeforeEach
    void emptyJenkins() throws Exception {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        jenkins.jenkins.setProxy(null);
        for (TopLevelItem item : List.copyOf(jenkins.jenkins.getItems())) {
            item.delete();
        }
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), new ArrayList<>()));
        SystemCredentialsProvider.getInstance().save();
        KubernetesClusters.get().setClusters(List.of());
        KubernetesClusters.get().setOtherServersAllowed(false);
    }
}
