package io.jenkins.plugins.k8srelease.examples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import jenkins.branch.BranchProperty;
import jenkins.branch.BranchSource;
import jenkins.branch.DefaultBranchPropertyStrategy;
import jenkins.branch.NoTriggerBranchProperty;
import jenkins.scm.impl.mock.MockSCMController;
import jenkins.scm.impl.mock.MockSCMDiscoverBranches;
import jenkins.scm.impl.mock.MockSCMDiscoverChangeRequests;
import jenkins.scm.impl.mock.MockSCMDiscoverTags;
import jenkins.scm.impl.mock.MockSCMSource;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.jvnet.hudson.test.JenkinsRule;

/** A repository with a multibranch project for each Jenkinsfile that is made for branches, tags and pull requests. */
final class Branches implements AutoCloseable {

    private static final String FIRST = "master";

    private final JenkinsRule jenkins;
    private final MockSCMController repositories = MockSCMController.create();
    private final Map<String, WorkflowMultiBranchProject> projects = new TreeMap<>();

    Branches(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    /**
     * The job of a branch, tag or pull request.
     *
     * @param file the example
     * @param checkout what stands in the repository besides
     * @param environment what a build of it finds set: says which
     */
    WorkflowJob job(String file, Map<String, byte[]> checkout, JsonNode environment) throws Exception {
        WorkflowMultiBranchProject project = projects.get(file);
        if (project == null) {
            project = project(file);
            projects.put(file, project);
        }
        for (Map.Entry<String, byte[]> one : checkout.entrySet()) {
            repositories.addFile(file, FIRST, "a change", one.getKey(), one.getValue());
        }
        String name;
        if (environment.has("TAG_NAME")) {
            name = environment.path("TAG_NAME").asText();
            repositories.createTag(file, FIRST, name);
        } else if (environment.has("CHANGE_ID")) {
            name = "CR-" + repositories.openChangeRequest(file, FIRST);
        } else {
            name = environment.path("BRANCH_NAME").asText();
            repositories.cloneBranch(file, FIRST, name);
        }
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        WorkflowJob job = project.getItem(name);
        if (job == null) {
            throw new AssertionError("no job " + name + " but " + project.getItems());
        }
        return job;
    }

    private WorkflowMultiBranchProject project(String file) throws IOException {
        repositories.createRepository(file);
        byte[] jenkinsfile = Files.readAllBytes(Path.of("examples", "jenkins", file + ".Jenkinsfile"));
        repositories.addFile(file, FIRST, "the Jenkinsfile", "Jenkinsfile", jenkinsfile);
        WorkflowMultiBranchProject project =
                jenkins.jenkins.createProject(WorkflowMultiBranchProject.class, "branches-" + file);
        BranchSource source = new BranchSource(new MockSCMSource(
                repositories,
                file,
                new MockSCMDiscoverBranches(),
                new MockSCMDiscoverTags(),
                new MockSCMDiscoverChangeRequests()));
        // The test says when one is built.
        source.setStrategy(new DefaultBranchPropertyStrategy(new BranchProperty[] {new NoTriggerBranchProperty()}));
        project.getSourcesList().add(source);
        return project;
    }

    @Override
    public void close() {
        repositories.close();
    }
}
