package dev.slipway.portal.machines;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequest;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The claims that may not go while machines and instances have them: of disks, of what lies under ephemeral disks, of memory dumps. */
public final class UsedClaims {
    private UsedClaims() {}

    /** Returns those that the next start of a machine uses, and the one that its memory is written to. */
    public static Set<ObjectKey> of(VirtualMachine machine) {
        Optional<VirtualMachineInstanceSpec> template = Optional.ofNullable(machine.getSpec())
                .map(spec -> spec.template())
                .map(found -> found.spec());
        Optional<String> dump = Optional.ofNullable(machine.getStatus())
                .map(VirtualMachineStatus::memoryDumpRequest)
                .map(VirtualMachineMemoryDumpRequest::claimName);
        return keys(machine, Stream.concat(names(template.orElse(null)), dump.stream()));
    }

    /** Returns those that an instance has, also what was plugged into it. */
    public static Set<ObjectKey> of(VirtualMachineInstance instance) {
        return keys(instance, names(instance.getSpec()));
    }

    private static Stream<String> names(@Nullable VirtualMachineInstanceSpec spec) {
        List<Volume> volumes = Optional.ofNullable(spec)
                .map(VirtualMachineInstanceSpec::volumes)
                .orElse(List.of());
        return volumes.stream().flatMap(volume -> name(volume).stream());
    }

    private static Optional<String> name(Volume volume) {
        if (volume.ephemeral() != null && volume.ephemeral().persistentVolumeClaim() != null) {
            return Optional.ofNullable(
                    volume.ephemeral().persistentVolumeClaim().getClaimName());
        }
        if (volume.memoryDump() != null) {
            return Optional.ofNullable(volume.memoryDump().claimName());
        }
        return MachineFacts.claimName(volume);
    }

    private static Set<ObjectKey> keys(HasMetadata user, Stream<String> names) {
        String namespace = user.getMetadata().getNamespace();
        return names.map(name -> new ObjectKey(namespace, name)).collect(Collectors.toUnmodifiableSet());
    }
}
