package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCronStatus;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileStatus;
import dev.slipway.operator.cluster.Copies;
import java.util.Optional;

/**
 * What imports are kept as, which the StorageProfile of their class says.
 *
 * @param snapshots whether as snapshots, and not as the claims that they were imported to
 * @param known whether there is a profile that says so
 * @param snapshotClass class of the snapshots, if one is known
 * @param readWriteOnce whether claims are to be ReadWriteOnce if nothing else is said
 */
record ImportFormat(boolean snapshots, boolean known, Optional<String> snapshotClass, boolean readWriteOnce) {
    static final String CLAIM = "pvc";
    static final String SNAPSHOT = "snapshot";

    static ImportFormat of(Optional<StorageProfile> profile, DataImportCronStatus status) {
        Optional<StorageProfileStatus> says = profile.map(StorageProfile::getStatus);
        Optional<String> format = says.map(StorageProfileStatus::dataImportCronSourceFormat);
        return new ImportFormat(
                // What was kept stays what it is as long as nobody knows better.
                SNAPSHOT.equals(format.or(() -> Optional.ofNullable(status.sourceFormat()))
                        .orElse(CLAIM)),
                says.isPresent(),
                profile.flatMap(found ->
                                Optional.ofNullable(Copies.annotations(found).get(ImportCronNames.SNAPSHOT_CLASS)))
                        .filter(name -> !name.isEmpty())
                        .or(() -> says.map(StorageProfileStatus::snapshotClass)),
                profile.filter(found -> "true".equals(Copies.annotations(found).get(ImportCronNames.READ_WRITE_ONCE)))
                        .isPresent());
    }

    /** Returns the word for it in statuses. */
    String word() {
        return snapshots ? SNAPSHOT : CLAIM;
    }
}
