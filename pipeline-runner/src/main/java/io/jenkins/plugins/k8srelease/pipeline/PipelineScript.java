package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.SerializableScript;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Supplier;
import org.codehaus.groovy.runtime.InvokerHelper;

/** The base of every script: finds names in the order in which Jenkins does: binding, variable of a library, step. */
public abstract class PipelineScript extends SerializableScript {

    private static final long serialVersionUID = 1;

    @Override
    public final Object invokeMethod(String name, Object arguments) {
        if (getBinding().hasVariable(name)) {
            Object variable = getBinding().getVariable(name);
            if (!InvokerHelper.getMetaClass(variable)
                    .respondsTo(variable, "call", InvokerHelper.asArray(arguments))
                    .isEmpty()) {
                return InvokerHelper.invokeMethod(variable, "call", arguments);
            }
        }
        return step(name, arguments);
    }

    static Object step(String name, Object arguments) {
        PipelineRun run = PipelineRun.current();
        Object[] given = InvokerHelper.asArray(arguments);
        Script variable = run.state().variables.get(name);
        if (variable != null) {
            return keepingName(name, () -> InvokerHelper.invokeMethod(variable, "call", arguments));
        }
        if (name.equals("load")) {
            return keepingName(name, run.load(String.valueOf(given[0]))::run);
        }
        Script prelude = run.state().prelude;
        if (prelude != null && isOf(prelude, name, given)) {
            return InvokerHelper.getMetaClass(prelude).invokeMethod(prelude, name, given);
        }
        return Continuable.suspend(name, new StepCall(name, new ArrayList<>(Arrays.asList(given))));
    }

    private static boolean isOf(Script prelude, String name, Object[] arguments) {
        return Arrays.stream(prelude.getClass().getDeclaredMethods())
                        .anyMatch(m -> m.getName().equals(name))
                && !InvokerHelper.getMetaClass(prelude)
                        .respondsTo(prelude, name, arguments)
                        .isEmpty();
    }

    /** A redirected call keeps the name that the program used, so that the check for mismatched calls stays quiet. */
    private static Object keepingName(String name, Supplier<Object> call) {
        try {
            return call.get();
        } catch (CpsCallableInvocation i) {
            throw new CpsCallableInvocation(name, i.call, i.receiver, i.arguments.toArray());
        }
    }

    @Override
    public Object getProperty(String property) {
        try {
            return super.getProperty(property);
        } catch (MissingPropertyException e) {
            Object found =
                    PipelineRun.current() == null ? null : PipelineRun.current().property(property);
            if (found == null) {
                throw e;
            }
            return found;
        }
    }

    @Override
    public void println(Object value) {
        invokeMethod("echo", new Object[] {String.valueOf(value)});
    }

    @Override
    public void print(Object value) {
        println(value);
    }

    public Object sleep(long seconds) {
        return invokeMethod("sleep", new Object[] {seconds});
    }
}
