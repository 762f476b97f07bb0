package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.DomainMemoryDumpInfo;
import dev.slipway.api.kubevirt.MemoryDumpVolumeSource;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequest;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequestBuilder;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings the claim of a memory dump to the running guest, and takes it away when the node-agent has written to it. Phases as in
 * KubeVirt: {@code Associating}, {@code InProgress}, {@code Unmounting}, {@code Completed} or {@code Failed}, {@code Dissociating}.
 */
final class MemoryDumpRequests {
    private final ObjectWriter writer;

    MemoryDumpRequests(ObjectWriter writer) {
        this.writer = writer;
    }

    /** Does what is due; returns whether something was written, so that this look is out of date. */
    boolean proceed(VmScope scope) {
        Optional<VirtualMachineMemoryDumpRequest> request =
                Optional.ofNullable(scope.status().memoryDumpRequest());
        if (request.isEmpty() || template(scope.machine()).isEmpty()) {
            return false;
        }
        return Boolean.TRUE.equals(request.get().remove())
                ? dissociate(scope, request.get())
                : switch (Given.text(request.get().phase())) {
                    case "Associating" -> associate(scope, request.get());
                    case "InProgress" -> follow(scope, request.get());
                    case "Unmounting" -> unmount(scope, request.get());
                    case "Failed" -> leave(scope, request.get());
                    default -> false;
                };
    }

    private boolean associate(VmScope scope, VirtualMachineMemoryDumpRequest request) {
        Optional<VirtualMachineInstance> instance = running(scope);
        if (instance.isEmpty()) {
            return fail(scope, request, "The machine stopped before its memory was written.");
        }
        String claim = Given.text(request.claimName());
        if (!scope.claims().containsKey(claim)) {
            return explain(
                    scope,
                    request,
                    "The claim " + claim + " does not exist, so the memory cannot be written; make the claim, or give "
                            + "the dump up by removing it.");
        }
        if (volume(template(scope.machine()), request).isEmpty()) {
            return changeMachine(scope, spec -> with(spec, request));
        }
        if (volume(Optional.of(instance.get().getSpec()), request).isEmpty()) {
            // What is left of an earlier dump goes first.
            return status(instance.get(), request).isEmpty()
                    && changeInstance(instance.get(), spec -> with(spec, request));
        }
        return tell(
                scope,
                next -> next.phase("InProgress")
                        .message(null)
                        .endTimestamp(null)
                        .fileName(null)
                        .startTimestamp(null));
    }

    private boolean follow(VmScope scope, VirtualMachineMemoryDumpRequest request) {
        Optional<VirtualMachineInstance> instance = running(scope);
        if (instance.isEmpty()) {
            return fail(scope, request, "The machine stopped before its memory was written.");
        }
        Optional<VolumeStatus> status = status(instance.get(), request);
        DomainMemoryDumpInfo info = status.map(VolumeStatus::memoryDumpVolume)
                .orElseGet(() -> new DomainMemoryDumpInfo(null, null, null, null, null));
        return switch (status.map(found -> Given.text(found.phase())).orElse("")) {
            case "MemoryDumpVolumeCompleted" ->
                tell(
                        scope,
                        next -> next.phase("Unmounting")
                                .message(null)
                                .fileName(info.targetFileName())
                                .startTimestamp(info.startTimestamp())
                                .endTimestamp(info.endTimestamp()));
            case "MemoryDumpVolumeFailed" ->
                fail(
                        scope,
                        request,
                        status.map(found -> Given.text(found.message())).orElse(""));
            case "Pending", "Bound" ->
                explain(
                        scope,
                        request,
                        status.map(found -> Given.text(found.message())).orElse(""));
            default -> explain(scope, request, "");
        };
    }

    /** Says why it has not come further. */
    private boolean explain(VmScope scope, VirtualMachineMemoryDumpRequest request, String why) {
        return !why.equals(Given.text(request.message()))
                && tell(scope, next -> next.message(why.isEmpty() ? null : why));
    }

    private boolean unmount(VmScope scope, VirtualMachineMemoryDumpRequest request) {
        return leave(scope, request)
                || running(scope).flatMap(instance -> status(instance, request)).isEmpty()
                        && tell(scope, next -> next.phase("Completed"));
    }

