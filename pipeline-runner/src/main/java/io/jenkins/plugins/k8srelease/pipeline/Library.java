package io.jenkins.plugins.k8srelease.pipeline;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Lets {@code @Library('name') _} compile; {@link ScriptCompiler} reads it from the source, as Jenkins does. */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.LOCAL_VARIABLE, ElementType.FIELD, ElementType.TYPE, ElementType.METHOD, ElementType.PACKAGE})
public @interface Library {
    String[] value();

    boolean changelog() default true;
}
