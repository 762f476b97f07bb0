package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.tasks.Tasks;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/** Changes machines by their YAML, so that nobody overwrites what somebody else has changed meanwhile. */
@Singleton
class MachineEditor {
    private final MachineWriter writer;
    private final Tasks tasks;

    MachineEditor(MachineWriter writer, Tasks tasks) {
        this.writer = writer;
        this.tasks = tasks;
    }

    /** How an edit ended. */
    sealed interface Result {
        /** The cluster took it, or would take it. */
        record Accepted(List<Difference> changes) implements Result {}

        /** There was nothing to change. */
        record Nothing() implements Result {}

        /** The text is wrong, or the cluster refused it. */
        record Refused(int status, String sentence) implements Result {}

        /** Somebody else has changed the machine since; {@code merged} is the new state with this edit on top. */
        record Conflict(List<Difference> theirs, List<Difference> mine, String current, String merged)
                implements Result {}
    }

    /**
     * Changes a machine.
     *
     * @param base text as it was when the editing began
     * @param edited text as it shall be
     * @param dryRun whether the cluster only says what it would do
     */
    Result edit(Identity identity, ObjectKey key, String base, String edited, boolean dryRun) {
        MachineYaml.Parsed wanted = MachineYaml.read(edited, key);
        if (!(wanted instanceof MachineYaml.Parsed.Machine(ObjectNode mine))) {
            return new Result.Refused(422, ((MachineYaml.Parsed.Wrong) wanted).sentence());
        }
        ApiReply reply = writer.read(identity, key);
        if (!reply.succeeded()) {
            return refusal(reply);
        }
        JsonNode current = reply.json();
        ObjectNode now = MachineYaml.editable(current);
        ObjectNode then =
                MachineYaml.read(base, key) instanceof MachineYaml.Parsed.Machine(ObjectNode parsed) ? parsed : now;
        ObjectNode patch = Difference.mergePatch(then, mine);
        List<Difference> changes = Difference.between(then, mine);
        List<Difference> theirs = Difference.between(then, now);
        if (!theirs.isEmpty()) {
            return new Result.Conflict(
                    theirs, changes, MachineYaml.write(now), MachineYaml.write(Difference.merged(now, patch)));
        }
        if (changes.isEmpty()) {
            return new Result.Nothing();
        }
        ApiReply answer = writer.write(identity, key, current, patch, dryRun);
        if (answer.status() == 409) {
            return new Result.Refused(409, "Somebody changed the machine at the same moment. Save again to see what.");
        }
        if (!answer.succeeded()) {
            return UnknownFields.sentence(answer.message(), edited)
                    .map(sentence -> new Result.Refused(422, sentence))
                    .orElseGet(() -> refusal(answer));
        }
        if (!dryRun) {
            tasks.wrote(identity, "Edit", MachineTasks.KIND, key, summary(changes));
        }
        return new Result.Accepted(changes);
    }

    /** Returns changes in one line. */
    static String summary(List<Difference> changes) {
        String shown = changes.stream()
                .limit(3)
                .map(change -> change.path() + (change.before().isEmpty() ? "" : " " + change.before()) + " → "
                        + (change.after().isEmpty() ? "nothing" : change.after()))
                .collect(Collectors.joining("; "));
        return changes.size() > 3 ? shown + "; and " + (changes.size() - 3) + " more" : shown;
    }

    private static Result.Refused refusal(ApiReply reply) {
        return new Result.Refused(
                reply.status() == 0 ? 503 : reply.status(),
                reply.status() == 0
                        ? reply.message() + " Nothing was changed."
                        : "The cluster refused it: " + reply.message());
    }
}
