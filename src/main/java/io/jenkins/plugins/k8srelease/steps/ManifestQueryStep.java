package io.jenkins.plugins.k8srelease.steps;

import java.util.Map;
import org.kohsuke.stapler.DataBoundSetter;

/** What all steps take that only ask about manifests. Jenkins binds to the setters of classes, not to those of interfaces. */
public abstract class ManifestQueryStep extends OperationStep {

    public final String getManifests() {
        return lines("manifests");
    }

    @DataBoundSetter
    public final void setManifests(String manifests) {
        putLines("manifests", manifests);
    }

    @SuppressWarnings("rawtypes")
    public final Map getImages() {
        return get("images");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public final void setImages(Map images) {
        put("images", images);
    }

    @SuppressWarnings("rawtypes")
    public final Map getValues() {
        return get("values");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public final void setValues(Map values) {
        put("values", values);
    }
}
