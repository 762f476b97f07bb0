package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.RestartOptions;
import dev.slipway.api.kubevirt.StartOptions;
import dev.slipway.api.kubevirt.StopOptions;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineStateChangeRequest;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.machine.lifecycle.PowerDecision.Accepted;
import dev.slipway.machine.lifecycle.PowerDecision.Refused;
import dev.slipway.machine.lifecycle.PowerDecision.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Start, stop and restart of a machine: what each changes, given its run strategy and instance. */
public final class PowerAction {
    private static final String START = "Start";
    private static final String STOP = "Stop";

    /** Grace of an instance that is restarted by force: the least that is not "for ever" to a kubelet. */
    private static final long FORCED_GRACE_SECONDS = 1;

    private final VirtualMachine machine;
    private final String name;
    private final Optional<VirtualMachineInstance> stored;
    private final Optional<InstanceState> instance;
    private final Optional<RunStrategy> strategy;

    private PowerAction(VirtualMachine machine, Optional<VirtualMachineInstance> stored) {
        this.machine = machine;
        this.name = machine.getMetadata().getName();
        this.stored = stored;
        this.instance = stored.map(InstanceState::of);
        this.strategy = RunStrategy.of(machine.getSpec());
    }

    /** Decides the start of a machine. */
    public static PowerDecision start(
            VirtualMachine machine, Optional<VirtualMachineInstance> instance, StartOptions options) {
        return new PowerAction(machine, instance).start(Boolean.TRUE.equals(options.paused()));
    }

    /** Decides the stop of a machine. */
    public static PowerDecision stop(
            VirtualMachine machine, Optional<VirtualMachineInstance> instance, StopOptions options) {
        return new PowerAction(machine, instance).stop(Optional.ofNullable(options.gracePeriod()));
    }

    /** Decides the restart of a machine. */
    public static PowerDecision restart(
            VirtualMachine machine, Optional<VirtualMachineInstance> instance, RestartOptions options) {
        return refusalOfRestart(options)
                .<PowerDecision>map(Refused::new)
                .orElseGet(() ->
                        new PowerAction(machine, instance).restart(Optional.ofNullable(options.gracePeriodSeconds())));
    }

    /** Returns why the machine cannot be started, whatever the options. */
    public static Optional<Refusal> refusalOfStart(VirtualMachine machine, Optional<VirtualMachineInstance> instance) {
        return new PowerAction(machine, instance).refusalOfStart();
    }

    private Optional<Refusal> refusalOfStart() {
        if (instance.filter(PowerAction::occupiesMachine).isPresent()) {
            return Optional.of(Refusal.conflict(Refusal.MACHINE, name, "VM is already running"));
        }
        return isTold("ManualRecoveryRequired") ? Optional.of(recovery()) : Optional.empty();
    }

    private boolean isTold(String condition) {
        return Optional.ofNullable(machine.getStatus()).map(VirtualMachineStatus::conditions).orElse(List.of()).stream()
                .anyMatch(found -> condition.equals(found.type()) && "True".equals(found.status()));
    }

    /** Volumes were being replaced by others when the guest ended, so that both may hold half of its data. */
    private Refusal recovery() {
        return Refusal.conflict(
                Refusal.MACHINE,
                name,
                "VM recovery required: a migration of its volumes did not end, so that some may hold half of their data;"
                        + " name the volumes it had before in spec.template.spec.volumes");
    }

    private PowerDecision start(boolean paused) {
        Optional<Refusal> refusal = refusalOfStart();
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        return switch (strategy.orElse(RunStrategy.HALTED)) {
            case ALWAYS, ONCE, WAIT_AS_RECEIVER ->
                conflict(strategy.orElseThrow().text() + " does not support manual start requests");
            case HALTED -> paused ? request(startRequest(true)) : accept(List.of(toggle(true)));
            case MANUAL -> startAgain(paused, instance.filter(InstanceState::isFinal));
            case RERUN_ON_FAILURE ->
                instance.filter(InstanceState::hasFailed).isPresent()
                        ? conflict("RerunOnFailure does not support starting VM from failed state")
                        : startAgain(paused, instance.filter(InstanceState::isFinal));
        };
    }

    /** An instance that was never given a phase, or whose node is lost, is no running machine. */
    private static boolean occupiesMachine(InstanceState instance) {
        return !instance.isFinal()
                && !instance.phase().isEmpty()
                && !instance.phase().equals("Unknown");
    }

    private PowerDecision startAgain(boolean paused, Optional<InstanceState> leftOver) {
        return leftOver.map(old -> request(stopRequest(old), startRequest(paused)))
                .orElseGet(() -> request(startRequest(paused)));
    }

    private PowerDecision stop(Optional<Long> grace) {
        Optional<InstanceState> live = instance.filter(found -> !found.isFinal());
        RunStrategy present = strategy.orElse(RunStrategy.HALTED);
        if (present == RunStrategy.ALWAYS || present == RunStrategy.ONCE) {
            return accept(withGrace(live.isPresent() ? grace : Optional.empty(), toggle(false)));
        }
        if (live.isEmpty()) {
            return conflict("VM is not running");
        }
        if (present == RunStrategy.HALTED && !isShorter(grace)) {
            return conflict("Halted only supports manual stop requests with a shorter graceperiod");
        }
        return requestWithGrace(grace, stopRequest(live.get()));
    }

