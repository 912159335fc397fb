package io.jenkins.plugins.k8srelease.steps;

import hudson.EnvVars;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.SecretArguments;
import io.jenkins.plugins.k8srelease.engine.release.SecretValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** The values that a release must show nowhere: what credentials are bound to, and what goes into Secrets. */
final class BuildSecrets {

    private BuildSecrets() {}

    static Collection<String> of(StepContext context, Arguments arguments, List<LoadedObject> objects)
            throws IOException, InterruptedException {
        List<String> secrets = new ArrayList<>();
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        EnvVars environment = context.get(EnvVars.class);
        if (expander != null && environment != null) {
            expander.getSensitiveVariables().forEach(name -> secrets.add(environment.get(name, "")));
        }
        secrets.addAll(SecretArguments.of(arguments));
        secrets.addAll(
                SecretValues.of(objects.stream().map(LoadedObject::object).toList()));
        return secrets;
    }
}
