package io.jenkins.plugins.k8srelease.library;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.PluginWrapper;
import hudson.model.ItemGroup;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.variant.OptionalExtension;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.LibraryResolver;

/**
 * Makes {@code @Library('k8s-release') _} work. The library runs in the sandbox, as the Pipeline that asks for it does, and
 * comes last: a library of that name that an administrator has configured wins.
 */
@OptionalExtension(requirePlugins = "pipeline-groovy-lib", ordinal = -1000)
public final class BuiltInLibraryResolver extends LibraryResolver {

    /** Of the library. */
    public static final String NAME = "k8s-release";

    @Override
    public boolean isTrusted() {
        return false;
    }

    @NonNull
    @Override
    public Collection<LibraryConfiguration> forJob(
            @NonNull Job<?, ?> job, @NonNull Map<String, String> libraryVersions) {
        return libraryVersions.containsKey(NAME) ? List.of(library()) : List.of();
    }

    @NonNull
    @Override
    public Collection<LibraryConfiguration> suggestedConfigurations(@NonNull ItemGroup<?> group) {
        return List.of(library());
    }

    /** Its version is that of the plugin: there is no other one to ask for. */
    private static LibraryConfiguration library() {
        LibraryConfiguration library = new LibraryConfiguration(NAME, new BuiltInLibraryRetriever());
        library.setDefaultVersion(version());
        library.setAllowVersionOverride(false);
        library.setIncludeInChangesets(false);
        return library;
    }

    private static String version() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(BuiltInLibraryResolver.class);
        return plugin == null ? "development" : plugin.getVersionNumber().toString();
    }
}
