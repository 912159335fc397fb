package io.jenkins.plugins.k8srelease.form;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.k8srelease.cluster.ClusterFolderProperty;
import io.jenkins.plugins.k8srelease.engine.parameter.Kind;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import io.jenkins.plugins.k8srelease.quota.QuotaBuildWrapper;
import io.jenkins.plugins.k8srelease.steps.OperationDescriptor;
import io.jenkins.plugins.k8srelease.testing.SharedJenkins;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Every form of the plugin: help for each field, and a check of each that people write something into. */
class FormsTest extends SharedJenkins {

    /** An entry of a form and what follows it, such as {@code <f:textbox}. */
    private static final Pattern ENTRY =
            Pattern.compile("<f:(?:entry|dropdownDescriptorSelector)[^>]*?field=\"(\\w+)\"[^>]*?>\\s*<(\\w:\\w+)");

    /** Where people write. */
    private static final Set<String> WRITTEN = Set.of("f:textbox", "f:textarea", "f:password", "f:number");

    /** Kinds that a form lets people choose of, or switch. */
    private static final Set<Kind> CHOSEN = Set.of(Kind.CHOICE, Kind.SWITCH);

    private record Field(Descriptor<?> descriptor, String name, boolean written) {

        /** By a method for the field, or by the one for all parameters of a step. */
        boolean isChecked() {
            return descriptor.getCheckMethod(name).toStemUrl() != null
                    || (descriptor instanceof OperationDescriptor step
                            && step.getFormParameters().stream()
                                    .anyMatch(p -> p.name().equals(name)));
        }

        @Override
        public String toString() {
            return descriptor.clazz.getSimpleName() + "." + name;
        }
    }

    private static List<Field> fields() throws Exception {
        List<Field> fields = new ArrayList<>();
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor.clazz.getName().startsWith("io.jenkins.plugins.k8srelease.")) {
                for (String page : List.of("config.jelly", "credentials.jelly", "target.jelly")) {
                    fields.addAll(fields(descriptor, page));
                }
                if (descriptor instanceof OperationDescriptor step) {
                    step.getFormParameters()
                            .forEach(p -> fields.add(new Field(descriptor, p.name(), !CHOSEN.contains(p.kind()))));
                }
            }
        }
        return fields;
    }

    private static List<Field> fields(Descriptor<?> descriptor, String page) throws Exception {
        for (Class<?> type = descriptor.clazz; type != Object.class; type = type.getSuperclass()) {
            try (InputStream in = type.getResourceAsStream(type.getSimpleName() + "/" + page)) {
                if (in != null) {
                    return ENTRY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .results()
                            .map(m -> new Field(descriptor, m.group(1), WRITTEN.contains(m.group(2))))
                            .toList();
                }
            }
        }
        return List.of();
    }

    /** Those that lack something. Asked within a request: only there a descriptor knows its pages. */
    private static List<String> without(List<Field> fields, Predicate<Field> something) throws Exception {
        return jenkins.executeOnServer(() ->
                fields.stream().filter(something.negate()).map(Field::toString).toList());
    }

    @Test
    void eachFieldHasHelp() throws Exception {
        List<Field> fields = fields();
        assertThat(fields.size(), greaterThan(100));
        assertThat(without(fields, f -> f.descriptor().getHelpFile(f.name()) != null), is(empty()));
    }

    @Test
    void eachFieldThatIsWrittenIntoIsChecked() throws Exception {
        List<Field> fields = fields().stream().filter(Field::written).toList();
        assertThat(fields.size(), greaterThan(70));
        assertThat(without(fields, Field::isChecked), is(empty()));
    }

    private static final Map<String, String> WRONG = Map.ofEntries(
            Map.entry("app", "Not A Name"),
            Map.entry("timeout", "soon"),
            Map.entry("observe", "soon"),
            Map.entry("drain", "soon"),
            Map.entry("images", "no equals sign"),
            Map.entry("values", "no equals sign"),
            Map.entry("env", "no equals sign"),
            Map.entry("workloads", "web"),
            Map.entry("smoke", "no such thing"),
            Map.entry("to", "v4"),
            Map.entry("status", "soon"),
            Map.entry("attempts", "many"),
            Map.entry("body", "(unclosed"),
            Map.entry("maxSurge", "many"),
            Map.entry("headroom", "much"));

    @Test
    void whatIsWrongIsSaidAndWhatIsRightIsNot() throws Exception {
        Set<String> said = new TreeSet<>();
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
                if (descriptor instanceof OperationDescriptor step) {
                    for (Parameter parameter : step.getFormParameters()) {
                        String name = parameter.name();
                        String wrong = WRONG.get(name);
                        assertThat(check(web, step, name, ""), is("<div/>"));
                        assertThat(check(web, step, name, "${LATER}"), is("<div/>"));
                        assertThat(check(web, step, name, FormTexts.write(parameter.standard())), is("<div/>"));
                        if (wrong != null) {
                            String answer = check(web, step, name, wrong);
                            assertThat(step.getFunctionName() + " " + name, answer, containsString("class=\"error\""));
                            said.add(name);
                        }
                    }
                }
            }
        }
        assertThat(said, is(new TreeSet<>(WRONG.keySet())));
    }

    private static String check(JenkinsRule.WebClient web, OperationDescriptor step, String name, String value)
            throws Exception {
        WebRequest request = new WebRequest(
                web.createCrumbedUrl(step.getDescriptorUrl() + "/checkParameter/" + name), HttpMethod.POST);
        List<NameValuePair> parameters = new ArrayList<>(request.getRequestParameters());
        parameters.add(new NameValuePair("value", value));
        request.setRequestParameters(parameters);
        return web.getPage(request).getWebResponse().getContentAsString();
    }

    @Test
    void theQuotaWrapperAndTheFolderCheckTheirsToo() throws Exception {
        QuotaBuildWrapper.DescriptorImpl quota = ExtensionList.lookupSingleton(QuotaBuildWrapper.DescriptorImpl.class);
        assertThat(quota.doCheckHeadroom("10%").kind, is(FormValidation.Kind.OK));
        assertThat(quota.doCheckHeadroom("much").getMessage(), startsWith("headroom "));
        assertThat(
                List.of(
                        quota.doCheckHeadroom("much").kind,
                        quota.doCheckImages("no equals sign").kind,
                        quota.doCheckValues("no equals sign").kind,
                        quota.doCheckManifests("-").kind),
                is(List.of(
                        FormValidation.Kind.ERROR,
                        FormValidation.Kind.ERROR,
                        FormValidation.Kind.ERROR,
                        FormValidation.Kind.ERROR)));
        ClusterFolderProperty.DescriptorImpl property =
                ExtensionList.lookupSingleton(ClusterFolderProperty.DescriptorImpl.class);
        Folder folder = jenkins.createProject(Folder.class);
        assertThat(
                property.doCheckCredentials(folder, "nothing-of-that-name").getMessage(),
                is("This folder has no credential nothing-of-that-name."));
        assertThat(property.doCheckCredentials(folder, "").kind, is(FormValidation.Kind.OK));
    }
}
