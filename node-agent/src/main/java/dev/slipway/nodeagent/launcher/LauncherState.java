package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.migration.Way;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What a launcher says of its guest.
 *
 * @param phase how far it is
 * @param reason why it is paused: {@code user}, {@code io-error}, {@code migration}, {@code panicked}, {@code starting}
 * @param accelerator {@code kvm} or {@code tcg}
 * @param qemuVersion QEMU's own version
 * @param launchedAt when QEMU answered first
 * @param end how it ended
 * @param guest what the guest agent says
 * @param way the guest's way in or out, if it has one
 */
public record LauncherState(
        Phase phase,
        Optional<String> reason,
        Optional<String> accelerator,
        Optional<String> qemuVersion,
        Optional<Instant> launchedAt,
        Optional<LauncherEnd> end,
        GuestFacts guest,
        Optional<Way> way) {
    /** How far a launcher is. */
    public enum Phase {
        WAITING,
        LAUNCHING,
        RUNNING,
        PAUSED,
        SHUTTING_DOWN,
        ENDED
    }

    /**
     * Reads a {@code state} object; unknown fields are left aside.
     *
     * @throws IllegalArgumentException if the phase is none that the contract names
     */
    public static LauncherState of(JsonNode state) {
        return new LauncherState(
                phase(state.path("phase").asText("")),
                text(state, "reason"),
                text(state, "accelerator").filter(name -> name.equals("kvm") || name.equals("tcg")),
                text(state, "qemuVersion"),
                text(state, "launchedAt").flatMap(LauncherState::instant),
                state.path("end").isObject() ? Optional.of(LauncherEnd.of(state.get("end"))) : Optional.empty(),
                GuestFacts.of(state.path("guest")),
                WayReader.of(state.path("migration")));
    }

    /** Returns whether a guest stands still because it comes or goes. */
    public boolean isMoving() {
        return phase == Phase.PAUSED && reason.filter("migration"::equals).isPresent();
    }

    static Optional<String> text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() && !value.asText().isEmpty() ? Optional.of(value.asText()) : Optional.empty();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Phase phase(String name) {
        return switch (name) {
            case "Waiting" -> Phase.WAITING;
            case "Launching" -> Phase.LAUNCHING;
            case "Running" -> Phase.RUNNING;
            case "Paused" -> Phase.PAUSED;
            case "ShuttingDown" -> Phase.SHUTTING_DOWN;
            case "Ended" -> Phase.ENDED;
            default -> throw new IllegalArgumentException("a launcher has no phase '" + name + "'");
        };
    }
}
