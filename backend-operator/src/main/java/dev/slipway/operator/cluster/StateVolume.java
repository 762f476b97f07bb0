package dev.slipway.operator.cluster;

import dev.slipway.api.kubevirt.PersistentVolumeClaimVolumeSourceBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's TPM and UEFI have stored, as the volume that it is in snapshots. No template names it: KubeVirt enumerates it
 * after the template's own, once its claim is there.
 */
public final class StateVolume {
    private StateVolume() {}

    /** Returns the volume; empty if the machine stores nothing, or has not yet. */
    public static Optional<Volume> of(Caches caches, VirtualMachine machine) {
        String claim = StateClaim.name(machine.getMetadata().getName());
        ObjectKey key = new ObjectKey(machine.getMetadata().getNamespace(), claim);
        return isNeeded(machine) && Caches.find(caches.claims(), key).isPresent()
                ? Optional.of(VolumeBuilder.builder()
                        .name(JoinedName.of(
                                StateClaim.LABEL, machine.getMetadata().getName()))
                        .persistentVolumeClaim(PersistentVolumeClaimVolumeSourceBuilder.builder()
                                .claimName(claim)
                                .build())
                        .build())
                : Optional.empty();
    }

    /** Returns volumes of a machine, and this one after them if there is one. */
    public static Stream<Volume> after(Stream<Volume> volumes, Caches caches, VirtualMachine machine) {
        return Stream.concat(volumes, of(caches, machine).stream());
    }

    /** Returns whether a machine stores anything beside its disks. */
    public static boolean isNeeded(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec().template())
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .filter(StateVolume::isNeeded)
                .isPresent();
    }

    /** Returns whether a machine as it was saved stores anything beside its disks. */
    public static boolean isNeeded(VirtualMachineInstanceSpec spec) {
        return StateClaim.isNeeded(spec);
    }

    /** Returns whether a claim, by its labels, holds such a state. */
    public static boolean isIn(@Nullable Map<String, String> labels) {
        return labels != null && labels.containsKey(StateClaim.LABEL);
    }

    /** Returns whether a claim holds such a state. */
    public static boolean isIn(PersistentVolumeClaim claim) {
        return isIn(claim.getMetadata().getLabels());
    }
}
