package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.kubevirt.VolumeSnapshotStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.CrashLoopBackOff;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.PrintableStatus;
import dev.slipway.machine.lifecycle.RunStrategy;
import dev.slipway.machine.lifecycle.RunStrategyDecision;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a virtual machine, from what one look at it knew and did. */
final class VmStatus {
    private VmStatus() {}

    static VirtualMachineStatus of(VmScope scope, VmPass pass) {
        VirtualMachineStatus before = scope.status();
        Optional<InstanceState> instance = pass.instance().map(InstanceState::of);
        VmConditions conditions = new VmConditions(before.conditions(), scope.now());
        conditions.follow(pass.instance()
                .map(found -> Optional.ofNullable(found.getStatus())
                        .map(VirtualMachineInstanceStatus::conditions)
                        .orElse(List.of())));
        conditions.failure(pass.problem());
        conditions.restartRequired(pass.restart());
        return VirtualMachineStatusBuilder.builder(before)
                .conditions(conditions.list())
                // What was written out refers to nothing any more.
                .instancetypeRef(scope.machine().getSpec().instancetype() == null ? null : before.instancetypeRef())
                .preferenceRef(scope.machine().getSpec().preference() == null ? null : before.preferenceRef())
                .created(trueOrAbsent(instance.isPresent()))
                .ready(trueOrAbsent(
                        instance.filter(found -> found.has("Ready", "True")).isPresent()))
                .printableStatus(printable(scope, pass).text())
                .runStrategy(strategy(scope, before, instance.isPresent()))
                .stateChangeRequests(
                        pass.requests().list().isEmpty()
                                ? null
                                : pass.requests().list())
                .volumeRequests(MachineVolumes.open(scope).isEmpty() ? null : MachineVolumes.open(scope))
                .volumeSnapshotStatuses(scope.savable().isEmpty() ? null : savable(scope))
                .startFailure(pass.backOff().map(CrashLoopBackOff::status).orElse(null))
                .desiredGeneration(
                        instance.isPresent()
                                ? scope.machine().getMetadata().getGeneration()
                                : before.desiredGeneration())
                .observedGeneration(
                        pass.instance().flatMap(VmStatus::generation).orElse(before.observedGeneration()))
                .build();
    }

    /** A machine that has never had an instance shows none: so it is known whether it was ever started. */
    private static @Nullable String strategy(VmScope scope, VirtualMachineStatus before, boolean created) {
        return before.runStrategy() == null && !created
                ? null
                : scope.strategy().map(RunStrategy::text).orElse(before.runStrategy());
    }

    private static List<VolumeSnapshotStatus> savable(VmScope scope) {
        return scope.savable().stream()
                .map(volume -> new VolumeSnapshotStatus(
                        volume.snapshotClass().isPresent(),
                        volume.volume(),
                        volume.reason().isEmpty() ? null : volume.reason(),
                        null))
                .toList();
    }

    private static PrintableStatus printable(VmScope scope, VmPass pass) {
        RunStrategy strategy = scope.strategy().orElse(RunStrategy.HALTED);
        Optional<InstanceState> instance = pass.instance().map(InstanceState::of);
        return PrintableStatus.of(new PrintableStatus.Situation(
                scope.isDeleting(),
                strategy,
                instance,
                pass.stopping(),
                pass.instance().filter(InstanceState::isMigrating).isPresent(),
                VmVolumes.troubles(scope),
                pass.backOff().isPresent(),
                RunStrategyDecision.isToRun(strategy, instance, pass.requests())));
    }

    private static Optional<Long> generation(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(KubeVirtNames.VM_GENERATION))
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong);
    }

    /** KubeVirt leaves out what is false, and clients know it so. */
    private static @Nullable Boolean trueOrAbsent(boolean value) {
        return value ? Boolean.TRUE : null;
    }
}
