package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names, finalizers and annotations around snapshots. Source: KubeVirt v1.9.0, {@code pkg/storage/snapshot}. */
final class SnapshotNames {
    /** Finalizer of snapshots. */
    static final String SNAPSHOT = "snapshot.kubevirt.io/vmsnapshot-protection";

    /** Finalizer of contents. */
    static final String CONTENT = "snapshot.kubevirt.io/vmsnapshotcontent-protection";

    /** Finalizer of machines while they are saved. */
    static final String SOURCE = "snapshot.kubevirt.io/snapshot-source-protection";

    /** Finalizer of restores. */
    static final String RESTORE = "snapshot.kubevirt.io/vmrestore-protection";

    /** Annotation of machines: the restore that they have their spec from. */
    static final String LAST_RESTORE = "restore.kubevirt.io/lastRestoreUID";

    /** Annotation of claims: the restore that they were made for. */
    static final String RESTORE_NAME = "restore.kubevirt.io/name";

    /** Annotation of claims that go with the machine that is yet to be made. */
    static final String OWNED_BY_MACHINE = "restore.kubevirt.io/owned-by-vm";

    /** Label of claims: the machine that was saved. */
    static final String SOURCE_NAME = "restore.kubevirt.io/source-vm-name";

    /** Label of claims: its namespace. */
    static final String SOURCE_NAMESPACE = "restore.kubevirt.io/source-vm-namespace";

    private SnapshotNames() {}

    static String content(VirtualMachineSnapshot snapshot) {
        return "vmsnapshot-content-" + uid(snapshot);
    }

    static String volumeSnapshot(VirtualMachineSnapshot snapshot, String volume) {
        return "vmsnapshot-" + uid(snapshot) + "-volume-" + volume;
    }

    static String claim(VirtualMachineRestore restore, String volume) {
        return "restore-" + uid(restore) + "-" + volume;
    }

    static String lastRestore(VirtualMachineRestore restore) {
        return restore.getMetadata().getName() + "-" + uid(restore);
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }
}
