package dev.slipway.operator.storageprofile;

import dev.slipway.api.cdi.StorageProfileCondition;
import dev.slipway.api.cdi.StorageProfileSpec;
import dev.slipway.api.cdi.StorageProfileSpecBuilder;
import dev.slipway.api.cdi.StorageProfileStatus;
import dev.slipway.api.cdi.StorageProfileStatusBuilder;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a StorageProfile: what its spec says, else what is known of the provisioner, else what always goes. */
final class ProfileStatus {
    private ProfileStatus() {}

    /**
     * Puts it together.
     *
     * @param snapshotClass the class that makes snapshots of this storage, if one does
     */
    static StorageProfileStatus of(
            StorageClass storage,
            @Nullable StorageProfileSpec given,
            @Nullable StorageProfileStatus before,
            Optional<String> snapshotClass,
            Instant now) {
        StorageProfileSpec spec =
                given == null ? StorageProfileSpecBuilder.builder().build() : given;
        Optional<KnownProvisioner> known = KnownProvisioner.of(storage);
        Optional<String> snapshots = Optional.ofNullable(spec.snapshotClass()).or(() -> snapshotClass);
        ConditionSet conditions = ConditionSet.of(before == null ? null : before.conditions(), now);
        if (known.isPresent()) {
            conditions.set("Recognized", Condition.TRUE, "RecognizedProvisioner", "Provisioner is recognized");
        } else {
            conditions.set("Recognized", Condition.FALSE, "UnrecognizedProvisioner", "Provisioner is not recognized");
        }
        return StorageProfileStatusBuilder.builder()
                .storageClass(storage.getMetadata().getName())
                .provisioner(storage.getProvisioner())
                .claimPropertySets(Optional.ofNullable(spec.claimPropertySets())
                        .filter(sets -> !sets.isEmpty())
                        .or(() -> known.map(KnownProvisioner::offers))
                        .orElse(null))
                .cloneStrategy(Optional.ofNullable(spec.cloneStrategy())
                        .or(() -> known.flatMap(KnownProvisioner::cloneStrategy))
                        .orElse(snapshots.isPresent() ? "snapshot" : "copy"))
                .dataImportCronSourceFormat(Optional.ofNullable(spec.dataImportCronSourceFormat())
                        .or(() -> known.flatMap(KnownProvisioner::sourceFormat))
                        .orElse("pvc"))
                .snapshotClass(snapshots.orElse(null))
                .conditions(conditions.list(StorageProfileCondition::new))
                .build();
    }
}
