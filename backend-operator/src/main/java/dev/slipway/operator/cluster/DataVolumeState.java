package dev.slipway.operator.cluster;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import java.util.List;
import java.util.Optional;

/** How far a DataVolume is, as those see it who want to use it. */
public enum DataVolumeState {
    /** Not yet. */
    FILLING,
    /** It waits until somebody uses it. */
    WAITS_FOR_CONSUMER,
    /** It can be used. */
    FILLED,
    /** It never will be. */
    FAILED;

    /** Returns the state of a DataVolume. */
    public static DataVolumeState of(DataVolume volume) {
        return switch (Optional.ofNullable(volume.getStatus())
                .map(DataVolumeStatus::phase)
                .orElse("")) {
            case "Succeeded" -> FILLED;
            case "WaitForFirstConsumer", "PendingPopulation" -> WAITS_FOR_CONSUMER;
            case "Failed" -> FAILED;
            default -> FILLING;
        };
    }

    /** Returns the sentence of the condition Running, which says what happens or why it does not. */
    public static String why(DataVolume volume) {
        return Optional.ofNullable(volume.getStatus()).map(DataVolumeStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> "Running".equals(condition.type()))
                .map(DataVolumeCondition::message)
                .filter(message -> message != null && !message.isEmpty())
                .findFirst()
                .orElse("no reason is known.");
    }
}
