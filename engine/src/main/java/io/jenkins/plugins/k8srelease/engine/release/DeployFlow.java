package io.jenkins.plugins.k8srelease.engine.release;

import io.jenkins.plugins.k8srelease.engine.apply.Waves;
import io.jenkins.plugins.k8srelease.engine.bluegreen.Unadoption;
import io.jenkins.plugins.k8srelease.engine.cluster.ApiException;
import io.jenkins.plugins.k8srelease.engine.event.ReleaseEvent;
import io.jenkins.plugins.k8srelease.engine.health.Kinds;
import io.jenkins.plugins.k8srelease.engine.history.AppliedState;
import io.jenkins.plugins.k8srelease.engine.history.ApplySetMembers;
import io.jenkins.plugins.k8srelease.engine.history.Current;
import io.jenkins.plugins.k8srelease.engine.history.Head;
import io.jenkins.plugins.k8srelease.engine.history.Outcome;
import io.jenkins.plugins.k8srelease.engine.history.Phase;
import io.jenkins.plugins.k8srelease.engine.history.PreImage;
import io.jenkins.plugins.k8srelease.engine.history.RecordedObject;
import io.jenkins.plugins.k8srelease.engine.history.StoredHead;
import io.jenkins.plugins.k8srelease.engine.manifest.LoadedObject;
import io.jenkins.plugins.k8srelease.engine.object.KubeObject;
import io.jenkins.plugins.k8srelease.engine.plan.Action;
import io.jenkins.plugins.k8srelease.engine.plan.Plan;
import io.jenkins.plugins.k8srelease.engine.plan.PlanProblem;
import io.jenkins.plugins.k8srelease.engine.plan.PlanRequest;
import io.jenkins.plugins.k8srelease.engine.plan.PlannedObject;
import io.jenkins.plugins.k8srelease.engine.plan.Planner;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A release up to its first change: claim, settle what was interrupted, plan, record. */
final class DeployFlow {

    /** An application that was never released has no key yet; what a dry run shows of digests is never applied. */
    private static final String DRY_RUN_KEY = "AA==";

    private final Session session;
    private final Work work;
    private final ApplyFlow apply;
    private final UndoFlow undo;
    private boolean rightsChecked;

    DeployFlow(Session session, Work work, ApplyFlow apply, UndoFlow undo) {
        this.session = session;
        this.work = work;
        this.apply = apply;
        this.undo = undo;
    }

    Next start() {
        Optional<StoredHead> head = session.heads.read();
        if (work.dryRun()) {
            return dryRun(head.map(StoredHead::head).orElse(null));
        }
        if (head.isPresent() && head.get().head().current() != null) {
            // What runs may be in the middle of a change; what is to be done is found out once that is settled.
            return claim(List.of(), head);
        }
        Head known = head.map(StoredHead::head).orElseGet(() -> Head.first(DRY_RUN_KEY));
        Work.Content content = work.content(session, known, known.lastRevision() + 1);
        // Of a way back no object changes, and yet the Service is switched.
        if (!content.goesBack() && known.live() > 0 && !retirementIsDue(known)) {
            Optional<Plan> nothing = Optional.ofNullable(content.unchanged()).or(() -> planUnchanged(known, content));
            if (nothing.isPresent()) {
                content.notes().forEach(session::info);
                return unchanged(known, content, nothing.get());
            }
        }
        checkRights(content, known);
        return claim(content.objects(), head);
    }

    private Next claim(List<LoadedObject> inputs, Optional<StoredHead> seen) {
        return new ClaimFlow(session).claim(work.operation(), work.inputDigest(), inputs, seen, this::claimed);
    }

    private void checkRights(Work.Content content, Head head) {
        if (!rightsChecked) {
            new RightsCheck(session, content.all(), work.settings(), prunable(head)).check();
            rightsChecked = true;
        }
    }

