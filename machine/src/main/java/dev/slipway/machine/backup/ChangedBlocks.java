package dev.slipway.machine.backup;

import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a machine is with the tracking of changed blocks, without which it has no backups. It begins with an instance.
 * Source: KubeVirt v1.9.0, {@code pkg/storage/cbt/cbt.go}.
 */
public final class ChangedBlocks {
    /** The guest tracks. */
    public static final String ENABLED = "Enabled";

    /** It is being made ready. */
    public static final String INITIALIZING = "Initializing";

    private static final String PENDING_RESTART = "PendingRestart";
    private static final String DISABLED = "Disabled";
    private static final String GATE_OFF = "IncrementalBackupFeatureGateDisabled";
    private static final Set<String> STATES = Set.of("", ENABLED, INITIALIZING, PENDING_RESTART, DISABLED, GATE_OFF);
    private static final Set<String> OFF = Set.of("", DISABLED);

    private ChangedBlocks() {}

    /**
     * What it depends on.
     *
     * @param offered whether the feature gate is on
     * @param wanted whether a selector of the configuration selects the machine
     */
    public record Wish(boolean offered, boolean wanted) {}

    /** Returns the state that a status tells; empty text if none. */
    public static String state(@Nullable ChangedBlockTrackingStatus status) {
        return status == null || status.state() == null ? "" : status.state();
    }

    /**
     * Returns the machine's status.
     *
     * @param before what it was
     * @param instance the state of its instance, if there is one
     */
    public static @Nullable ChangedBlockTrackingStatus ofMachine(
            @Nullable ChangedBlockTrackingStatus before, Optional<String> instance, Wish wish) {
        String state = state(before);
        if (!wish.offered()) {
            return withoutGate(before, state, instance, wish.wanted());
        }
        if (!STATES.contains(state)) {
            return with(before, "");
        }
        if (wish.wanted()) {
            return with(before, instance.map(found -> beside(state, found)).orElse(alone(state)));
        }
        if (OFF.contains(state)) {
            return before;
        }
        return with(before, instance.map(OFF::contains).orElse(true) ? DISABLED : PENDING_RESTART);
    }

    /** Returns the status of an instance that is about to be made. */
    public static @Nullable ChangedBlockTrackingStatus ofNewInstance(
            @Nullable ChangedBlockTrackingStatus machine, Wish wish) {
        if (!wish.offered()) {
            return null;
        }
        if (wish.wanted()) {
            return with(null, INITIALIZING);
        }
        return state(machine).isEmpty() ? null : with(null, DISABLED);
    }

    private static @Nullable ChangedBlockTrackingStatus withoutGate(
            @Nullable ChangedBlockTrackingStatus before, String state, Optional<String> instance, boolean wanted) {
        if (state.equals(GATE_OFF)) {
            return before;
        }
        if (instance.map(OFF::contains).orElse(true)) {
            return wanted ? with(before, GATE_OFF) : null;
        }
        return state.equals(INITIALIZING) || state.equals(ENABLED) ? with(before, PENDING_RESTART) : before;
    }

    private static String beside(String state, String instance) {
        return switch (state) {
            case PENDING_RESTART, DISABLED ->
                instance.equals(INITIALIZING) || instance.equals(ENABLED) ? instance : PENDING_RESTART;
            case INITIALIZING, ENABLED -> instance.equals(ENABLED) ? ENABLED : INITIALIZING;
            default -> PENDING_RESTART;
        };
    }

    private static String alone(String state) {
        return state.equals(ENABLED) ? ENABLED : INITIALIZING;
    }

    private static ChangedBlockTrackingStatus with(@Nullable ChangedBlockTrackingStatus before, String state) {
        return before == null ? new ChangedBlockTrackingStatus(null, state, null) : before.withState(state);
    }
}