    private boolean isShorter(Optional<Long> grace) {
        Optional<Long> present = gracePeriod();
        return grace.isPresent() && (present.isEmpty() || grace.get() < present.get());
    }

    private Optional<Long> gracePeriod() {
        return stored.map(found -> found.getSpec().terminationGracePeriodSeconds());
    }

    /** Returns what is wrong with the options of a restart, whatever the machine. */
    public static Optional<Refusal> refusalOfRestart(RestartOptions options) {
        return Optional.ofNullable(options.gracePeriodSeconds())
                .filter(seconds -> seconds != 0)
                .map(seconds -> Refusal.badRequest(
                        seconds < 0
                                ? "gracePeriod has to be greater or equal to 0"
                                : "For force restart, only gracePeriod=0 is supported for now"));
    }

    private PowerDecision restart(Optional<Long> grace) {
        if (isTold("VolumesChange")) {
            return conflict(
                    "VM recovery required: its volumes are being migrated; wait until that has ended, or name the"
                            + " volumes it had before in spec.template.spec.volumes, which cancels it");
        }
        RunStrategy present = strategy.orElse(RunStrategy.HALTED);
        if (present == RunStrategy.HALTED || present == RunStrategy.ONCE) {
            return conflict("RunStrategy %s does not support manual restart requests".formatted(present.text()));
        }
        if (instance.isEmpty()) {
            return conflict("VM is not running: Halted");
        }
        List<Step> steps = new ArrayList<>();
        if (grace.isPresent()) {
            steps.add(new Step.SetGracePeriod(gracePeriod(), FORCED_GRACE_SECONDS));
        }
        PowerDecision decision = request(steps, stopRequest(instance.get()), startRequest(false));
        return grace.isPresent() ? andDeletePod(decision) : decision;
    }

    private static PowerDecision andDeletePod(PowerDecision decision) {
        return switch (decision) {
            case Refused refused -> refused;
            case Accepted accepted -> {
                List<Step> steps = new ArrayList<>(accepted.steps());
                steps.add(new Step.DeleteLauncherPod());
                yield new Accepted(steps);
            }
        };
    }

    private Step toggle(boolean running) {
        if (machine.getSpec().runStrategy() == null) {
            return new Step.SetRunning(running);
        }
        return new Step.SetRunStrategy(strategy.orElseThrow(), running ? RunStrategy.ALWAYS : RunStrategy.HALTED);
    }

    private static VirtualMachineStateChangeRequest startRequest(boolean paused) {
        return new VirtualMachineStateChangeRequest(START, paused ? Map.of("paused", "true") : null, null, null);
    }

    private static VirtualMachineStateChangeRequest stopRequest(InstanceState instance) {
        return new VirtualMachineStateChangeRequest(STOP, null, instance.uid(), null);
    }

    private PowerDecision requestWithGrace(Optional<Long> grace, VirtualMachineStateChangeRequest stop) {
        return request(graceSteps(grace), stop);
    }

    private PowerDecision request(VirtualMachineStateChangeRequest... requests) {
        return request(List.of(), requests);
    }

    private PowerDecision request(List<Step> first, VirtualMachineStateChangeRequest... requests) {
        Optional<VirtualMachineStatus> status = Optional.ofNullable(machine.getStatus());
        Optional<ChangeRequests> waiting = status.map(VirtualMachineStatus::stateChangeRequests)
                .filter(list -> !list.isEmpty())
                .map(ChangeRequests::new);
        boolean onlyStop = requests.length == 1 && STOP.equals(requests[0].action());
        if (waiting.isPresent() && !onlyStop) { // a stop outweighs whatever was asked before
            return conflict("a stop or start is under way already; wait until it is done");
        }
        List<Step> steps = new ArrayList<>(first);
        steps.add(new Step.RequestStateChange(
                waiting,
                new ChangeRequests(List.of(requests)),
                status.map(VirtualMachineStatus::startFailure).isPresent()));
        return accept(steps);
    }

    private List<Step> withGrace(Optional<Long> grace, Step step) {
        List<Step> steps = new ArrayList<>(graceSteps(grace));
        steps.add(step);
        return steps;
    }

    private List<Step> graceSteps(Optional<Long> grace) {
        return grace.filter(seconds -> !Optional.of(seconds).equals(gracePeriod()))
                .<List<Step>>map(seconds -> List.of(new Step.SetGracePeriod(gracePeriod(), seconds)))
                .orElse(List.of());
    }

    private static PowerDecision accept(List<Step> steps) {
        return new Accepted(steps);
    }

    private PowerDecision conflict(String why) {
        return new Refused(Refusal.conflict(Refusal.MACHINE, name, why));
    }
}