    /** Empty, too, when something of it may not be read: then all rights that are missing are told at once. */
    private Optional<Plan> planUnchanged(Head head, Work.Content content) {
        try {
            return Planner.planUnchanged(session.cluster, planRequest(head, content, true));
        } catch (ApiException e) {
            if (e.isForbidden()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ApplySetMembers prunable(Head head) {
        return work.prunes() ? head.members() : ApplySetMembers.none();
    }

    private Next dryRun(Head head) {
        Head known = head == null ? Head.first(DRY_RUN_KEY) : head;
        Work.Content content = work.content(session, known, known.lastRevision() + 1);
        boolean exists = new RightsCheck(session, content.all(), work.settings(), prunable(known)).namespaceExists();
        if (!exists) {
            session.info("namespace " + session.names.namespace() + " does not exist yet: the release would make it,"
                    + " and the server cannot check what goes into it");
        }
        plan(known, content, exists);
        return new Next.End(session.result(ReleaseResult.Status.PLANNED, 0, "dry run: nothing was changed"));
    }

    /** Nothing is claimed and nothing is written, but the application must be as healthy as after a release. */
    private Next unchanged(Head head, Work.Content content, Plan plan) {
        session.plan = plan;
        session.tell(new ReleaseEvent.Planned(plan));
        session.document = document(plan, content);
        session.knownDoneJobs = Set.copyOf(head.doneJobs());
        session.restartClock();
        return apply.verifyUnchanged(head.live());
    }

    private Next claimed(Current interrupted) {
        if (interrupted == null) {
            return plan();
        }
        if (interrupted.phase() == Phase.PRUNING) {
            return new PruneFlow(session)
                    .settle(
                            h -> h.restarted(
                                    work.operation(),
                                    work.inputDigest(),
                                    session.holder,
                                    Instant.now().toString()),
                            this::planAfresh);
        }
        boolean same = interrupted.inputDigest().equals(work.inputDigest());
        if (same && interrupted.phase() == Phase.APPLYING && ApplyFlow.load(session)) {
            session.info(
                    "release " + interrupted.revision() + " was interrupted and asks for the same: it is finished");
            return apply.resume();
        }
        session.info("release " + interrupted.revision() + " was interrupted: it is settled before the new one begins");
        return undo.settle(
                h -> h.restarted(
                        work.operation(),
                        work.inputDigest(),
                        session.holder,
                        Instant.now().toString()),
                this::planAfresh);
    }

    private Next planAfresh() {
        session.document = null;
        session.again = false;
        session.written.clear();
        return plan();
    }

    private Next plan() {
        session.checkAborted();
        Head head = session.claim.head();
        Work.Content content = work.content(session, head, head.current().revision());
        if (retiresFirst(head, content)) {
            return new RetireFlow(session).retire(this::plan);
        }
        if (content.goesBack()) {
            return goBack(content);
        }
        checkRights(content, head);
        Plan plan = plan(head, content, true);
        if (plan.changesNothing() && session.claim.head().live() > 0) {
            // Only the server could tell that nothing changes; the record of the live release stays the true one.
            session.document = document(plan, content);
            session.restartClock();
            int live = session.claim.head().live();
            new Ending(session).write(Outcome.NOTHING_CHANGED, "nothing to change");
            return apply.verifyUnchanged(live);
        }
        session.document = document(plan, content);
        session.record(session.current().revision(), ReleaseDocument.CONTENT, session.document);
        return apply.start();
    }

    /** The other colour's place is needed, or its time is over. */
    private boolean retiresFirst(Head head, Work.Content content) {
        if (head.colours() == null || head.colours().standby() == null || content.goesBack()) {
            return false;
        }
        return content.switches() || Unadoption.isAdopted(head.colours()) || retirementIsDue(head);
    }

    private boolean retirementIsDue(Head head) {
        return head.colours() != null
                && head.colours().standby() != null
                && head.colours().standby().isDue(session.cluster.now());
    }

    /** Nothing is applied, so nothing is planned: the colour that is kept is as it was released. */
    private Next goBack(Work.Content content) {
        content.notes().forEach(session::info);
        content.warnings().forEach(session::warn);
        List<RecordedObject> objects = content.objects().stream()
                .map(LoadedObject::object)
                .map(o -> new RecordedObject(o, Waves.of(o), "", false, null))
                .toList();
        session.document = new ReleaseDocument(
                content.settings(work.settings()),
                objects,
                null,
                content.draft().plan());
        session.record(session.current().revision(), ReleaseDocument.CONTENT, session.document);
        return apply.start();
    }

    private Plan plan(Head head, Work.Content content, boolean namespaceExists) {
        content.notes().forEach(session::info);
        Plan plan = Planner.plan(session.cluster, planRequest(head, content, namespaceExists))
                .withWarnings(content.warnings());
        session.plan = plan;
        plan.warnings().forEach(session::warn);
        if (!plan.problems().isEmpty()) {
            boolean badInput = plan.problems().stream().anyMatch(PlanProblem::badInput);
            throw new StartFailure(
                    badInput, plan.problems().stream().map(PlanProblem::text).collect(Collectors.joining("\n")), plan);
        }
        session.tell(new ReleaseEvent.Planned(plan));
        if (work.settings().asksWhetherItFits()) {
            CapacityGate gate = new CapacityGate(session, work);
            gate.check(
                    plan,
                    content.switches()
                            ? ColourCapacity.request(
                                    gate.request(plan), plan, content.draft().plan())
                            : gate.request(plan).withKnown(CapacityGate.known(plan)));
        }
        return plan;
    }

    private PlanRequest planRequest(Head head, Work.Content content, boolean namespaceExists) {
        return new PlanRequest(
                session.names,
                content.objects(),
                content.patches(),
                Base64.getDecoder().decode(head.configKey()),
                head.live() > 0 ? applied(head.live()) : null,
                work.settings().forceConflicts(),
                content.taken(),
                work.prunes() ? ColouredWork.pruning(session, head) : null,
                Set.copyOf(head.doneJobs()),
                work.settings().asksTheServerFirst(),
                namespaceExists);
    }

    private Supplier<Map<String, AppliedState>> applied(int revision) {
        Supplier<Optional<ReleaseDocument.Applied>> result =
                session.parts.begin(revision, ReleaseDocument.Applied.CONTENT, ReleaseDocument.Applied.class);
        return () -> result.get().map(ReleaseDocument.Applied::applied).orElse(List.of()).stream()
                .collect(Collectors.toMap(AppliedState::object, Function.identity(), (earlier, later) -> later));
    }

    private ReleaseDocument document(Plan plan, Work.Content content) {
        List<RecordedObject> objects =
                plan.objects().stream().map(o -> record(o, content)).toList();
        plan.objects().stream()
                .filter(o -> o.live() != null)
                .forEach(o -> session.written.put(Planner.key(o.config()), o.live()));
        return new ReleaseDocument(
                content.settings(work.settings()),
                objects,
                work.prunes() ? plan.pruned() : null,
                content.switches() ? content.draft().plan() : null);
    }

    private RecordedObject record(PlannedObject planned, Work.Content content) {
        boolean change = planned.action() != Action.UNCHANGED;
        PreImage before =
                change ? new PreImage(withoutStatus(planned.live()), forces(planned.config(), content)) : null;
        return new RecordedObject(
                planned.config(),
                content.wave(planned.config(), planned.wave()),
                planned.inputDigest(),
                change,
                before,
                planned.ownership(),
                planned.edits());
    }

    private boolean forces(KubeObject config, Work.Content content) {
        return work.settings().forceConflicts() || content.taken().stream().anyMatch(t -> t.sameObject(config.ref()));
    }

    private static KubeObject withoutStatus(KubeObject live) {
        if (live == null || live.groupKind().equals(Kinds.JOB)) {
            // Whether a Job has failed decides what is done with it.
            return live;
        }
        var tree = live.copy();
        tree.remove("status");
        return new KubeObject(tree);
    }
}
