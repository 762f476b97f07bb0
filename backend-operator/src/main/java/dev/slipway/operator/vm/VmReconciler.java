package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachine;
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
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Starts and stops instances of virtual machines as their run strategies ask for. */
public final class VmReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final TemplateVolumes templateVolumes;
    private final MachineVolumes machineVolumes;
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
        }
        return scope.map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(VmScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.machine(), Copies.withFinalizer(scope.machine(), KubeVirtNames.VM_FINALIZER));
            // The write comes back as a change, and the next look starts from it.
            return new Outcome.Done();
        }
        if (isOrphan(scope)) {
            scope.instance()
                    .ifPresent(orphan ->
                            writer.whole(orphan, Copies.withController(orphan, FreshInstance.owner(scope.machine()))));
            return new Outcome.Done();
        }
        VmPass pass = startOfPass(scope);
        MachineVolumes.Result volumes = machineVolumes.proceed(scope);
        if (volumes.written() || memoryDumps.proceed(scope)) {
            return new Outcome.Done();
        }
        MachineSize.Result size = machineSize.proceed(scope);
        if (size.written()) {
            return new Outcome.Done();
        }
        Optional<VmProblem> problem = templateVolumes
                .make(scope)
                .or(() -> VmVolumes.failed(scope))
                .or(volumes::problem)
                .or(size::problem);
        pass = problem.map(pass::withProblem).orElse(pass).withRestart(size.restart());
        Powered powered = power(scope, pass);
        return finish(scope, powered);
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
        if (scope.machine().getSpec().instancetype() != null) {
            return pass.withProblem(new VmProblem.InstancetypeNotExpanded(
                    Optional.ofNullable(scope.machine().getSpec().instancetype().name())
                            .orElse("")));
        }
        if (pass.problem().isPresent() || !VmVolumes.areReadyToStart(scope)) {
            return pass;
        }
        revisions.keep(scope.machine(), scope.wasStarted());
        try {
            VirtualMachineInstance made =
                    writer.create(tracking.begun(scope.machine(), FreshInstance.of(scope.machine(), paused)));
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
        if (!written) {
            release(scope);
        }
        // A refused instance may be accepted later: quotas and admission depend on other objects.
        return powered.pass()
                        .problem()
                        .filter(VmProblem.InstanceRefused.class::isInstance)
                        .isPresent()
                ? Outcome.earlier(powered.outcome(), new Outcome.Again(REFUSED_AGAIN))
                : powered.outcome();
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
                .filter(VmReconciler::isHeldByUsOnly)
                .ifPresent(instance ->
                        writer.whole(instance, Copies.withoutFinalizer(instance, KubeVirtNames.VM_FINALIZER)));
    }

    private static boolean isHeldByUsOnly(VirtualMachineInstance instance) {
        List<String> finalizers = instance.getMetadata().getFinalizers();
        return instance.getMetadata().getDeletionTimestamp() != null
                && finalizers.contains(KubeVirtNames.VM_FINALIZER)
                && !finalizers.contains(KubeVirtNames.VMI_FINALIZER);
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
            writer.delete(instance.get(), Optional.empty());
        }
        VmPass pass = new VmPass(
                instance, true, new ChangeRequests(List.of()), Optional.empty(), Optional.empty(), Optional.empty());
        writer.status(scope.machine(), scope.machine().getStatus(), VmStatus.of(scope, pass));
        release(scope);
        return new Outcome.Done();
    }
}
