/**
 * Runs Jenkinsfiles and shared libraries without a Jenkins, on groovy-cps, the engine that Pipeline itself runs on: each step
 * suspends the program for real, its whole state can be saved there and resumed by another JVM.
 *
 * <p>What it does not do, and a real Jenkins does: no sandbox and no script approval; {@code sh} needs no {@code node};
 * steps of other plugins are what a test gives; options of a declarative Pipeline are not checked; {@code post} never meets
 * {@code changed}, {@code fixed}, {@code regression} or {@code notBuilt}; {@code when}, {@code post} and {@code input} directly
 * in {@code matrix} are ignored; spread arguments ({@code f(*list)}) do not compile; a part of a declarative Pipeline is
 * checked only when it is reached; {@code timeout} and {@code sleep} go by a clock of their own that only {@code sleep} moves;
 * state is saved by Java serialization, where Jenkins uses JBoss Marshalling.
 */
package io.jenkins.plugins.k8srelease.pipeline;
