package dev.slipway.portal.storage;

import dev.slipway.api.cdi.ClaimPropertySet;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileStatus;
import dev.slipway.portal.lists.Row;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineState;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A storage class as lists show it.
 *
 * @param name name
 * @param usual whether disks that name no class get this one
 * @param provisioner what makes its volumes
 * @param shared whether volumes can be used on several nodes at once, so that machines on them can move
 * @param modes how volumes can be used, as its profile says; may be empty
 * @param copies how disks are copied, as its profile says; may be empty
 * @param snapshots class of snapshots that goes with it; empty if none does
 * @param grows whether its volumes can be enlarged
 * @param later whether a volume is made only when the first machine uses it
 * @param kept whether data stays when its claim is deleted
 * @param disks number of claims that have it and that the visitor may see
 * @param bytes what these hold together
 * @param created when it was made
 * @param text everything that words are looked for in, in lower case
 */
record StorageRow(
        String name,
        boolean usual,
        String provisioner,
        boolean shared,
        List<String> modes,
        String copies,
        String snapshots,
        boolean grows,
        boolean later,
        boolean kept,
        int disks,
        long bytes,
        Instant created,
        String text)
        implements Row {
    /** Marks the class of claims that name none. Source: Kubernetes, {@code pkg/volume/util/storageclass.go}. */
    static final String USUAL = "storageclass.kubernetes.io/is-default-class";

    /** What claims of a class hold. */
    record Use(int disks, long bytes) {
        static final Use NONE = new Use(0, 0);

        Use plus(Use other) {
            return new Use(disks + other.disks, bytes + other.bytes);
        }
    }

    StorageRow {
        modes = List.copyOf(modes);
    }

    /** Works out the row of a class. */
    static StorageRow of(StorageClass storage, Optional<StorageProfile> profile, Use use) {
        Optional<StorageProfileStatus> status = profile.map(StorageProfile::getStatus);
        List<ClaimPropertySet> offers =
                status.map(StorageProfileStatus::claimPropertySets).orElse(List.of());
        String name = storage.getMetadata().getName();
        boolean usual = isUsual(storage);
        String provisioner = textOf(storage.getProvisioner());
        List<String> modes = offers.stream()
                .map(offer -> modes(offer).stream().map(StorageRow::words).collect(Collectors.joining(", "))
                        + (textOf(offer.volumeMode()).equals("Block") ? " (block)" : ""))
                .toList();
        String copies =
                copies(status.map(found -> textOf(found.cloneStrategy())).orElse(""));
        String snapshots = status.map(found -> textOf(found.snapshotClass())).orElse("");
        return new StorageRow(
                name,
                usual,
                provisioner,
                offers.stream().anyMatch(offer -> modes(offer).contains("ReadWriteMany")),
                modes,
                copies,
                snapshots,
                Boolean.TRUE.equals(storage.getAllowVolumeExpansion()),
                textOf(storage.getVolumeBindingMode()).equals("WaitForFirstConsumer"),
                textOf(storage.getReclaimPolicy()).equals("Retain"),
                use.disks,
                use.bytes,
                MachineState.time(storage.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH),
                String.join(
                                "\n",
                                name,
                                provisioner,
                                String.join("\n", modes),
                                copies,
                                snapshots,
                                usual ? "default" : "")
                        .toLowerCase(Locale.ROOT));
    }

    @Override
    public String project() {
        return "";
    }

    /** Returns whether claims that name no class get this one. */
    static boolean isUsual(StorageClass storage) {
        Map<String, String> annotations = storage.getMetadata().getAnnotations();
        return annotations != null && "true".equals(annotations.get(USUAL));
    }

    /** Returns the address of what is done with it. */
    public String path() {
        return "/storage/" + name;
    }

    private static List<String> modes(ClaimPropertySet offer) {
        return offer.accessModes() == null ? List.of() : offer.accessModes();
    }

    private static String words(String mode) {
        return switch (mode) {
            case "ReadWriteOnce" -> "one node";
            case "ReadWriteOncePod" -> "one Pod";
            case "ReadWriteMany" -> "many nodes";
            case "ReadOnlyMany" -> "many nodes, to read";
            default -> mode;
        };
    }

    private static String copies(String strategy) {
        return switch (strategy) {
            case "copy" -> "byte by byte";
            case "snapshot" -> "by a snapshot";
            case "csi-clone" -> "by the storage";
            default -> strategy;
        };
    }

    private static String textOf(@Nullable String value) {
        return MachineFacts.text(value);
    }
}
