package dev.slipway.portal.machines;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster knows of one virtual machine.
 *
 * @param vm the machine
 * @param instance its running instance, if there is one
 * @param dataVolumes the DataVolumes that its volumes name and that exist
 * @param claims the claims that its volumes name and that exist
 */
public record MachineFacts(
        VirtualMachine vm,
        Optional<VirtualMachineInstance> instance,
        List<DataVolume> dataVolumes,
        List<PersistentVolumeClaim> claims) {

    /** Returns namespace and name. */
    public ObjectKey key() {
        return ObjectKey.of(vm);
    }

    /** Returns the spec that the next start uses. */
    public Optional<VirtualMachineInstanceSpec> template() {
        return Optional.ofNullable(vm.getSpec()).map(spec -> spec.template()).map(template -> template.spec());
    }

    /** Returns the spec that runs now, else the one that the next start uses. */
    public Optional<VirtualMachineInstanceSpec> spec() {
        return instance.map(VirtualMachineInstance::getSpec).or(this::template);
    }

    /** Returns the devices and sizes of {@link #spec()}. */
    Optional<DomainSpec> domain() {
        return spec().map(VirtualMachineInstanceSpec::domain);
    }

    /** Returns the volumes of {@link #spec()}. */
    List<Volume> volumes() {
        return spec().map(VirtualMachineInstanceSpec::volumes).orElse(List.of());
    }

    /** Returns the name of the claim behind a volume. A DataVolume and its claim have the same name. */
    public static Optional<String> claimName(Volume volume) {
        if (volume.dataVolume() != null) {
            return Optional.ofNullable(volume.dataVolume().name());
        }
        if (volume.persistentVolumeClaim() != null) {
            return Optional.ofNullable(volume.persistentVolumeClaim().claimName());
        }
        return Optional.empty();
    }

    /** Returns the names of claims that volumes name and that do not exist, or not yet. */
    List<String> absentClaims() {
        Set<String> there =
                claims.stream().map(claim -> claim.getMetadata().getName()).collect(Collectors.toSet());
        return volumes().stream()
                .flatMap(volume -> claimName(volume).stream())
                .filter(name -> !there.contains(name))
                .toList();
    }

    /** Returns the names of absent claims that no DataVolume will make. */
    List<String> missingClaims() {
        Set<String> coming = new HashSet<>();
        dataVolumes.forEach(volume -> coming.add(volume.getMetadata().getName()));
        list(vm.getSpec() == null ? null : vm.getSpec().dataVolumeTemplates()).stream()
                .flatMap(template -> Optional.ofNullable(template.metadata()).stream())
                .forEach(metadata -> coming.add(metadata.getName()));
        return absentClaims().stream().filter(name -> !coming.contains(name)).toList();
    }

    /** Returns a list that the API may leave out. */
    public static <T> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }

    /** Returns a text that the API may leave out. */
    public static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
