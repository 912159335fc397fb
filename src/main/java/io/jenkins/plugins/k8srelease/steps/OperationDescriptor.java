package io.jenkins.plugins.k8srelease.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.BadArgumentsException;
import io.jenkins.plugins.k8srelease.engine.parameter.Operation;
import io.jenkins.plugins.k8srelease.engine.parameter.Parameter;
import io.jenkins.plugins.k8srelease.engine.parameter.Requests;
import io.jenkins.plugins.k8srelease.form.FormTexts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** What the steps have in common that are defined by an {@link Operation}: names, forms, and the refusal of mistakes. */
public abstract class OperationDescriptor extends TargetStepDescriptor {

    private static final Set<String> TARGET = Set.of("cluster", "credentialsId", "namespace");

    private final Operation operation;
    private final String displayName;

    /** @param displayName what people see in lists of steps */
    protected OperationDescriptor(Operation operation, String displayName) {
        this.operation = operation;
        this.displayName = displayName;
    }

    public final Operation getOperation() {
        return operation;
    }

    @Override
    public final String getFunctionName() {
        return operation.name();
    }

    @NonNull
    @Override
    public final String getDisplayName() {
        return displayName;
    }

    @Override
    public final boolean takesImplicitBlockArgument() {
        return operation.block();
    }

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, FlowNode.class);
    }

    /** {@code ticket-booking → production / shop}. */
    @Override
    public String argumentsToString(@NonNull Map<String, Object> namedArgs) {
        String app = namedArgs.get("app") instanceof String s ? s : "";
        String target = targetToString(namedArgs);
        return app + (app.isEmpty() || target.isEmpty() ? "" : " → ") + target;
    }

    /**
     * Pipeline's call. Overridden although deprecated, since only here a mistake can be told without a stack trace, and
     * since Pipeline itself only warns of a parameter that does not exist.
     */
    @Override
    public final Step newInstance(Map<String, Object> given) throws Exception {
        try {
            Arguments arguments = Arguments.of(operation, given);
            Requests.check(arguments);
            return make(arguments.given());
        } catch (BadArgumentsException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** A form, where everything is text. */
    @Override
    public final Step newInstance(@CheckForNull StaplerRequest2 request, @NonNull JSONObject form)
            throws FormException {
        try {
            Map<String, Object> given = FormTexts.read(operation, name -> form.optString(name, ""));
            Requests.check(Arguments.of(operation, given));
            return make(given);
        } catch (BadArgumentsException e) {
            throw new FormException(e.getMessage(), "app");
        }
    }

    /** Lists and maps do not go through setters, whose types are those of forms. */
    private Step make(Map<String, Object> given) {
        Map<String, Object> target = new HashMap<>(given);
        Map<String, Object> others = new LinkedHashMap<>(given);
        target.keySet().retainAll(TARGET);
        others.keySet().removeAll(TARGET);
        OperationStep step = (OperationStep) new DescribableModel<>(clazz).instantiate(target, TaskListener.NULL);
        step.putAll(others);
        return step;
    }

    /** Parameters besides those of the target, for the form. */
    public final List<Parameter> getFormParameters() {
        return operation.parameters().stream()
                .filter(p -> !TARGET.contains(p.name()))
                .toList();
    }

    /** For the form: {@code rollbackOnFailure} is {@code Rollback on failure}. */
    public final String title(Parameter parameter) {
        return FormTexts.title(parameter);
    }

    /** For the form: what the field shows. */
    public final String text(@CheckForNull OperationStep step, Parameter parameter) {
        return FormTexts.write(step == null ? parameter.standard() : step.get(parameter.name()));
    }

    /** Checks a field as it is filled in: {@code checkParameter/timeout}. */
    @RequirePOST
    public final FormValidation doCheckParameter(StaplerRequest2 request, @QueryParameter String value) {
        String path = request.getRestOfPath();
        return FormTexts.check(operation, path.startsWith("/") ? path.substring(1) : path, value);
    }
}
