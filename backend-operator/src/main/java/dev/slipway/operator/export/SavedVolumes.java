package dev.slipway.operator.export;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachine;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.machine.export.ExportedClaim;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.snapshot.SavedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes claims of what a snapshot holds, which live as long as the export. */
record SavedVolumes(Caches caches, ObjectWriter writer) {
    ExportedSource of(ExportScope scope) {
        Optional<VirtualMachineSnapshot> snapshot = Caches.find(caches.snapshots(), scope.sourceKey());
        String key = scope.sourceKey().toString();
        Optional<String> machine =
                snapshot.map(found -> found.getSpec().source()).map(source -> source.getName());
        Optional<VirtualMachineSnapshotContent> content = snapshot.filter(found -> found.getStatus() != null
                        && Boolean.TRUE.equals(found.getStatus().readyToUse()))
                .flatMap(found -> content(scope, found));
        if (content.isEmpty()) {
            return ExportedSource.noSnapshot(key, snapshot.isPresent(), machine);
        }
        List<VolumeBackup> backups =
                Optional.ofNullable(content.get().getSpec().volumeBackups()).orElse(List.of());
        List<ExportedClaim> claims = new ArrayList<>();
        for (VolumeBackup backup : backups) {
            claim(scope, backup, isDisk(content.get(), backup)).ifPresent(claims::add);
        }
        return ExportedSource.snapshot(key, machine, claims, backups.size());
    }

    Optional<VirtualMachineSnapshotContent> content(ExportScope scope, VirtualMachineSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getStatus())
                .map(status -> status.virtualMachineSnapshotContentName())
                .flatMap(name -> Caches.find(caches.contents(), new ObjectKey(scope.namespace(), name)));
    }

    /** Returns the claim, or nothing while it is being made. */
    private Optional<ExportedClaim> claim(ExportScope scope, VolumeBackup backup, boolean disk) {
        var saved = Objects.requireNonNull(backup.persistentVolumeClaim());
        String original = Objects.requireNonNull(saved.metadata()).getName();
        String name = scope.name() + "-" + original;
        Optional<PersistentVolumeClaim> made = Caches.find(caches.claims(), new ObjectKey(scope.namespace(), name));
        if (made.isEmpty()) {
            writer.createIfAbsent(new PersistentVolumeClaimBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(scope.namespace())
                    .withAnnotations(disk ? Map.of(DataVolumeNames.CONTENT_TYPE, "kubevirt") : Map.of())
                    .withOwnerReferences(Owners.controlling(scope.export()))
                    .endMetadata()
                    .withSpec(SavedClaim.spec(backup, Optional.empty()))
                    .build());
        }
        return made.map(claim -> new ExportedClaim(claim, original, disk));
    }

    /** A memory dump is a file among others. */
    private static boolean isDisk(VirtualMachineSnapshotContent content, VolumeBackup backup) {
        return Optional.ofNullable(content.getSpec().source())
                .map(SourceSpec::virtualMachine)
                .map(VirtualMachine::spec)
                .map(VirtualMachineSpec::template)
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .map(VirtualMachineInstanceSpec::volumes)
                .orElse(List.of())
                .stream()
                .filter(volume -> volume.name() != null && volume.name().equals(backup.volumeName()))
                .anyMatch(volume -> volume.dataVolume() != null || volume.persistentVolumeClaim() != null);
    }
}