    /** Takes the claim out of the running guest, if it is in. */
    private boolean leave(VmScope scope, VirtualMachineMemoryDumpRequest request) {
        return running(scope)
                .filter(instance ->
                        volume(Optional.of(instance.getSpec()), request).isPresent())
                .map(instance -> changeInstance(instance, spec -> without(spec, request)))
                .orElse(false);
    }

    private boolean dissociate(VmScope scope, VirtualMachineMemoryDumpRequest request) {
        if (volume(template(scope.machine()), request).isPresent()) {
            return changeMachine(scope, spec -> without(spec, request));
        }
        if (leave(scope, request)) {
            return true;
        }
        if (running(scope).flatMap(instance -> status(instance, request)).isPresent()) {
            return false;
        }
        return writer.status(
                scope.machine(),
                scope.machine().getStatus(),
                VirtualMachineStatusBuilder.builder(scope.status())
                        .memoryDumpRequest(null)
                        .build());
    }

    private boolean fail(VmScope scope, VirtualMachineMemoryDumpRequest request, String why) {
        return tell(
                scope,
                next -> next.phase("Failed")
                        .message(why)
                        .endTimestamp(
                                Optional.ofNullable(request.endTimestamp()).orElse(Timestamps.format(scope.now()))));
    }

    private boolean tell(VmScope scope, UnaryOperator<VirtualMachineMemoryDumpRequestBuilder> change) {
        VirtualMachineMemoryDumpRequest before =
                Objects.requireNonNull(scope.status().memoryDumpRequest());
        return writer.status(
                scope.machine(),
                scope.machine().getStatus(),
                VirtualMachineStatusBuilder.builder(scope.status())
                        .memoryDumpRequest(change.apply(VirtualMachineMemoryDumpRequestBuilder.builder(before))
                                .build())
                        .build());
    }

    private boolean changeMachine(VmScope scope, UnaryOperator<VirtualMachineInstanceSpec> change) {
        VirtualMachine machine = Copies.of(scope.machine());
        VirtualMachineInstanceTemplateSpec template =
                Objects.requireNonNull(scope.machine().getSpec().template());
        machine.setSpec(scope.machine()
                .getSpec()
                .withTemplate(template.withSpec(change.apply(Objects.requireNonNull(template.spec())))));
        return writer.whole(scope.machine(), machine);
    }

    private boolean changeInstance(VirtualMachineInstance instance, UnaryOperator<VirtualMachineInstanceSpec> change) {
        VirtualMachineInstance changed = Copies.of(instance);
        changed.setSpec(change.apply(instance.getSpec()));
        return writer.whole(instance, changed);
    }

    private static Optional<VirtualMachineInstance> running(VmScope scope) {
        return scope.ownInstance()
                .filter(instance -> !InstanceState.of(instance).isFinal()
                        && !InstanceState.of(instance).deleting());
    }

    private static Optional<VirtualMachineInstanceSpec> template(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec().template())
                .flatMap(template -> Optional.ofNullable(template.spec()));
    }

    private static Optional<Volume> volume(
            Optional<VirtualMachineInstanceSpec> spec, VirtualMachineMemoryDumpRequest request) {
        return spec.map(found -> Given.list(found.volumes())).orElse(List.of()).stream()
                .filter(volume -> volume.memoryDump() != null && isNamed(volume.name(), request))
                .findFirst();
    }

    private static Optional<VolumeStatus> status(
            VirtualMachineInstance instance, VirtualMachineMemoryDumpRequest request) {
        return Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::volumeStatus)
                .orElse(List.of())
                .stream()
                .filter(status -> isNamed(status.name(), request))
                .findFirst();
    }

    private static VirtualMachineInstanceSpec with(
            VirtualMachineInstanceSpec spec, VirtualMachineMemoryDumpRequest request) {
        List<Volume> volumes = new ArrayList<>(Given.list(spec.volumes()));
        volumes.add(VolumeBuilder.builder()
                .name(request.claimName())
                .memoryDump(new MemoryDumpVolumeSource(request.claimName(), true, null, null))
                .build());
        return spec.withVolumes(volumes);
    }

    private static VirtualMachineInstanceSpec without(
            VirtualMachineInstanceSpec spec, VirtualMachineMemoryDumpRequest request) {
        return spec.withVolumes(Given.list(spec.volumes()).stream()
                .filter(volume -> volume.memoryDump() == null || !isNamed(volume.name(), request))
                .toList());
    }

    private static boolean isNamed(@Nullable String name, VirtualMachineMemoryDumpRequest request) {
        return Given.text(name).equals(request.claimName());
    }
}
