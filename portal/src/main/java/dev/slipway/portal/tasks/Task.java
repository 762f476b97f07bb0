package dev.slipway.portal.tasks;

import dev.slipway.portal.cluster.ObjectKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Something a user asked for.
 *
 * @param id number, ascending in time
 * @param actor name of the user
 * @param action what was asked, as words: "Start"
 * @param kind kind of the object: "VirtualMachine", "DataSource"
 * @param object namespace and name of the object
 * @param started when it was asked
 * @param finished when it ended
 * @param state how far it is
 * @param sentence what is waited for, or how it ended
 * @param goal what ends it, in the words of the package that follows it
 */
public record Task(
        long id,
        String actor,
        String action,
        String kind,
        ObjectKey object,
        Instant started,
        Optional<Instant> finished,
        State state,
        String sentence,
        String goal) {

    /** How far a task is. */
    public enum State {
        RUNNING("Running", "starting", "busy"),
        DONE("Done", "check", "ok"),
        FAILED("Failed", "error", "err");

        private final String word;
        private final String icon;
        private final String colour;

        State(String word, String icon, String colour) {
            this.word = word;
            this.icon = icon;
            this.colour = colour;
        }

        public String word() {
            return word;
        }

        public String icon() {
            return icon;
        }

        public String colour() {
            return colour;
        }
    }

    /** Returns action and name: "Start web-1". */
    public String title() {
        return action + " " + object.name();
    }

    /** Returns the address of the object's page; empty if the portal has none for the kind. */
    public String address() {
        return switch (kind) {
            case "VirtualMachine" -> "/machines/" + object.namespace() + "/" + object.name();
            case "VirtualMachineExport" -> "/exports/" + object.namespace() + "/" + object.name();
            case "DataSource" -> "/images/" + object.namespace() + "/" + object.name();
            case "Node" -> "/nodes/" + object.name();
            default -> "";
        };
    }

    /** Returns a task that begins and has no number yet. */
    static Task begun(String actor, String action, String kind, ObjectKey object, String goal, Instant now) {
        return new Task(0, actor, action, kind, object, now, Optional.empty(), State.RUNNING, "", goal);
    }

    Task numbered(long number) {
        return new Task(number, actor, action, kind, object, started, finished, state, sentence, goal);
    }

    Task ended(State how, String words, Instant when) {
        return new Task(id, actor, action, kind, object, started, Optional.of(when), how, words, goal);
    }

    Task says(String words) {
        return new Task(id, actor, action, kind, object, started, finished, state, words, goal);
    }
}
