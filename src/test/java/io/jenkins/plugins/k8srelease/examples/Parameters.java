package io.jenkins.plugins.k8srelease.examples;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.instanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import hudson.model.BooleanParameterDefinition;
import hudson.model.BooleanParameterValue;
import hudson.model.ChoiceParameterDefinition;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** The parameters of a job, and of a build. */
final class Parameters {

    private Parameters() {}

    /** What a job asks for, a line each; all of it must be of types that Blue Ocean shows. */
    static List<String> of(WorkflowJob job) {
        ParametersDefinitionProperty property = job.getProperty(ParametersDefinitionProperty.class);
        List<ParameterDefinition> all = property == null ? List.of() : property.getParameterDefinitions();
        assertThat(
                "Blue Ocean shows all of them",
                all,
                everyItem(anyOf(
                        instanceOf(StringParameterDefinition.class),
                        instanceOf(ChoiceParameterDefinition.class),
                        instanceOf(BooleanParameterDefinition.class))));
        return all.stream().map(Parameters::describe).toList();
    }

    private static String describe(ParameterDefinition parameter) {
        Object choices = parameter instanceof ChoiceParameterDefinition choice ? choice.getChoices() : "";
        return parameter.getName() + " " + parameter.getClass().getSimpleName() + " " + choices + " "
                + parameter.getDefaultParameterValue() + " " + parameter.getDescription();
    }

    /** What a person enters. */
    static ParametersAction given(JsonNode parameters) {
        List<ParameterValue> values = new ArrayList<>();
        parameters
                .properties()
                .forEach(p -> values.add(
                        p.getValue().isBoolean()
                                ? new BooleanParameterValue(
                                        p.getKey(), p.getValue().asBoolean())
                                : new StringParameterValue(
                                        p.getKey(), p.getValue().asText())));
        return new ParametersAction(values);
    }
}
