package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.DataVolumeSource;
import dev.slipway.api.kubevirt.DataVolumeSourceBuilder;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpecBuilder;
import dev.slipway.api.kubevirt.PersistentVolumeClaimVolumeSourceBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpecBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The virtual machine that a snapshot holds, with the restored claims in place of those that were saved. */
final class RestoredMachine {
    private static final String HALTED = "Halted";

    private RestoredMachine() {}

    /** Returns the existing target as it was saved; whether it shall run stays its own. */
    static VirtualMachine over(VirtualMachine target, RestoreScope scope) {
        VirtualMachine restored =
                Copies.withAnnotation(target, SnapshotNames.LAST_RESTORE, SnapshotNames.lastRestore(scope.restore()));
        // The templates are others now than those that were judged.
        restored.getMetadata().getAnnotations().remove(SlipwayNames.CLONE_SOURCES);
        restored.setSpec(VirtualMachineSpecBuilder.builder(spec(scope))
                .runStrategy(target.getSpec().runStrategy())
                .running(target.getSpec().running() == null ? null : false)
                .build());
        return restored;
    }

    /** Returns a new machine, which does not run until somebody starts it. */
    static VirtualMachine anew(RestoreScope scope) {
        ObjectMeta saved = scope.saved().orElseThrow().metadata();
        VirtualMachine machine = new VirtualMachine();
        machine.setMetadata(metadata(
                scope,
                Optional.ofNullable(saved).map(ObjectMeta::getLabels).orElse(Map.of()),
                Optional.ofNullable(saved).map(ObjectMeta::getAnnotations).orElse(Map.of())));
        VirtualMachineSpec spec = spec(scope);
        boolean old = spec.running() != null;
        machine.setSpec(VirtualMachineSpecBuilder.builder(spec)
                .runStrategy(old ? null : HALTED)
                .running(old ? false : null)
                .build());
        return machine;
    }

    /**
     * Returns the metadata of a new machine, whatever patches say: it is this restore's target. What its source's writer was
     * allowed to clone from is not carried over; restored disks are filled already.
     */
    static ObjectMeta metadata(RestoreScope scope, Map<String, String> labels, Map<String, String> annotations) {
        Map<String, String> kept = new TreeMap<>(annotations);
        kept.remove(SlipwayNames.CLONE_SOURCES);
        kept.put(SnapshotNames.LAST_RESTORE, SnapshotNames.lastRestore(scope.restore()));
        return new ObjectMetaBuilder()
                .withName(RestoreScope.targetName(scope.restore()))
                .withNamespace(scope.namespace())
                .withLabels(labels)
                .withAnnotations(kept)
                .build();
    }

    /** Returns whether a volume was saved as the DataVolume of a template, so that its restored one is one, too. */
    static boolean hasTemplate(VirtualMachineSpec saved, String volume) {
        return volumes(saved).stream()
                .filter(found -> volume.equals(found.name()))
                .flatMap(found -> UsedClaim.of(found).stream())
                .anyMatch(used ->
                        used.ofDataVolume() && template(saved, used.name()).isPresent());
    }

    private static VirtualMachineSpec spec(RestoreScope scope) {
        VirtualMachineSpec saved =
                Objects.requireNonNull(scope.saved().orElseThrow().spec());
        List<Volume> volumes = new ArrayList<>();
        List<DataVolumeTemplateSpec> templates = new ArrayList<>();
        for (Volume volume : volumes(saved)) {
            if (volume.memoryDump() != null) {
                continue;
            }
            Optional<VolumeRestore> restored = scope.restores().stream()
                    .filter(found -> Objects.equals(found.volumeName(), volume.name()))
                    .findFirst();
            volumes.add(restored.map(found -> volume(saved, volume, found)).orElse(volume));
            UsedClaim.of(volume)
                    .flatMap(used -> template(saved, used.name()))
                    .map(template ->
                            restored.map(found -> template(template, found)).orElse(template))
                    .ifPresent(templates::add);
        }
        return VirtualMachineSpecBuilder.builder(saved)
                .dataVolumeTemplates(templates.isEmpty() ? null : templates)
                .template(template(Objects.requireNonNull(saved.template()), volumes))
                .build();
    }

    private static VirtualMachineInstanceTemplateSpec template(
            VirtualMachineInstanceTemplateSpec saved, List<Volume> volumes) {
        return VirtualMachineInstanceTemplateSpecBuilder.builder(saved)
                .spec(VirtualMachineInstanceSpecBuilder.builder(Objects.requireNonNull(saved.spec()))
                        .volumes(volumes.isEmpty() ? null : volumes)
                        .build())
                .build();
    }

    private static Volume volume(VirtualMachineSpec machine, Volume saved, VolumeRestore restored) {
        if (restored.dataVolumeName() != null && hasTemplate(machine, saved.name() + "")) {
            DataVolumeSource before = Objects.requireNonNull(saved.dataVolume());
            return VolumeBuilder.builder(saved)
                    .dataVolume(DataVolumeSourceBuilder.builder(before)
                            .name(restored.dataVolumeName())
                            .build())
                    .build();
        }
        var claim = saved.persistentVolumeClaim() == null
                ? PersistentVolumeClaimVolumeSourceBuilder.builder()
                : PersistentVolumeClaimVolumeSourceBuilder.builder(saved.persistentVolumeClaim());
        return VolumeBuilder.builder(saved)
                .dataVolume(null)
                .persistentVolumeClaim(
                        claim.claimName(restored.persistentVolumeClaim()).build())
                .build();
    }

    private static DataVolumeTemplateSpec template(DataVolumeTemplateSpec saved, VolumeRestore restored) {
        return DataVolumeTemplateSpecBuilder.builder(saved)
                .metadata(new ObjectMetaBuilder(saved.metadata())
                        .withName(restored.dataVolumeName())
                        .build())
                .build();
    }

    private static Optional<DataVolumeTemplateSpec> template(VirtualMachineSpec saved, String name) {
        return Optional.ofNullable(saved.dataVolumeTemplates()).orElse(List.of()).stream()
                .filter(template -> template.metadata() != null
                        && name.equals(template.metadata().getName()))
                .findFirst();
    }

    /** Returns the volumes of a machine's template. */
    static List<Volume> volumes(VirtualMachineSpec saved) {
        return Optional.ofNullable(saved.template())
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .flatMap(spec -> Optional.ofNullable(spec.volumes()))
                .orElse(List.of());
    }
}
