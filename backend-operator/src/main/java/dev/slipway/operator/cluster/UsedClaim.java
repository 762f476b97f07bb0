package dev.slipway.operator.cluster;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequest;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.pod.Bytes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirements;
import java.util.Optional;

/**
 * The claim behind a volume of a virtual machine.
 *
 * @param name name of the claim, and of the DataVolume that fills it
 * @param ofDataVolume whether the volume names the DataVolume and not the claim
 */
public record UsedClaim(String name, boolean ofDataVolume) {
    /** Returns the phase of a claim; one that nobody has looked at yet is Pending. */
    public static String phase(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getStatus())
                .map(PersistentVolumeClaimStatus::getPhase)
                .orElse("Pending");
    }

    /** Returns whether a claim has its volume. */
    public static boolean isBound(PersistentVolumeClaim claim) {
        return "Bound".equals(phase(claim));
    }

    /** Returns how many bytes a claim asks for; 0 if it does not say. */
    public static long requested(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getResources())
                .map(VolumeResourceRequirements::getRequests)
                .map(requests -> requests.get("storage"))
                .map(Bytes::of)
                .orElse(0L);
    }

    /** Returns how many bytes a claim's volume has; 0 as long as it has none. */
    public static long capacity(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getStatus())
                .map(PersistentVolumeClaimStatus::getCapacity)
                .map(capacity -> capacity.get("storage"))
                .map(Bytes::of)
                .orElse(0L);
    }

    /** Returns the claim that somebody asked to write a machine's memory to, maybe before it is one of its volumes. */
    public static Optional<String> ofDump(VirtualMachine machine) {
        return Optional.ofNullable(machine.getStatus())
                .map(VirtualMachineStatus::memoryDumpRequest)
                .map(VirtualMachineMemoryDumpRequest::claimName);
    }

    /** Returns the claim of a volume, if it has one. */
    public static Optional<UsedClaim> of(Volume volume) {
        if (volume.dataVolume() != null && volume.dataVolume().name() != null) {
            return Optional.of(new UsedClaim(volume.dataVolume().name(), true));
        }
        if (volume.persistentVolumeClaim() != null
                && volume.persistentVolumeClaim().claimName() != null) {
            return Optional.of(new UsedClaim(volume.persistentVolumeClaim().claimName(), false));
        }
        if (volume.ephemeral() != null
                && volume.ephemeral().persistentVolumeClaim() != null
                && volume.ephemeral().persistentVolumeClaim().getClaimName() != null) {
            return Optional.of(
                    new UsedClaim(volume.ephemeral().persistentVolumeClaim().getClaimName(), false));
        }
        if (volume.memoryDump() != null && volume.memoryDump().claimName() != null) {
            return Optional.of(new UsedClaim(volume.memoryDump().claimName(), false));
        }
        return Optional.empty();
    }
}
