package dev.slipway.api.schema;

import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupSpec;
import dev.slipway.api.backup.VirtualMachineBackupStatus;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import dev.slipway.api.backup.VirtualMachineBackupTrackerSpec;
import dev.slipway.api.backup.VirtualMachineBackupTrackerStatus;
import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfig;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigStatus;
import dev.slipway.api.cdi.CDISpec;
import dev.slipway.api.cdi.CDIStatus;
import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataImportCronSpec;
import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSpec;
import dev.slipway.api.cdi.DataSourceStatus;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.cdi.ObjectTransfer;
import dev.slipway.api.cdi.ObjectTransferSpec;
import dev.slipway.api.cdi.ObjectTransferStatus;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileSpec;
import dev.slipway.api.cdi.StorageProfileStatus;
import dev.slipway.api.cdi.VolumeCloneSource;
import dev.slipway.api.cdi.VolumeCloneSourceSpec;
import dev.slipway.api.cdi.VolumeImportSource;
import dev.slipway.api.cdi.VolumeImportSourceSpec;
import dev.slipway.api.cdi.VolumeUploadSource;
import dev.slipway.api.cdi.VolumeUploadSourceSpec;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.clone.VirtualMachineCloneSpec;
import dev.slipway.api.clone.VirtualMachineCloneStatus;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportSpec;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.api.instancetype.VirtualMachineClusterInstancetype;
import dev.slipway.api.instancetype.VirtualMachineClusterPreference;
import dev.slipway.api.instancetype.VirtualMachineInstancetype;
import dev.slipway.api.instancetype.VirtualMachineInstancetypeSpec;
import dev.slipway.api.instancetype.VirtualMachinePreference;
import dev.slipway.api.instancetype.VirtualMachinePreferenceSpec;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.api.kubevirt.KubeVirtStatus;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstancePreset;
import dev.slipway.api.kubevirt.VirtualMachineInstancePresetSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.migrations.MigrationPolicy;
import dev.slipway.api.migrations.MigrationPolicySpec;
import dev.slipway.api.migrations.MigrationPolicyStatus;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.api.network.NetworkAttachmentDefinitionSpec;
import dev.slipway.api.plugin.Plugin;
import dev.slipway.api.plugin.PluginSpec;
import dev.slipway.api.plugin.PluginStatus;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.api.pool.VirtualMachinePoolSpec;
import dev.slipway.api.pool.VirtualMachinePoolStatus;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreSpec;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentSpec;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotSpec;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateRequest;
import dev.slipway.api.template.VirtualMachineTemplateRequestSpec;
import dev.slipway.api.template.VirtualMachineTemplateRequestStatus;
import dev.slipway.api.template.VirtualMachineTemplateSpec;
import dev.slipway.api.template.VirtualMachineTemplateStatus;
import java.util.List;
import java.util.stream.Stream;

/** Every kind that has a CustomResourceDefinition. Source of versions, names and columns: KubeVirt v1.9.0, {@code crds.go}. */
final class KnownKinds {
    private static final KindVersion[] CORE = {
        KindVersion.stored("v1"),
        KindVersion.served("v1alpha3")
                .deprecated("kubevirt.io/v1alpha3 is now deprecated and will be removed in a future release.")
    };
    private static final KindVersion[] BETA = {KindVersion.stored("v1beta1"), KindVersion.served("v1alpha1")};
    private static final String PRESETS = "VirtualMachineInstancePresets is now deprecated and will be removed in v2.";
    private static final Column[] COUNTS = {
        Column.number("Desired", ".spec.replicas"),
        Column.number("Current", ".status.replicas"),
        Column.number("Ready", ".status.readyReplicas"),
        Column.AGE
    };
    private static final Column SOURCE_KIND = Column.text("SourceKind", ".spec.source.kind");
    private static final Column SOURCE_NAME = Column.text("SourceName", ".spec.source.name");
    private static final Column READY = Column.flag("ReadyToUse", ".status.readyToUse");
    private static final Column MADE = Column.date("CreationTime", ".status.creationTime");
    private static final Column ERROR = Column.text("Error", ".status.error.message");

    private KnownKinds() {}

    static List<KnownKind> all() {
        return Stream.of(core(), sizes(), copies(), imports(), templates(), rest())
                .flatMap(List::stream)
                .toList();
    }

