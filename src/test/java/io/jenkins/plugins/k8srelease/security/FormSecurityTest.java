package io.jenkins.plugins.k8srelease.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.k8srelease.cluster.ServerAccess;
import io.jenkins.plugins.k8srelease.steps.WithK8sStep;
import io.jenkins.plugins.k8srelease.testing.ApiServer;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import io.jenkins.plugins.k8srelease.testing.TestClusters;
import io.jenkins.plugins.k8srelease.testing.TestCredentials;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What the endpoints behind the forms tell, and whom. */
class FormSecurityTest extends SharedJenkins {

    private ApiServer server;
    private FreeStyleProject job;

    @BeforeEach
    void setUp() throws Exception {
        server = new ApiServer().token("good", "release");
        job = jenkins.createFreeStyleProject("job");
        TestCredentials.inJenkins(TestCredentials.token("release-token", "good"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("developer"));
        TestClusters.add("production", server);
    }

    @AfterEach
    void tearDown() {
        server.close();
    }

    @Test
    void security1016_onlyAdministratorsTestConnections() throws Exception {
        for (String user : List.of("reader", "developer")) {
            assertThat(testConnection(user, HttpMethod.POST), is(403));
        }
        assertThat(server.requests(), is(empty()));
        assertThat(testConnection("admin", HttpMethod.POST), is(200));
        assertThat(server.requests().size(), is(greaterThan(0)));
    }

    @Test
    void security1016_aLinkTestsNoConnection() throws Exception {
        assertThat(testConnection("admin", HttpMethod.GET), is(405));
        assertThat(server.requests(), is(empty()));
    }

    @Test
    void security981_everyEndpointTakesPostOnly() {
        List<String> unsafe = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (!descriptor.getClass().getName().startsWith("io.jenkins.plugins.k8srelease.")) {
                continue;
            }
            for (Method method : descriptor.getClass().getMethods()) {
                if (method.getName().matches("do[A-Z].*")
                        && method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.k8srelease.")) {
                    seen.add(method.getName());
                    if (!method.isAnnotationPresent(RequirePOST.class)) {
                        unsafe.add(method.toString());
                    }
                }
            }
        }
        assertThat(seen, hasItem("doTestConnection"));
        assertThat(unsafe, is(empty()));
    }

    @Test
    void security2370_idsOfCredentialsAreNotTold() {
        WithK8sStep.DescriptorImpl step = ExtensionList.lookupSingleton(WithK8sStep.DescriptorImpl.class);
        try (ACLContext ignored = as("reader")) {
            assertThat(values(step.doFillCredentialsIdItems(job, "mine")), contains("mine"));
            assertThat(step.doCheckCredentialsId(job, "release-token").kind, is(FormValidation.Kind.OK));
            assertThat(step.doCheckCredentialsId(job, "no-such-token").kind, is(FormValidation.Kind.OK));
            assertThat(step.doCheckCredentialsId(null, "no-such-token").kind, is(FormValidation.Kind.OK));
        }
        try (ACLContext ignored = as("developer")) {
            assertThat(values(step.doFillCredentialsIdItems(job, "")), hasItem("release-token"));
            assertThat(step.doCheckCredentialsId(job, "no-such-token").kind, is(FormValidation.Kind.ERROR));
            assertThat(values(step.doFillCredentialsIdItems(null, "")), not(hasItem("release-token")));
        }
    }

    @Test
    void security2103_theClustersOwnCredentialsAreToldToAdministratorsOnly() {
        ServerAccess.DescriptorImpl access = ExtensionList.lookupSingleton(ServerAccess.DescriptorImpl.class);
        try (ACLContext ignored = as("developer")) {
            assertThat(values(access.doFillCredentialsIdItems(server.url(), "")), not(hasItem("release-token")));
            assertThat(access.doCheckCredentialsId("no-such-token", server.url()).kind, is(FormValidation.Kind.OK));
            assertThrows(AccessDeniedException3.class, () -> access.doCheckUrl("https://x"));
        }
        try (ACLContext ignored = as("admin")) {
            assertThat(values(access.doFillCredentialsIdItems(server.url(), "")), hasItem("release-token"));
        }
    }

    @Test
    void security2102_namesOfClustersAreNotTold() {
        WithK8sStep.DescriptorImpl step = ExtensionList.lookupSingleton(WithK8sStep.DescriptorImpl.class);
        try (ACLContext ignored = as("reader")) {
            assertThat(values(step.doFillClusterItems(job, "")), not(hasItem("production")));
            assertThat(step.doCheckCluster(job, "no-such-cluster").kind, is(FormValidation.Kind.OK));
        }
        try (ACLContext ignored = as("developer")) {
            assertThat(values(step.doFillClusterItems(job, "")), hasItem("production"));
            assertThat(step.doCheckCluster(job, "no-such-cluster").kind, is(FormValidation.Kind.ERROR));
        }
    }

    @Test
    void security3553_configurationIsForAdministratorsOnly() throws Exception {
        try (JenkinsRule.WebClient web = client("developer")) {
            assertThat(web.goTo("manage/configure", null).getWebResponse().getStatusCode(), is(403));
        }
        try (JenkinsRule.WebClient web = client("admin")) {
            assertThat(
                    web.goTo("manage/configure").getWebResponse().getContentAsString(),
                    containsString("Kubernetes clusters"));
        }
    }

    private int testConnection(String user, HttpMethod method) throws Exception {
        try (JenkinsRule.WebClient web = client(user)) {
            WebRequest request = new WebRequest(
                    web.createCrumbedUrl("descriptorByName/" + ServerAccess.class.getName() + "/testConnection"),
                    method);
            List<NameValuePair> parameters = new ArrayList<>(List.of(
                    new NameValuePair("url", server.url()),
                    new NameValuePair("caCertificate", server.caCertificate()),
                    new NameValuePair("credentialsId", "release-token"),
                    new NameValuePair("proxied", "false"),
                    new NameValuePair("namespace", "shop")));
            request.setRequestParameters(parameters);
            return web.getPage(request).getWebResponse().getStatusCode();
        }
    }

    private static JenkinsRule.WebClient client(String user) throws Exception {
        JenkinsRule.WebClient web = jenkins.createWebClient();
        web.setThrowExceptionOnFailingStatusCode(false);
        web.login(user);
        return web;
    }

    private static ACLContext as(String user) {
        return ACL.as2(User.getOrCreateByIdOrFullName(user).impersonate2());
    }

    private static List<String> values(ListBoxModel model) {
        return model.stream().map(o -> o.value).toList();
    }
}
