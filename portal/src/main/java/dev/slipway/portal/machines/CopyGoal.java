package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;

import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.snapshot.Condition;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What ends a task that saves, restores or clones a machine: the object that was made for it.
 *
 * @param kind what was asked
 * @param name name of the object in the machine's project
 */
record CopyGoal(Kind kind, String name) {
    /** What is done with a machine's disks. */
    enum Kind {
        SNAPSHOT("Take snapshot"),
        RESTORE("Restore"),
        CLONE("Clone");

        private final String action;

        Kind(String action) {
            this.action = action;
        }

        /** Returns the word in the task log. */
        String action() {
            return action;
        }
    }

    /** Returns the goal as the task log keeps it. */
    String text() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + name;
    }

    /** Reads a goal as {@link #text} writes it. */
    static Optional<CopyGoal> parse(String text) {
        String[] parts = text.split(" ", -1);
        return parts.length == 2
                ? Stream.of(Kind.values())
                        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(parts[0]))
                        .findFirst()
                        .map(kind -> new CopyGoal(kind, parts[1]))
                : Optional.empty();
    }

    /** Decides how far a snapshot is. */
    static Goal.Progress saved(VirtualMachineSnapshot snapshot) {
        var status = Optional.ofNullable(snapshot.getStatus());
        if (status.map(found -> found.readyToUse()).orElse(false)) {
            return new Goal.Progress.Reached(
                    "Snapshot " + snapshot.getMetadata().getName() + " is there.");
        }
        String error = status.map(found -> found.error())
                .map(found -> MachineFacts.text(found.message()))
                .orElse("");
        return "Failed".equals(status.map(found -> found.phase()).orElse(""))
                ? new Goal.Progress.Failed(error.isEmpty() ? "The snapshot failed." : error)
                : new Goal.Progress.Waiting(error.isEmpty() ? "its disks are being saved" : error);
    }

    /** Decides how far a restore is. */
    static Goal.Progress restored(VirtualMachineRestore restore) {
        var status = Optional.ofNullable(restore.getStatus());
        if (status.map(found -> found.complete()).orElse(false)) {
            return new Goal.Progress.Reached(
                    "It is as it was in " + restore.getSpec().virtualMachineSnapshotName() + ".");
        }
        List<Condition> conditions =
                status.map(found -> list(found.conditions())).orElse(List.of());
        return conditions.stream()
                .filter(condition -> "Failure".equals(condition.type()) && "True".equals(condition.status()))
                .findFirst()
                .<Goal.Progress>map(condition -> new Goal.Progress.Failed(words(condition)))
                .orElseGet(() -> new Goal.Progress.Waiting(conditions.stream()
                        .filter(condition -> "Progressing".equals(condition.type()))
                        .map(CopyGoal::words)
                        .findFirst()
                        .orElse("its disks are being made")));
    }

    /** Decides how far a clone is. */
    static Goal.Progress cloned(VirtualMachineClone clone) {
        var status = Optional.ofNullable(clone.getStatus());
        String phase = status.map(found -> MachineFacts.text(found.phase())).orElse("");
        String told = status.flatMap(found -> list(found.conditions()).stream()
                        .filter(condition -> "Ready".equals(condition.type()))
                        .map(condition -> MachineFacts.text(condition.reason()))
                        .findFirst())
                .orElse("");
        return switch (phase) {
            case "Succeeded" ->
                new Goal.Progress.Reached("Machine "
                        + status.map(found -> MachineFacts.text(found.targetName()))
                                .orElse("") + " is there, and off.");
            case "Failed" -> new Goal.Progress.Failed(told.isEmpty() ? "The clone failed." : told);
            case "SnapshotInProgress" -> new Goal.Progress.Waiting("its disks are being saved");
            case "RestoreInProgress", "CreatingTargetVM" -> new Goal.Progress.Waiting("its copies are being made");
            default -> new Goal.Progress.Waiting(phase.isEmpty() ? told : Activity.spaced(phase));
        };
    }

    private static String words(Condition condition) {
        String message = MachineFacts.text(condition.message());
        return message.isEmpty() ? MachineFacts.text(condition.reason()) : message;
    }
}
