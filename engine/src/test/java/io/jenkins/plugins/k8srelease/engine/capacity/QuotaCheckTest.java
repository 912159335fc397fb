package io.jenkins.plugins.k8srelease.engine.capacity;

import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.check;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.cpu;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.deployment;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.fresh;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.one;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.quota;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.running;
import static io.jenkins.plugins.k8srelease.engine.capacity.Objects.surge;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuotaCheckTest {

    private static KubeObject web(String cpu, Object surge, Object unavailable) {
        return deployment("web", 3, cpu(cpu), surge(surge, unavailable));
    }

    @Test
    void aFirstReleaseFitsToTheMillicoreAndNotOneMore() {
        KubeObject web = web("250m", 1, 0);
        assertThat(check(fresh(quota("team", "requests.cpu=750m")), web).answer())
                .isEqualTo(Answer.FITS);
        CapacityReport report = check(fresh(quota("team", "requests.cpu=749m")), web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence())
                .isEqualTo("The rolling release to namespace shop does not fit: quota team is 1m short of requests.cpu:"
                        + " deployment/web needs 250m more while 500m of 749m is used, in wave 1 of 1, deployment/web with"
                        + " 2 new pods.");
        assertThat(report.exitCode()).isEqualTo(1);
    }

    @Test
    void aSurgeThatIsOneMillicoreShortNeverCompletesWithoutAnUnavailablePod() {
        KubeObject web = web("250m", 1, 0);
        assertThat(check(running(List.of(web), quota("team", "requests.cpu=1")), web)
                        .answer())
                .isEqualTo(Answer.FITS);
        CapacityReport report = check(running(List.of(web), quota("team", "requests.cpu=999m")), web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.shortages()).singleElement().satisfies(s -> {
            assertThat(s.shortBy()).hasToString("1m");
            assertThat(s.resource()).isEqualTo("requests.cpu");
            assertThat(s.workload()).isEqualTo("deployment/web");
            assertThat(s.moment()).contains("3 old and 0 new pods");
        });
        assertThat(report.suggestions())
                .anySatisfy(s -> assertThat(s.text()).isEqualTo("ask for 1 requests.cpu in quota team"))
                .anySatisfy(s -> {
                    assertThat(s.text()).contains("maxSurge to 0 and maxUnavailable to 1");
                    assertThat(s.answer()).isEqualTo(Answer.FITS);
                });
    }

    @Test
    void aSurgeWithoutRoomIsOnlySlowWhenAnOldPodMayGoFirst() {
        KubeObject web = web("250m", 1, 1);
        CapacityReport report = check(running(List.of(web), quota("team", "requests.cpu=750m")), web);
        assertThat(report.answer()).isEqualTo(Answer.TIGHT);
        assertThat(report.sentence()).contains("fits only just").contains("lacks 250m requests.cpu (1 of 750m)");
        assertThat(report.exitCode()).isZero();
    }

    @Test
    void percentagesRoundAsTheDeploymentControllerDoes() {
        // 25 % of 3: one more and none fewer. 10 % of 3 both ways: one more, none fewer. 0 and 10 % of 3: one fewer
        // after all.
        for (KubeObject web : List.of(web("1", "25%", "25%"), web("1", "10%", "10%"))) {
            assertThat(check(running(List.of(web), quota("team", "pods=4")), web)
                            .answer())
                    .isEqualTo(Answer.FITS);
            assertThat(check(running(List.of(web), quota("team", "pods=3")), web)
                            .answer())
                    .isEqualTo(Answer.DOES_NOT_FIT);
        }
        KubeObject inPlace = web("1", 0, "10%");
        assertThat(check(running(List.of(inPlace), quota("team", "pods=3")), inPlace)
                        .answer())
                .isEqualTo(Answer.FITS);
    }

    @Test
    void podsThatAreStoppingStillCountSoThatTheNextOneWaits() {
        KubeObject web = one(web("1", 1, 0).tree().toString().replace("Seconds\":0", "Seconds\":30"));
        CapacityReport report = check(running(List.of(web), quota("team", "pods=4")), web);
        assertThat(report.answer()).isEqualTo(Answer.TIGHT);
        ResourceLine pods = report.quotas().get(0);
        assertThat(pods.peak()).hasToString("6");
        assertThat(pods.stopping()).hasToString("2");
        assertThat(check(running(List.of(web), quota("team", "pods=6")), web).answer())
                .isEqualTo(Answer.FITS);
    }

    @Test
    void growingFirstGivesTheOldReplicaSetMorePods() {
        // The controller scales the old ReplicaSet to 6 before it rolls: old pods are twice as large here.
        KubeObject old = web("500m", 1, 0);
        KubeObject grown = deployment("web", 6, cpu("250m"), surge(1, 0));
        assertThat(check(running(List.of(old), quota("team", "requests.cpu=3250m")), grown)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(running(List.of(old), quota("team", "requests.cpu=3249m")), grown)
                        .answer())
                .isNotEqualTo(Answer.FITS);
    }

    @Test
    void blueGreenNeedsBothColoursAndRollingIsSuggested() {
        KubeObject web = web("250m", 1, 0);
        CapacitySnapshot snapshot = running(List.of(web), quota("team", "requests.cpu=1499m"));
        CapacityReport report = check(snapshot, Strategy.BLUE_GREEN, web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.shortages().get(0).shortBy()).hasToString("1m");
        assertThat(report.suggestions().get(0).text()).contains("rolling in place of blue-green");
        assertThat(report.suggestions().get(0).answer()).isEqualTo(Answer.FITS);
        assertThat(check(running(List.of(web), quota("team", "requests.cpu=1500m")), Strategy.BLUE_GREEN, web)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", "requests.cpu=750m")), Strategy.BLUE_GREEN, web)
                        .answer())
                .as("with nothing running there is only one colour")
                .isEqualTo(Answer.FITS);
    }

    @Test
    void theColourOfTheReleaseBeforeMakesRoomButItsPodsTakeTheirTime() {
        KubeObject blue = deployment("web-blue", 3, cpu("250m"), "{}");
        KubeObject green = deployment("web-green", 3, cpu("250m"), "{}");
        CapacitySnapshot both = running(List.of(blue, green), quota("team", "requests.cpu=1500m"));
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(blue)), Strategy.BLUE_GREEN)
                .withColours(Set.of(blue.ref()), Map.of(blue.ref(), green.ref()));
        assertThat(CapacityCheck.check(request, both).answer()).isEqualTo(Answer.TIGHT);
    }

    @Test
    void recreateNeverHasBothRevisions() {
        KubeObject web = web("250m", 1, 0);
        CapacitySnapshot snapshot = running(List.of(web), quota("team", "requests.cpu=750m"));
        assertThat(check(snapshot, Strategy.RECREATE, web).answer()).isEqualTo(Answer.FITS);
        assertThat(check(snapshot, Strategy.ROLLING, web).answer()).isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void aQuotaOnCpuRefusesPodsThatDoNotStateIt() {
        KubeObject web = deployment("web", 1, "{}", "{}");
        CapacityReport report = check(fresh(quota("team", "requests.cpu=10")), web);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence())
                .contains("quota team limits requests.cpu, so every container must specify it: main does not");
        assertThat(check(fresh(quota("team", "requests.ephemeral-storage=1Gi")), web)
                        .answer())
                .as("only cpu and memory have to be stated")
                .isEqualTo(Answer.FITS);
    }

    @Test
    void aLimitRangeOfTheReleaseFillsInWhatTheQuotaWantsStated() {
        KubeObject range =
                one("{apiVersion: v1, kind: LimitRange, metadata: {name: defaults}, spec: {limits: [{type: Container,"
                        + " default: {cpu: 200m}}]}}");
        KubeObject web = deployment("web", 3, "{}", "{}");
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(range), List.of(web)), Strategy.ROLLING);
        CapacitySnapshot snapshot = fresh(quota("team", "requests.cpu=600m,limits.cpu=600m"));
        assertThat(CapacityCheck.check(request, snapshot).answer()).isEqualTo(Answer.FITS);
        assertThat(CapacityCheck.check(request, fresh(quota("team", "limits.cpu=599m")))
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void scopesDecideWhichPodsAreCounted() {
        KubeObject bestEffort =
                one("{apiVersion: v1, kind: ResourceQuota, metadata: {name: be}, spec: {hard: {pods: '0'},"
                        + " scopes: [BestEffort]}}");
        KubeObject high = one("{apiVersion: v1, kind: ResourceQuota, metadata: {name: high}, spec: {hard: {pods: '0'},"
                + " scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}}}");
        KubeObject web = web("1", 1, 0);
        assertThat(check(fresh(bestEffort, high), web).answer()).isEqualTo(Answer.FITS);
        assertThat(check(fresh(bestEffort), deployment("web", 1, "{}", "{}")).answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject urgent =
                one(web.tree().toString().replace("\"containers\"", "\"priorityClassName\":\"high\",\"containers\""));
        KubeObject priorityClass =
                one("{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 9}");
        assertThat(check(fresh(high).with(ResourceKind.PRIORITY_CLASSES, priorityClass), urgent)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void objectsAreCountedAndOnlyNewOnes() {
        KubeObject web = web("1", 1, 0);
        KubeObject service = one(
                "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, ports: [{port: 80}]}}");
        assertThat(check(fresh(quota("team", "count/deployments.apps=1,count/replicasets.apps=1")), web)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", "count/deployments.apps=0")), web).answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(check(running(List.of(web), quota("team", "count/deployments.apps=1")), web)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", "services.loadbalancers=0")), service)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(check(fresh(quota("team", "services.nodeports=1,services.loadbalancers=1")), service)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(running(List.of(service), quota("team", "services.loadbalancers=0")), service)
                        .answer())
                .as("a Service that is there is not charged again, however full the quota is")
                .isEqualTo(Answer.FITS);
    }

    @Test
    void theReleasesOwnRecordsCount() {
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(web("1", 1, 0))), Strategy.ROLLING)
                .withRecords(OwnRecords.FIRST_RELEASE);
        assertThat(CapacityCheck.check(request, fresh(quota("team", "secrets=2")))
                        .answer())
                .isEqualTo(Answer.FITS);
        CapacityReport report = CapacityCheck.check(request, fresh(quota("team", "secrets=1")));
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence()).contains("the release's own record");
    }

    @Test
    void theReleasesOwnQuotaIsInForceFromItsWaveOn() {
        KubeObject web = web("250m", 1, 0);
        CapacityRequest small = CapacityRequest.of(
                "shop", List.of(List.of(quota("team", "requests.cpu=999m")), List.of(web)), Strategy.ROLLING);
        assertThat(CapacityCheck.check(small, running(List.of(web), quota("team", "requests.cpu=9")))
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        CapacityRequest large = CapacityRequest.of(
                "shop", List.of(List.of(quota("team", "requests.cpu=1")), List.of(web)), Strategy.ROLLING);
        assertThat(CapacityCheck.check(large, running(List.of(web), quota("team", "requests.cpu=1m")))
                        .answer())
                .isEqualTo(Answer.FITS);
    }

    @Test
    void whatAnEarlierWaveFreesCountsAndWhatALaterOneFreesDoesNot() {
        KubeObject shrinking = deployment("a", 1, cpu("250m"), surge(0, 1));
        KubeObject before = deployment("a", 4, cpu("250m"), surge(0, 1));
        KubeObject growing = deployment("b", 3, cpu("250m"), surge(0, 1));
        CapacitySnapshot snapshot = running(List.of(before), quota("team", "requests.cpu=1"));
        CapacityRequest freesFirst =
                CapacityRequest.of("shop", List.of(List.of(shrinking), List.of(growing)), Strategy.ROLLING);
        CapacityRequest freesLast =
                CapacityRequest.of("shop", List.of(List.of(growing), List.of(shrinking)), Strategy.ROLLING);
        assertThat(CapacityCheck.check(freesFirst, snapshot).answer()).isEqualTo(Answer.FITS);
        CapacityReport last = CapacityCheck.check(freesLast, snapshot);
        assertThat(last.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(last.shortages().get(0).shortBy()).hasToString("750m");
        assertThat(last.sentence()).contains("wave 1 of 2");
    }

    @Test
    void headroomStaysFree() {
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(web("250m", 1, 0))), Strategy.ROLLING)
                .withHeadroom(0.2);
        assertThat(CapacityCheck.check(request, fresh(quota("team", "requests.cpu=938m")))
                        .answer())
                .isEqualTo(Answer.FITS);
        CapacityReport report = CapacityCheck.check(request, fresh(quota("team", "requests.cpu=937m")));
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
        assertThat(report.sentence()).contains("20 % kept free");
        assertThat(report.suggestions())
                .anySatisfy(s -> assertThat(s.text()).isEqualTo("ask for 938m requests.cpu in quota team"));
    }

    @Test
    void anUnchangedWorkloadKeepsItsPods() {
        KubeObject web = web("250m", 1, 0);
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(web)), Strategy.ROLLING)
                .withUnchanged(Set.of(web.ref()));
        assertThat(CapacityCheck.check(request, running(List.of(web), quota("team", "requests.cpu=750m")))
                        .answer())
                .isEqualTo(Answer.FITS);
    }

    @Test
    void anAutoscalersNumberIsKeptAndItsMaximumShownApart() {
        KubeObject web = deployment("web", 1, cpu("100m"), surge(0, 1));
        KubeObject hpa = one(
                "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {minReplicas: 3,"
                        + " maxReplicas: 8, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}");
        CapacityReport report = check(fresh(quota("team", "requests.cpu=300m")), web, hpa);
        assertThat(report.answer()).isEqualTo(Answer.FITS);
        assertThat(report.workloads().get(0).podsAfter()).isEqualTo(3);
        assertThat(report.workloads().get(0).atMaximum().get("cpu")).hasToString("800m");
    }

    @Test
    void withoutTheRightToReadItSaysUnknownAndNeverFits() {
        KubeObject web = web("250m", 1, 0);
        for (ResourceKind kind : List.of(ResourceKind.QUOTAS, ResourceKind.NODES, ResourceKind.LIMIT_RANGES)) {
            CapacityReport report = check(fresh().with(kind, Part.missing("no right to list " + kind)), web);
            assertThat(report.answer()).as(kind.plural()).isEqualTo(Answer.UNKNOWN);
            assertThat(report.exitCode()).isEqualTo(4);
            assertThat(report.sentence()).contains("no right to list " + kind);
        }
    }

    @Test
    void jobsRunOneAfterTheOtherWhenTheQuotaLetsThemAndSmokePodsComeLast() {
        KubeObject job = one("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  parallelism: 3
                  completions: 5
                  template: {spec: {containers: [{name: m, image: x, resources: {requests: {cpu: 1}}}]}}
                """);
        assertThat(check(fresh(quota("team", "requests.cpu=3")), job).answer()).isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", "requests.cpu=1")), job).answer()).isEqualTo(Answer.TIGHT);
        assertThat(check(fresh(quota("team", "requests.cpu=999m")), job).answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject smoke =
                one("{apiVersion: v1, kind: Pod, metadata: {name: smoke}, spec: {containers: [{name: s, image: x,"
                        + " resources: {requests: {cpu: 100m}}}]}}");
        CapacityRequest request = CapacityRequest.of("shop", List.of(List.of(web("250m", 1, 0))), Strategy.ROLLING)
                .withSmokePods(List.of(smoke));
        assertThat(CapacityCheck.check(request, fresh(quota("team", "requests.cpu=850m")))
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(CapacityCheck.check(request, fresh(quota("team", "requests.cpu=849m")))
                        .sentence())
                .contains("pod/smoke needs 100m more")
                .contains("smoke tests");
    }

    @Test
    void aStatefulSetReplacesOnePodAtATimeInItsPlace() {
        KubeObject db = one("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: d, image: x, resources: {requests: {cpu: 500m}}}]}}
                  volumeClaimTemplates:
                    - {metadata: {name: data}, spec: {storageClassName: fast, resources: {requests: {storage: 10Gi}}}}
                """);
        assertThat(check(running(List.of(db), quota("team", "requests.cpu=1500m")), db)
                        .answer())
                .isEqualTo(Answer.FITS);
        String storage =
                "requests.storage=30Gi,fast.storageclass.storage.k8s.io/requests.storage=30Gi,persistentvolumeclaims=3";
        assertThat(check(fresh(quota("team", storage)), db).answer()).isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", storage.replace("30Gi", "29Gi"))), db)
                        .answer())
                .isEqualTo(Answer.DOES_NOT_FIT);
        KubeObject larger = one(db.tree().toString().replace("500m", "501m"));
        CapacityReport report = check(running(List.of(db), quota("team", "requests.cpu=1500m")), larger);
        assertThat(report.answer()).isEqualTo(Answer.DOES_NOT_FIT);
    }

    @Test
    void aCronJobMayMakeItSlowerButNothingWaitsForIt() {
        KubeObject cron = one("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec:
                  schedule: "* * * * *"
                  jobTemplate: {spec: {template: {spec: {containers: [{name: c, image: x, resources: {requests: {cpu: 300m}}}]}}}}
                """);
        assertThat(check(fresh(quota("team", "requests.cpu=1050m")), web("250m", 1, 0), cron)
                        .answer())
                .isEqualTo(Answer.FITS);
        assertThat(check(fresh(quota("team", "requests.cpu=1049m")), web("250m", 1, 0), cron)
                        .answer())
                .isEqualTo(Answer.TIGHT);
    }

    @Test
    void theReportCanBeReadByPeopleAndMachines() {
        KubeObject web = web("250m", 1, 0);
        CapacityReport report = check(running(List.of(web), quota("team", "requests.cpu=999m,pods=10")), web);
        assertThat(report.toText())
                .contains("[#######################++++++]!".substring(0, 20))
                .contains("over by 1m")
                .contains("What would help:");
        assertThat(report.toMarkdown()).contains("| team | requests.cpu | 750m | 1 |");
        assertThat(report.toJson())
                .contains("\"answer\" : \"does not fit\"")
                .contains("\"hard\" : \"999m\"")
                .contains("\"shortBy\" : \"1m\"");
    }
}
