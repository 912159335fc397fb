package io.jenkins.plugins.k8srelease.engine.rollout;

import static io.jenkins.plugins.k8srelease.engine.testing.Trees.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.k8srelease.engine.manifest.ImageOverride;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutEditorTest {

    private static final KubeObject WEB = workload("Deployment", "web");

    private static KubeObject workload(String kind, String name) {
        return object("{'apiVersion': 'apps/v1', 'kind': '" + kind + "', 'metadata': {'name': '" + name
                + "', 'namespace': 'n'}, 'spec': {'replicas': 2, 'template': {'spec': {"
                + "'initContainers': [{'name': 'init', 'image': 'shop/tool:1'}],"
                + "'containers': [{'name': 'app', 'image': 'shop/web:1', 'env': [{'name': 'A', 'value': 'old'}]},"
                + " {'name': 'side', 'image': 'shop/side:1'}]}}}}");
    }

    private static RolloutEdits edits() {
        return RolloutEdits.of(List.of());
    }

    @Test
    void whatNoEditConcernsIsTheVerySameObject() {
        KubeObject config = object("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'c'}}");
        RolloutEditor editor = new RolloutEditor(
                RolloutEdits.of(List.of(WorkloadName.parse("sts/db"))).withRestart(true), 3);

        assertThat(editor.edit(config)).isSameAs(config);
        assertThat(editor.edit(WEB)).isSameAs(WEB);
        assertThat(editor.problems()).containsExactly("there is no statefulset/db; there are [deployment/web]");
    }

    @Test
    void imagesAreReplacedByNameInEveryContainer() {
        RolloutEditor editor = new RolloutEditor(
                edits().withImages(List.of(ImageOverride.of("shop/web", "2"), ImageOverride.of("shop/tool", "1"))), 3);

        KubeObject edited = editor.edit(WEB);

        assertThat(edited.tree().at("/spec/template/spec/containers/0/image").asText())
                .isEqualTo("shop/web:2");
        assertThat(editor.problems()).isEmpty();
        assertThat(editor.notes()).singleElement().asString().contains("runs shop/tool:1 already", "rolls nothing");
    }

    @Test
    void anImageThatNobodyUsesIsAProblemThatNamesTheNearest() {
        RolloutEditor editor = new RolloutEditor(edits().withImages(List.of(ImageOverride.of("shop/wbe", "2"))), 3);
        editor.edit(WEB);

        assertThat(editor.problems()).containsExactly("no container uses the image shop/wbe; did you mean shop/web?");
    }

    @Test
    void variablesAreSetAddedAndRemovedWhereTheyAreMeant() {
        RolloutEditor editor = new RolloutEditor(
                edits().withEnv(List.of(
                        EnvChange.parse("deployment/web/app:A=new=er"),
                        EnvChange.parse("deployment/web:B=1"),
                        EnvChange.parse("C-"),
                        EnvChange.parse("deployment/other:D=1"))),
                3);

        KubeObject edited = editor.edit(WEB);

        assertThat(edited.tree().at("/spec/template/spec/containers").toString())
                .contains("{\"name\":\"A\",\"value\":\"new=er\"},{\"name\":\"B\",\"value\":\"1\"}")
                .contains("\"image\":\"shop/side:1\",\"env\":[{\"name\":\"B\",\"value\":\"1\"}]");
        assertThat(edited.tree().at("/spec/template/spec/initContainers/0").has("env"))
                .isFalse();
        assertThat(editor.problems())
                .containsExactly("there is no container for the environment variable deployment/other:D");
    }

    @Test
    void aRestartIsTheNumberOfTheRelease() {
        assertThat(new RolloutEditor(edits().withRestart(true), 7)
                        .edit(WEB)
                        .tree()
                        .at("/spec/template/metadata/annotations")
                        .path(RolloutEditor.RESTART)
                        .asText())
                .isEqualTo("7");
    }

    @Test
    void thePaceGoesWhereEachKindHasIt() {
        RolloutEditor editor = new RolloutEditor(edits().withPace("25%", "1", 5), 3);

        assertThat(editor.edit(WEB).at("spec", "strategy").toString())
                .isEqualTo("{\"rollingUpdate\":{\"maxSurge\":\"25%\",\"maxUnavailable\":1}}");
        assertThat(editor.edit(workload("DaemonSet", "agent"))
                        .at("spec", "updateStrategy")
                        .toString())
                .contains("\"maxUnavailable\":1");
        editor.edit(workload("StatefulSet", "db"));
        assertThat(editor.problems()).singleElement().asString().contains("StatefulSet has no maxSurge");
    }

    @Test
    void aPaceAtWhichNothingCouldMoveIsRefused() {
        assertThatThrownBy(() -> edits().withPace("0", "0%", null)).hasMessageContaining("no pod could ever");
        KubeObject careful = object("{'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'w'}, 'spec':"
                + " {'strategy': {'rollingUpdate': {'maxUnavailable': 0}}}}");
        RolloutEditor editor = new RolloutEditor(edits().withPace("0", null, null), 3);
        editor.edit(careful);

        assertThat(editor.problems()).singleElement().asString().contains("no pod could ever be replaced");
    }

    @ParameterizedTest
    @CsvSource({"deploy/web,deployment/web", "StatefulSet/db,statefulset/db", "ds/agent,daemonset/agent"})
    void workloadsAreNamedAsKubectlNamesThem(String text, String name) {
        assertThat(WorkloadName.parse(text)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "job/web", "deployment/", "deployment/WEB", "deployment/a/b", "/web"})
    void whatIsNoWorkloadIsRefused(String text) {
        assertThatThrownBy(() -> WorkloadName.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECRET", "=secret", "1A=secret", "a b=secret", "web:A=secret"})
    void whatIsNoVariableIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> EnvChange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void whatMayLoseRequestsIsTold() {
        KubeObject risky = object("{'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'w'}, 'spec':"
                + " {'replicas': 1, 'strategy': {'rollingUpdate': {'maxUnavailable': 1}}, 'template': {'spec':"
                + " {'terminationGracePeriodSeconds': 0, 'containers': [{'name': 'c', 'ports': [{}]}]}}}}");

        assertThat(DowntimeRisks.of(risky))
                .hasSize(3)
                .anyMatch(r -> r.contains("readiness probe"))
                .anyMatch(r -> r.contains("grace period"))
                .anyMatch(r -> r.contains("all of its 1 pods"));
        assertThat(DowntimeRisks.of(WEB)).isEmpty();
    }
}
