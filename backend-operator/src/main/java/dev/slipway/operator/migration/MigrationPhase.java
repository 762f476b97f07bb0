package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a migration is. Source: KubeVirt v1.9.0, {@code core/v1/types.go}. */
enum MigrationPhase {
    UNSET(""),
    PENDING("Pending"),
    SCHEDULING("Scheduling"),
    SCHEDULED("Scheduled"),
    PREPARING_TARGET("PreparingTarget"),
    TARGET_READY("TargetReady"),
    RUNNING("Running"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed");

    private final String text;

    MigrationPhase(String text) {
        this.text = text;
    }

    /** Returns the word in the API. */
    String text() {
        return text;
    }

    static MigrationPhase of(VirtualMachineInstanceMigration migration) {
        return of(migration.getStatus() == null ? null : migration.getStatus().phase());
    }

    static MigrationPhase of(@Nullable String text) {
        String word = Optional.ofNullable(text).orElse("");
        for (MigrationPhase phase : values()) {
            if (phase.text.equals(word)) {
                return phase;
            }
        }
        return UNSET;
    }

    boolean isFinal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** Returns whether it takes one of the places that migrations under way have. */
    boolean isUnderWay() {
        return !isFinal() && compareTo(PENDING) > 0;
    }
}