    private static List<KnownKind> core() {
        return List.of(
                KnownKind.of(
                                VirtualMachine.class,
                                VirtualMachineSpec.class,
                                VirtualMachineStatus.class,
                                Column.AGE,
                                Column.text("Status", ".status.printableStatus"),
                                Column.condition("Ready", "Ready"))
                        .with(CORE),
                // KubeVirt has no status subresource here: its clients write status with the object.
                KnownKind.of(
                                VirtualMachineInstance.class,
                                VirtualMachineInstanceSpec.class,
                                VirtualMachineInstanceStatus.class,
                                Column.AGE,
                                Column.PHASE,
                                Column.text("IP", ".status.interfaces[0].ipAddress"),
                                Column.text("NodeName", ".status.nodeName"),
                                Column.condition("Ready", "Ready"),
                                Column.condition("Live-Migratable", "LiveMigratable")
                                        .wide(),
                                Column.condition("Paused", "Paused").wide())
                        .with(CORE)
                        .with(new String[0]),
                KnownKind.of(
                                VirtualMachineInstanceReplicaSet.class,
                                VirtualMachineInstanceReplicaSetSpec.class,
                                VirtualMachineInstanceReplicaSetStatus.class,
                                COUNTS)
                        .with(CORE)
                        .with("status", "scale"),
                KnownKind.of(
                                VirtualMachineInstanceMigration.class,
                                VirtualMachineInstanceMigrationSpec.class,
                                VirtualMachineInstanceMigrationStatus.class,
                                Column.PHASE,
                                Column.text("VMI", ".spec.vmiName"))
                        .with(CORE),
                KnownKind.of(VirtualMachineInstancePreset.class, VirtualMachineInstancePresetSpec.class)
                        .with(
                                KindVersion.served("v1").deprecated("kubevirt.io/v1 " + PRESETS),
                                KindVersion.stored("v1alpha3").deprecated("kubevirt.io/v1alpha3 " + PRESETS)),
                KnownKind.of(KubeVirt.class, KubeVirtSpec.class, KubeVirtStatus.class, Column.AGE, Column.PHASE)
                        .with(CORE),
                KnownKind.of(
                                VirtualMachinePool.class,
                                VirtualMachinePoolSpec.class,
                                VirtualMachinePoolStatus.class,
                                COUNTS)
                        .with(BETA)
                        .with("status", "scale"));
    }

    private static List<KnownKind> sizes() {
        return List.of(
                KnownKind.of(VirtualMachineInstancetype.class, VirtualMachineInstancetypeSpec.class),
                KnownKind.of(VirtualMachineClusterInstancetype.class, VirtualMachineInstancetypeSpec.class)
                        .outsideAll(),
                KnownKind.of(VirtualMachinePreference.class, VirtualMachinePreferenceSpec.class),
                KnownKind.of(VirtualMachineClusterPreference.class, VirtualMachinePreferenceSpec.class)
                        .outsideAll());
    }

    private static List<KnownKind> copies() {
        return List.of(
                KnownKind.of(
                                VirtualMachineSnapshot.class,
                                VirtualMachineSnapshotSpec.class,
                                VirtualMachineSnapshotStatus.class,
                                SOURCE_KIND,
                                SOURCE_NAME,
                                Column.PHASE,
                                READY,
                                MADE,
                                ERROR)
                        .with(BETA),
                KnownKind.of(
                                VirtualMachineSnapshotContent.class,
                                VirtualMachineSnapshotContentSpec.class,
                                VirtualMachineSnapshotContentStatus.class,
                                READY,
                                MADE,
                                ERROR)
                        .with(BETA),
                KnownKind.of(
                                VirtualMachineRestore.class,
                                VirtualMachineRestoreSpec.class,
                                VirtualMachineRestoreStatus.class,
                                Column.text("TargetKind", ".spec.target.kind"),
                                Column.text("TargetName", ".spec.target.name"),
                                Column.flag("Complete", ".status.complete"),
                                Column.date("RestoreTime", ".status.restoreTime"))
                        .with(BETA),
                KnownKind.of(
                                VirtualMachineExport.class,
                                VirtualMachineExportSpec.class,
                                VirtualMachineExportStatus.class,
                                SOURCE_KIND,
                                SOURCE_NAME,
                                Column.PHASE)
                        .with(
                                KindVersion.stored("v1"),
                                KindVersion.served("v1beta1")
                                        .deprecated("export.kubevirt.io/v1beta1 VirtualMachineExport is now deprecated"
                                                + " and will be removed in a future version.")),
                KnownKind.of(
                                VirtualMachineClone.class,
                                VirtualMachineCloneSpec.class,
                                VirtualMachineCloneStatus.class,
                                Column.PHASE,
                                Column.text("SourceVirtualMachine", ".spec.source.name"),
                                Column.text("TargetVirtualMachine", ".spec.target.name"))
                        .with(BETA),
                KnownKind.of(
                        VirtualMachineBackup.class,
                        VirtualMachineBackupSpec.class,
                        VirtualMachineBackupStatus.class,
                        SOURCE_KIND,
                        SOURCE_NAME,
                        Column.text("Type", ".status.type"),
                        Column.text("CheckpointName", ".status.checkpointName")),
                KnownKind.of(
                        VirtualMachineBackupTracker.class,
                        VirtualMachineBackupTrackerSpec.class,
                        VirtualMachineBackupTrackerStatus.class,
                        SOURCE_KIND,
                        SOURCE_NAME,
                        Column.text("LatestCheckpoint", ".status.latestCheckpoint.name"),
                        Column.date("CheckpointTime", ".status.latestCheckpoint.creationTime")));
    }

