package io.jenkins.plugins.k8srelease.pipeline;

import groovy.lang.GroovyObjectSupport;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code env}, {@code currentBuild} and {@code steps}: without state, so that a resumed program finds the run that it is in. */
public final class Globals {

    private Globals() {}

    /** {@code env.NAME}. */
    public static final class Environment extends GroovyObjectSupport implements Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public Object getProperty(String name) {
            return PipelineRun.current().variable(name);
        }

        @Override
        public void setProperty(String name, Object value) {
            PipelineRun.current().state().environment.put(name, String.valueOf(value));
        }
    }

    /** {@code currentBuild}, as far as the library and the examples use it. */
    public static final class CurrentBuild implements Serializable {

        private static final long serialVersionUID = 1;

        public String getResult() {
            return PipelineRun.current().state().result;
        }

        public void setResult(String result) {
            PipelineRun.current().state().worsen(result);
        }

        public String getCurrentResult() {
            String result = getResult();
            return result == null ? "SUCCESS" : result;
        }

        public int getNumber() {
            return Integer.parseInt(String.valueOf(PipelineRun.current().variable("BUILD_NUMBER")));
        }

        public String getFullDisplayName() {
            return PipelineRun.current().variable("JOB_NAME") + " #" + getNumber();
        }

        public String getAbsoluteUrl() {
            return String.valueOf(PipelineRun.current().variable("BUILD_URL"));
        }

        /** Who or what started the build; {@code BUILD_USER} of the environment, if anybody. */
        public List<Map<String, String>> getBuildCauses() {
            Object user = PipelineRun.current().variable("BUILD_USER");
            Map<String, String> cause = new LinkedHashMap<>();
            cause.put("shortDescription", user == null ? "Started by an SCM change" : "Started by user " + user);
            if (user != null) {
                cause.put("userName", user.toString());
            }
            return new ArrayList<>(List.of(cause));
        }

        public String getDescription() {
            return PipelineRun.current().state().description;
        }

        public void setDescription(String description) {
            PipelineRun.current().state().description = description;
        }
    }

    /** {@code steps.echo 'x'}, as classes of a library call steps. */
    public static final class Steps extends GroovyObjectSupport implements Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public Object invokeMethod(String name, Object arguments) {
            return PipelineScript.step(name, arguments);
        }
    }
}
