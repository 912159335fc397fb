package io.jenkins.plugins.k8srelease.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.readiness.Readiness;

/** The arrows of the design, section 1: what the engine may know, and how its packages may know each other. */
@AnalyzeClasses(packagesOf = ArchitectureTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ENGINE = ArchitectureTest.class.getPackageName();

    @ArchTest
    static final ArchRule packagesAreAcyclic =
            slices().matching(ENGINE + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule usesOnlyWhatJenkinsShips = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ENGINE + "..",
                    "java..",
                    "javax.crypto..",
                    "javax.net..",
                    "io.fabric8.kubernetes..",
                    "com.fasterxml.jackson..",
                    "org.snakeyaml.engine..",
                    "org.slf4j..")
            .because(
                    "the plugin compiles these sources into itself, and Jenkins' plugins bring these libraries and no others");

    @ArchTest
    static final ArchRule knowsNoJenkins = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "picocli..")
            .because("a release is the same from a Jenkinsfile, a shell and a workflow");

    @ArchTest
    static final ArchRule judgesDeploymentsItself = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Readiness.class)
            .because("fabric8's readiness ignores the generation and the updated replicas");

    @ArchTest
    static final ArchRule takesNothingFromTheEnvironment = noClasses()
            .should()
            .callMethod(Config.class, "autoConfigure", String.class)
            .orShould()
            .callConstructor(Config.class)
            .because("a controller's own kubeconfig, environment and service account must never be used by accident");

    @ArchTest
    static final ArchRule printsNothing = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