    private static List<KnownKind> imports() {
        return List.of(
                KnownKind.of(CDI.class, CDISpec.class, CDIStatus.class, Column.AGE, Column.PHASE)
                        .outsideAll(),
                KnownKind.of(CDIConfig.class, CDIConfigSpec.class, CDIConfigStatus.class)
                        .with(new String[0])
                        .outsideAll(),
                KnownKind.of(
                                DataImportCron.class,
                                DataImportCronSpec.class,
                                DataImportCronStatus.class,
                                Column.text("Format", ".status.sourceFormat"))
                        .with(new String[0]),
                KnownKind.of(StorageProfile.class, StorageProfileSpec.class, StorageProfileStatus.class)
                        .with(new String[0])
                        .outsideAll(),
                KnownKind.of(VolumeImportSource.class, VolumeImportSourceSpec.class)
                        .outsideAll(),
                KnownKind.of(VolumeUploadSource.class, VolumeUploadSourceSpec.class)
                        .outsideAll(),
                KnownKind.of(VolumeCloneSource.class, VolumeCloneSourceSpec.class)
                        .outsideAll(),
                KnownKind.of(
                                ObjectTransfer.class,
                                ObjectTransferSpec.class,
                                ObjectTransferStatus.class,
                                Column.AGE,
                                Column.PHASE,
                                Column.condition("Complete", "Complete"))
                        .outsideAll());
    }

    private static List<KnownKind> templates() {
        return List.of(
                KnownKind.of(
                                VirtualMachineTemplate.class,
                                VirtualMachineTemplateSpec.class,
                                VirtualMachineTemplateStatus.class,
                                Column.AGE,
                                Column.condition("Ready", "Ready"))
                        .outsideAll(),
                KnownKind.of(
                                VirtualMachineTemplateRequest.class,
                                VirtualMachineTemplateRequestSpec.class,
                                VirtualMachineTemplateRequestStatus.class,
                                Column.text("Template", ".status.templateRef.name"),
                                Column.AGE,
                                Column.condition("Ready", "Ready"),
                                Column.condition("Progressing", "Progressing"))
                        .outsideAll());
    }

    private static List<KnownKind> rest() {
        return List.of(
                KnownKind.of(MigrationPolicy.class, MigrationPolicySpec.class, MigrationPolicyStatus.class)
                        .outsideAll(),
                KnownKind.of(Plugin.class, PluginSpec.class, PluginStatus.class).outsideAll(),
                KnownKind.of(
                        DataVolume.class,
                        DataVolumeSpec.class,
                        DataVolumeStatus.class,
                        Column.PHASE,
                        Column.text("Progress", ".status.progress"),
                        Column.number("Restarts", ".status.restartCount"),
                        Column.AGE),
                KnownKind.of(
                                DataSource.class,
                                DataSourceSpec.class,
                                DataSourceStatus.class,
                                Column.condition("Ready", "Ready"),
                                Column.AGE)
                        .with(new String[0]),
                KnownKind.of(NetworkAttachmentDefinition.class, NetworkAttachmentDefinitionSpec.class)
                        .outsideAll());
    }
}
