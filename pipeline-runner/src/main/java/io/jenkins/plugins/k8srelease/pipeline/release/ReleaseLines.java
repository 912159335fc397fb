package io.jenkins.plugins.k8srelease.pipeline.release;

import io.jenkins.plugins.k8srelease.engine.diagnosis.Redactor;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseListener;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.parameter.Arguments;
import io.jenkins.plugins.k8srelease.engine.parameter.SecretArguments;
import io.jenkins.plugins.k8srelease.engine.release.SecretValues;
import io.jenkins.plugins.k8srelease.engine.report.EventText;
import io.jenkins.plugins.k8srelease.engine.report.Paint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes what a release does into the log of its program, without secrets. */
final class ReleaseLines implements ReleaseListener, Consumer<String> {

    private final Consumer<String> log;
    private final Redactor redactor;
    private final long began = System.nanoTime();

    private ReleaseLines(Consumer<String> log, Redactor redactor) {
        this.log = log;
        this.redactor = redactor;
    }

    static ReleaseLines of(Consumer<String> log, Arguments given, List<LoadedObject> objects) {
        List<String> secrets = new ArrayList<>(SecretArguments.of(given));
        secrets.addAll(
                SecretValues.of(objects.stream().map(LoadedObject::object).toList()));
        return new ReleaseLines(log, Redactor.of(secrets));
    }

    @Override
    public void on(ReleaseEvent event) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
        String text = EventText.of(event, Paint.NONE);
        // The name of an object and a word of ours: what looks like a secret in it, "secret/database: created", is
        // none.
        String shown = event instanceof ReleaseEvent.Applied ? text : hidden(text);
        EventText.stamped(elapsed, shown).lines().forEach(log);
    }

    @Override
    public void accept(String text) {
        hidden(text).lines().forEach(log);
    }

    String hidden(String text) {
        return redactor.redact(text);
    }
}
