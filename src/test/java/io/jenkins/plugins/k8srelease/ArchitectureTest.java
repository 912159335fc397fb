package io.jenkins.plugins.k8srelease;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.Test;

/** Arrows go one way. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.jenkins.plugins.k8srelease");

    @Test
    void theEngineKnowsNoJenkins() {
        noClasses()
                .that()
                .resideInAPackage("io.jenkins.plugins.k8srelease.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.kohsuke..", "org.jenkinsci..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.jenkins.plugins.k8srelease.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void security920_nothingIsAddedToTheSandbox() {
        noClasses()
                .should()
                .beAssignableTo("org.jenkinsci.plugins.scriptsecurity.sandbox.Whitelist")
                .check(CLASSES);
    }

    @Test
    void security2448_noYamlParserThatMakesObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml.snakeyaml..")
                .check(CLASSES);
    }

    @Test
    void security1738_fabric8ReadsNoKubeconfig() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.internal.KubeConfigUtils")
                .check(CLASSES);
        noClasses()
                .should()
                .callMethod(Config.class, "fromKubeconfig", String.class)
                .check(CLASSES);
    }

    @Test
    void security1646_theControllersEnvironmentIsNotRead() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.jenkins.plugins.k8srelease.engine..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .check(CLASSES);
    }
}
