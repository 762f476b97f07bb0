package dev.slipway.launcher.lifecycle;

import dev.slipway.launcher.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A guest's way in or out, as far as it has come.
 *
 * @param direction in or out
 * @param id the migration's own
 * @param stage how far it is
 * @param problem why it has failed before QEMU could tell
 */
public record Move(Direction direction, String id, Stage stage, Optional<String> problem) {
    private static final Set<String> OVER = Set.of("completed", "failed", "cancelled");

    /** Whether the guest comes or goes. */
    public enum Direction {
        IN("in"),
        OUT("out");

        private final String wireName;

        Direction(String wireName) {
            this.wireName = wireName;
        }
    }

    /** How far a move is. */
    public enum Stage {
        /** Keys, and what QEMU must know first. */
        PREPARING("preparing"),
        /** The receiving end can be reached. */
        LISTENING("listening"),
        /** Disks are copied; memory follows. */
        DISKS("disks"),
        /** Memory and devices move; QEMU says how far. */
        MOVING("moving"),
        /** The guest runs at the receiving end. */
        ARRIVED("arrived");

        private final String wireName;

        Stage(String wireName) {
            this.wireName = wireName;
        }
    }

    /** Returns a move that begins. */
    public static Move of(Direction direction, String id) {
        return new Move(direction, id, Stage.PREPARING, Optional.empty());
    }

    /** Returns this, further on. */
    public Move at(Stage next) {
        return new Move(direction, id, next, problem);
    }

    /** Returns this, failed. */
    public Move failed(String why) {
        return new Move(direction, id, stage, Optional.of(why));
    }

    /** Returns whether a guest waits here that came from elsewhere and has not run here yet. */
    public boolean isWaitingGuest() {
        return direction == Direction.IN && stage != Stage.ARRIVED;
    }

    /** Returns {@code migration} of {@code docs/contracts.md} §2, from what QEMU says of it. */
    public JsonObject toJson(JsonObject told) {
        boolean known = stage == Stage.MOVING || direction == Direction.IN;
        JsonObject json = new JsonObject(known ? told.fields() : Map.of());
        if (problem.isPresent()) {
            json = json.with("status", "failed").with("error-desc", problem.get());
        }
        return json.with("id", id).with("direction", direction.wireName).with("stage", stage.wireName);
    }

    /** Returns whether a move of this form has come to an end. */
    public static boolean isOver(JsonObject migration) {
        return migration.text("status").filter(OVER::contains).isPresent();
    }

    /** Returns whether a move of this form has taken the guest away from here. */
    public static boolean isGone(JsonObject migration) {
        return migration.text("direction").equals(Optional.of(Direction.OUT.wireName))
                && migration.text("status").equals(Optional.of("completed"));
    }
}
