package io.jenkins.plugins.k8srelease.pipeline;

import com.cloudbees.groovy.cps.Block;
import com.cloudbees.groovy.cps.Env;
import com.cloudbees.groovy.cps.impl.CpsClosure;
import java.util.List;

/** The type of every closure of a program: keeps {@code sleep 5} a step, since Groovy gives every object a method of that name. */
public final class PipelineClosure extends CpsClosure {

    private static final long serialVersionUID = 1;

    public PipelineClosure(Object owner, Object thisObject, List<String> parameters, Block body, Env capture) {
        super(owner, thisObject, parameters, body, capture);
    }

    public Object sleep(long seconds) {
        return PipelineScript.step("sleep", new Object[] {seconds});
    }
}
