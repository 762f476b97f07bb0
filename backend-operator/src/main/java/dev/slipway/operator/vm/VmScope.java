package dev.slipway.operator.vm;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.RunStrategy;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.cluster.SnapshotSupport;
import dev.slipway.operator.cluster.StateVolume;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one look at a virtual machine knows; read once.
 *
 * @param machine the virtual machine
 * @param sized the virtual machine with its instance type and preference written into its template
 * @param instance the instance of the same name, whoever it belongs to
 * @param dataVolumes DataVolumes that it uses or asks for, by name
 * @param claims claims that it uses, by name
 * @param savable which of its volumes a snapshot can hold
 * @param configuration of the installation
 * @param now time of the look
 */
record VmScope(
        VirtualMachine machine,
        VirtualMachine sized,
        Optional<VirtualMachineInstance> instance,
        Map<String, DataVolume> dataVolumes,
        Map<String, PersistentVolumeClaim> claims,
        List<SnapshotSupport> savable,
        KubeVirtConfiguration configuration,
        Instant now) {

    static Optional<VmScope> read(Caches caches, SnapshotClasses classes, ObjectKey key, Instant now) {
        return Caches.find(caches.machines(), key).map(machine -> {
            Map<String, DataVolume> dataVolumes = new HashMap<>();
            Map<String, PersistentVolumeClaim> claims = new HashMap<>();
            for (String name : volumeNames(machine)) {
                ObjectKey volume = new ObjectKey(key.namespace(), name);
                Caches.find(caches.dataVolumes(), volume).ifPresent(found -> dataVolumes.put(name, found));
                Caches.find(caches.claims(), volume).ifPresent(found -> claims.put(name, found));
            }
            List<SnapshotSupport> savable = StateVolume.after(volumes(machine).stream(), caches, machine)
                    .map(volume -> SnapshotSupport.of(caches, classes, key.namespace(), volume))
                    .toList();
            return new VmScope(
                    machine,
                    machine,
                    Caches.find(caches.instances(), key),
                    dataVolumes,
                    claims,
                    savable,
                    caches.configuration(),
                    now);
        });
    }

    VmScope withSized(VirtualMachine found) {
        return new VmScope(machine, found, instance, dataVolumes, claims, savable, configuration, now);
    }

    private static List<String> volumeNames(VirtualMachine machine) {
        return Stream.of(
                        templates(machine).stream().flatMap(template -> templateName(template).stream()),
                        usedClaims(machine).stream().map(UsedClaim::name),
                        UsedClaim.ofDump(machine).stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    private static List<DataVolumeTemplateSpec> templates(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec())
                .map(VirtualMachineSpec::dataVolumeTemplates)
                .orElse(List.of());
    }

    private static List<Volume> volumes(VirtualMachine machine) {
        return Optional.ofNullable(machine.getSpec())
                .flatMap(spec -> Optional.ofNullable(spec.template()))
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .map(VirtualMachineInstanceSpec::volumes)
                .orElse(List.of());
    }

    private static List<UsedClaim> usedClaims(VirtualMachine machine) {
        return volumes(machine).stream()
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .toList();
    }

    static Optional<String> templateName(DataVolumeTemplateSpec template) {
        return Optional.ofNullable(template.metadata()).flatMap(meta -> Optional.ofNullable(meta.getName()));
    }

    List<DataVolumeTemplateSpec> templates() {
        return templates(machine);
    }

    List<UsedClaim> usedClaims() {
        return usedClaims(machine);
    }

    Optional<RunStrategy> strategy() {
        return Optional.ofNullable(machine.getSpec()).flatMap(RunStrategy::of);
    }

    VirtualMachineStatus status() {
        return Optional.ofNullable(machine.getStatus())
                .orElseGet(() -> VirtualMachineStatusBuilder.builder().build());
    }

    boolean isDeleting() {
        return machine.getMetadata().getDeletionTimestamp() != null;
    }

    boolean hasFinalizer() {
        return machine.getMetadata().getFinalizers().contains(KubeVirtNames.VM_FINALIZER);
    }

    /** Returns whether deletion shall leave the instance behind: {@code kubectl delete --cascade=orphan}. */
    boolean leavesOrphans() {
        return machine.getMetadata().getFinalizers().contains("orphan");
    }

    /** Returns the instance if it belongs to this virtual machine. */
    Optional<VirtualMachineInstance> ownInstance() {
        return instance.filter(found -> Caches.controller(found)
                .filter(owner -> machine.getMetadata().getUid().equals(owner.getUid()))
                .isPresent());
    }

    boolean hasForeignInstance() {
        return instance.isPresent() && ownInstance().isEmpty();
    }

    /** Returns whether there was ever an instance. */
    boolean wasStarted() {
        return status().runStrategy() != null;
    }
}
