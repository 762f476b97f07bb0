package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.ChangeRequests;
import dev.slipway.machine.lifecycle.CrashLoopBackOff;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.RunStrategy;
import dev.slipway.machine.lifecycle.RunStrategyDecision;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.reconcile.Settling;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Starts and stops instances of virtual machines as their run strategies ask for. */
public final class VmReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);
    private static final Duration MISSING_AGAIN = Duration.ofSeconds(5);
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final TemplateVolumes templateVolumes;
    private final MachineVolumes machineVolumes;
    private final Instancetypes instancetypes;
    private final MachineTemplate machineTemplate;
    private final MachineSize machineSize;
    private final MemoryDumpRequests memoryDumps;
    private final StartRevisions revisions;
    private final BlockTracking tracking;
    private final InstantSource clock;
    private final SnapshotClasses classes;
    private final DoubleSupplier jitter;
    private final Settling settling = new Settling(SETTLING);

    /**
     * Makes the reconciler.
     *
     * @param jitter numbers from 0 to 1 that spread retries
     */
    public VmReconciler(
            Caches caches,
            ObjectWriter writer,
            Instancetypes instancetypes,
            StartRevisions revisions,
            BlockTracking tracking,
            Events events,
            InstantSource clock,
            SnapshotClasses classes,
            DoubleSupplier jitter) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.templateVolumes = new TemplateVolumes(writer, events);
        this.machineVolumes = new MachineVolumes(writer, events);
        this.instancetypes = instancetypes;
        this.machineTemplate = new MachineTemplate(writer, revisions, instancetypes);
        this.machineSize = new MachineSize(writer, events);
        this.memoryDumps = new MemoryDumpRequests(writer);
        this.revisions = revisions;
        this.tracking = tracking;
        this.clock = clock;
        this.classes = classes;
        this.jitter = jitter;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<VmScope> scope = VmScope.read(caches, classes, key, clock.instant());
        if (scope.isEmpty()) {
            settling.settled(key);
            return new Outcome.Done();
        }
        // The change that was written here leads to the next look.
        return writer.isBehind(scope.get().machine()) ? new Outcome.Done() : look(scope.get());
    }

    private Outcome look(VmScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(
                    scope.machine(),
                    Copies.withAnnotations(
                            Copies.withFinalizer(scope.machine(), KubeVirtNames.VM_FINALIZER),
                            KubeVirtNames.OBSERVED_VERSIONS));
            // The write comes back as a change, and the next look starts from it.
            return new Outcome.Done();
        }
        if (isOrphan(scope)) {
            scope.instance()
                    .ifPresent(orphan ->
                            writer.whole(orphan, Copies.withController(orphan, FreshInstance.owner(scope.machine()))));
            return new Outcome.Done();
        }
        Instancetypes.Sized sized = instancetypes.of(scope.machine(), scope.ownInstance());
        return sized.written() ? new Outcome.Done() : follow(scope.withSized(sized.machine()), sized.problem());
    }

    private Outcome follow(VmScope scope, Optional<VmProblem> unsized) {
        VmPass pass = startOfPass(scope);
        if (unsized.isPresent()) {
            // That there is no such size is told by the condition alone, as in KubeVirt.
            unsized.filter(problem -> !(problem instanceof VmProblem.SizeMissing))
                    .ifPresent(problem -> tell(scope, problem));
            // What the template asks for cannot be told, so what was told of it stays.
            return finish(scope, power(scope, pass.withProblem(unsized.get()).withRestart(restartRequired(scope))));
        }
        MachineTemplate.Result template = machineTemplate.proceed(scope);
        if (template.written()) {
            return new Outcome.Done();
        }
        MachineVolumes.Result volumes = machineVolumes.proceed(scope);
        if (volumes.written() || memoryDumps.proceed(scope)) {
            return new Outcome.Done();
        }
        MachineSize.Result size = template.restart().isPresent()
                ? MachineSize.Result.restart(template.restart().get())
                : machineSize.proceed(scope);
        if (size.written()) {
            return new Outcome.Done();
        }
        Optional<VmProblem> problem = templateVolumes
                .make(scope)
                .or(() -> VmVolumes.failed(scope))
                .or(volumes::problem)
                .or(template::problem)
                .or(size::problem);
        VmVolumes.failed(scope)
                .filter(failed -> problem.filter(failed::equals).isPresent())
                .ifPresent(failed -> tell(scope, failed));
        pass = problem.map(pass::withProblem).orElse(pass).withRestart(size.restart());
        Powered powered = power(scope, pass);
        return finish(scope, powered);
    }

    /** Makes an event of a problem unless the condition says the same already. */
    private void tell(VmScope scope, VmProblem problem) {
        boolean told = condition(scope, "Failure")
                .filter(condition -> problem.reason().equals(condition.reason())
                        && problem.message().equals(condition.message()))
                .isPresent();
        if (!told) {
            events.warning(scope.machine(), problem.eventReason(), problem.message());
        }
    }

    private static Optional<String> restartRequired(VmScope scope) {
        return condition(scope, "RestartRequired")
                .filter(condition -> "True".equals(condition.status()))
                .map(condition -> Objects.requireNonNullElse(condition.message(), ""));
    }

    private static Optional<VirtualMachineCondition> condition(VmScope scope, String type) {
        return Optional.ofNullable(scope.status().conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst();
    }

    /** An instance without a controller that carries our name was left behind by an earlier virtual machine. */
    private static boolean isOrphan(VmScope scope) {
        return scope.instance()
                .filter(found -> Caches.controller(found).isEmpty()
                        && found.getMetadata().getDeletionTimestamp() == null
                        && found.getMetadata().getFinalizers().contains(KubeVirtNames.VM_FINALIZER))
                .isPresent();
    }

    private VmPass startOfPass(VmScope scope) {
        Optional<InstanceState> state = scope.ownInstance().map(InstanceState::of);
        ChangeRequests requests = new ChangeRequests(
                        Optional.ofNullable(scope.status().stateChangeRequests())
                                .orElse(List.of()))
                .trimmed(state);
        Optional<CrashLoopBackOff> before =
                Optional.ofNullable(scope.status().startFailure()).flatMap(CrashLoopBackOff::of);
        Optional<CrashLoopBackOff> backOff = scope.strategy()
                .map(strategy -> CrashLoopBackOff.next(before, strategy, state, scope.now(), jitter.getAsDouble()))
                .orElse(before);
        return new VmPass(scope.ownInstance(), false, requests, backOff, Optional.empty(), Optional.empty());
    }

    /**
     * The power step's result.
     *
     * @param pass what it brought about
     * @param outcome when to look again
     * @param ending the instance to delete, after the status says what shall follow
     */
    private record Powered(VmPass pass, Outcome outcome, Optional<VirtualMachineInstance> ending) {
        Powered(VmPass pass, Outcome outcome) {
            this(pass, outcome, Optional.empty());
        }
    }

    private Powered power(VmScope scope, VmPass pass) {
        Optional<RunStrategy> strategy = scope.strategy();
        if (strategy.isEmpty()) {
            return new Powered(
                    pass.withProblem(new VmProblem.StrategyUnknown(
                            Optional.ofNullable(scope.machine().getSpec().runStrategy())
                                    .orElse(""))),
                    new Outcome.Done());
        }
        RunStrategyDecision decision = RunStrategyDecision.of(new RunStrategyDecision.Situation(
                strategy.get(),
                Optional.ofNullable(scope.status().runStrategy()).flatMap(RunStrategy::parse),
                scope.ownInstance().map(InstanceState::of),
                pass.requests(),
                pass.backOff(),
                scope.now()));
        VmPass decided =
                new VmPass(pass.instance(), false, decision.requests(), pass.backOff(), pass.restart(), pass.problem());
        return switch (decision.step()) {
            case RunStrategyDecision.Rest _ -> new Powered(decided, new Outcome.Done());
            case RunStrategyDecision.BackOff wait -> new Powered(decided, new Outcome.Again(wait.left()));
            case RunStrategyDecision.Unhalt _ -> new Powered(unhalt(scope, decided), new Outcome.Done());
            case RunStrategyDecision.Stop _ ->
                new Powered(decided.asStopping(), new Outcome.Done(), scope.ownInstance());
            case RunStrategyDecision.Start start ->
                new Powered(start(scope, decided, start.paused()), new Outcome.Done());
        };
    }

    private VmPass unhalt(VmScope scope, VmPass pass) {
        VirtualMachine running = Copies.of(scope.machine());
        VirtualMachineSpecBuilder spec =
                VirtualMachineSpecBuilder.builder(scope.machine().getSpec());
        running.setSpec((scope.machine().getSpec().runStrategy() != null
                        ? spec.runStrategy(RunStrategy.ALWAYS.text())
                        : spec.running(true))
                .build());
        writer.whole(scope.machine(), running);
        return pass;
    }

    /** A request to start again must be stored before the instance goes that it follows from. */
    private void stop(VmScope scope, VirtualMachineInstance instance) {
        writer.delete(instance, Optional.empty());
        events.normal(
                scope.machine(),
                "SuccessfulDelete",
                "Stopped the virtual machine by deleting the virtual machine instance "
                        + instance.getMetadata().getName());
    }

    private VmPass start(VmScope scope, VmPass pass, boolean paused) {
        if (scope.hasForeignInstance()) {
            return pass.withProblem(
                    new VmProblem.InstanceForeign(scope.machine().getMetadata().getName()));
        }
        if (pass.problem().isPresent() || !VmVolumes.areReadyToStart(scope)) {
            return pass;
        }
        try {
            revisions.keep(scope.machine(), scope.wasStarted());
            VirtualMachineInstance made =
                    writer.create(tracking.begun(scope.machine(), FreshInstance.of(scope.sized(), paused)));
            events.normal(
                    scope.machine(),
                    "SuccessfulCreate",
                    "Started the virtual machine by creating the new virtual machine instance "
                            + made.getMetadata().getName());
            return pass.withInstance(made);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            VmProblem problem = new VmProblem.InstanceRefused(Refusals.sentence(e));
            events.warning(scope.machine(), problem.reason(), problem.message());
            return pass.withProblem(problem);
        }
    }

    private Outcome finish(VmScope scope, Powered powered) {
        VirtualMachineStatus status =
                tracking.told(scope.machine(), powered.pass().instance(), VmStatus.of(scope, powered.pass()));
        Optional<Duration> wait = wait(scope, powered, status);
        if (wait.isPresent()) {
            return Outcome.earlier(powered.outcome(), new Outcome.Again(wait.get()));
        }
        settling.settled(ObjectKey.of(scope.machine()));
        boolean written = writer.status(scope.machine(), scope.machine().getStatus(), status);
        powered.ending().ifPresent(instance -> stop(scope, instance));
        // An instance that was told to end is let go once the next look has seen how it ended.
        if (!written && powered.ending().isEmpty()) {
            release(scope);
        }
        return powered.pass()
                .problem()
                .flatMap(VmReconciler::again)
                .map(outcome -> Outcome.earlier(powered.outcome(), outcome))
                .orElse(powered.outcome());
    }

    /** A refused instance may be accepted later: quotas, admission and sizes depend on other objects. */
    private static Optional<Outcome> again(VmProblem problem) {
        if (problem instanceof VmProblem.SizeMissing) {
            return Optional.of(new Outcome.Again(MISSING_AGAIN));
        }
        return problem instanceof VmProblem.InstanceRefused
                        || problem instanceof VmProblem.SizeUnsuited
                        || problem instanceof VmProblem.SizeRefused
                        || problem instanceof VmProblem.PlaceRefused
                ? Optional.of(new Outcome.Again(REFUSED_AGAIN))
                : Optional.empty();
    }

    /** How long the status may wait for more: nobody is told to end, and no instance waits to be let go. */
    private Optional<Duration> wait(VmScope scope, Powered powered, VirtualMachineStatus status) {
        return VmNews.mayWait(scope.machine().getStatus(), status)
                        && powered.ending().isEmpty()
                        && scope.instance()
                                .filter(instance -> instance.getMetadata().getDeletionTimestamp() != null)
                                .isEmpty()
                ? settling.left(ObjectKey.of(scope.machine()), scope.now())
                : Optional.empty();
    }

    /** Lets an ended instance go, once its end is in the virtual machine's status. */
    private void release(VmScope scope) {
        scope.ownInstance()
                .filter(VmReconciler::isHeldInVain)
                .ifPresent(instance ->
                        writer.whole(instance, Copies.withoutFinalizer(instance, KubeVirtNames.VM_FINALIZER)));
    }

    /** An instance that has ended is let go of whether it is to be deleted or not, as KubeVirt does. */
    private static boolean isHeldInVain(VirtualMachineInstance instance) {
        List<String> finalizers = instance.getMetadata().getFinalizers();
        boolean heldByUsOnly = instance.getMetadata().getDeletionTimestamp() != null
                && !finalizers.contains(KubeVirtNames.VMI_FINALIZER);
        return finalizers.contains(KubeVirtNames.VM_FINALIZER)
                && (heldByUsOnly || InstanceState.of(instance).isFinal());
    }

    /** The instance first, then the virtual machine. */
    private Outcome end(VmScope scope) {
        Optional<VirtualMachineInstance> instance = scope.leavesOrphans() ? Optional.empty() : scope.ownInstance();
        if (instance.isEmpty()) {
            if (scope.hasFinalizer()) {
                writer.whole(scope.machine(), Copies.withoutFinalizer(scope.machine(), KubeVirtNames.VM_FINALIZER));
            }
            return new Outcome.Done();
        }
        if (instance.get().getMetadata().getDeletionTimestamp() == null) {
            stop(scope, instance.get());
        }
        VmPass pass = new VmPass(
                instance, true, new ChangeRequests(List.of()), Optional.empty(), Optional.empty(), Optional.empty());
        writer.status(scope.machine(), scope.machine().getStatus(), VmStatus.of(scope, pass));
        release(scope);
        return new Outcome.Done();
    }
}
