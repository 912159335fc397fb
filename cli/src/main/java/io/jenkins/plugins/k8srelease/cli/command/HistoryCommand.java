package io.jenkins.plugins.k8srelease.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.k8srelease.cli.console.Console;
import io.jenkins.plugins.k8srelease.cli.console.Failure;
import io.jenkins.plugins.k8srelease.cli.kubeconfig.Access;
import io.jenkins.plugins.k8srelease.cli.output.HistoryOutput;
import io.jenkins.plugins.k8srelease.cli.output.Json;
import io.jenkins.plugins.k8srelease.engine.cluster.Cluster;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.HeadStore;
import io.jenkins.plugins.k8srelease.engine.history.PartStore;
import io.jenkins.plugins.k8srelease.engine.history.RecordNames;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.Revision;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.release.ReleaseDocument;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the releases of an application. */
@Command(
        name = "history",
        description = "Shows the recorded releases of an application, or one of them with its objects.",
        sortOptions = false)
final class HistoryCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..1", paramLabel = "REVISION", description = "the number of one release")
    Integer revision;

    @Mixin
    AppOption app = new AppOption();

    @Mixin
    ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    CommonOptions common = new CommonOptions();

    HistoryCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        common.prepare(console);
        Access access = connection.access(console);
        RecordNames names = app.names(connection.namespace(access));
        try (Cluster cluster = connection.connect(access)) {
            Head head =
                    new HeadStore(cluster, names).read().map(StoredHead::head).orElseThrow(() -> neverReleased(names));
            if (revision == null) {
                show(HistoryOutput.json(head, names), () -> new HistoryOutput(console).text(head));
                return 0;
            }
            Revision one = head.revision(revision).orElseThrow(() -> unknown(head));
            List<RecordedObject> objects = new PartStore(cluster, names)
                    .read(revision, ReleaseDocument.CONTENT, ReleaseDocument.class)
                    .map(ReleaseDocument::objects)
                    .orElse(List.of());
            show(HistoryOutput.json(head, names, one, objects), () -> new HistoryOutput(console)
                    .details(head, names, one, objects));
            return 0;
        }
    }

    private void show(ObjectNode document, Runnable text) {
        if (common.isJson()) {
            Json.write(console, document);
        } else {
            text.run();
        }
    }

    private static Failure neverReleased(RecordNames names) {
        return Failure.usage("there is no release of " + names.app() + " in namespace " + names.namespace()
                + ". Is it the right --app, --namespace and --context?");
    }

    private Failure unknown(Head head) {
        String known = head.revisions().stream()
                .map(r -> Integer.toString(r.revision()))
                .collect(Collectors.joining(", "));
        return Failure.usage("there is no release " + revision + " on record"
                + (known.isEmpty() ? "; none has ended yet" : "; there are " + known));
    }
}
