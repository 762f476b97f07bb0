package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.portal.layout.Status;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The state of a machine as the portal tells it: decided here once, from what operator and node-agent wrote.
 *
 * @param word the state
 * @param reason cause or what is waited for; may be empty
 * @param progress part done, from 0 to 1, if it is known
 * @param since when this state began, if it is known
 * @param notes short facts beside the state
 */
public record MachineState(
        StateWord word, String reason, OptionalDouble progress, Optional<Instant> since, List<Note> notes)
        implements Status {
    /** A short fact beside the state, in the manner of a label. */
    public record Note(String words, String tone, String detail) {
        private static final String NOT_MIGRATABLE = "not migratable";

        static final Note RESTART = new Note("restart to apply", "pf-m-yellow", "");
        static final Note EMULATED = new Note("no KVM", "", "");

        /** Returns the note that a machine cannot leave its node, and why. */
        static Note notMigratable(String why) {
            return new Note(NOT_MIGRATABLE, "", why);
        }

        /** Returns whether it says that the machine cannot leave its node. */
        boolean tiesToNode() {
            return words.equals(NOT_MIGRATABLE);
        }
    }

    public MachineState {
        notes = List.copyOf(notes);
    }

    /** Decides the state of a machine. */
    static MachineState of(MachineFacts facts) {
        VirtualMachineStatus status = facts.vm().getStatus();
        String printable = status == null ? "" : text(status.printableStatus());
        if (facts.vm().getMetadata().getDeletionTimestamp() != null) {
            return plain(StateWord.DELETING, "", time(facts.vm().getMetadata().getDeletionTimestamp()));
        }
        return switch (printable) {
            case "Running" -> running(facts);
            case "Paused" -> paused(facts);
            case "Migrating" -> migrating(facts);
            case "Starting" -> plain(StateWord.STARTING, waitingFor(facts), created(facts));
            case "WaitingForReceiver" -> plain(StateWord.STARTING, "waiting for the sending cluster", created(facts));
            case "Stopping" -> plain(StateWord.STOPPING, "the guest is shutting down", deleted(facts));
            case "Terminating" -> plain(StateWord.DELETING, "", deleted(facts));
            case "Provisioning" -> provisioning(facts);
            case "WaitingForVolumeBinding" ->
                plain(StateWord.PROVISIONING, "waiting for a volume for " + unboundClaim(facts), Optional.empty());
            case "Stopped", "Halted", "" -> plain(StateWord.STOPPED, "", Optional.empty());
            case "CrashLoopBackOff" -> crashLoop(facts);
            case "ErrorUnschedulable" -> plain(StateWord.NOT_PLACED, unschedulable(facts), created(facts));
            case "ErrImagePull", "ImagePullBackOff" ->
                plain(
                        StateWord.ERROR,
                        first(podMessage(facts), "the launcher's image cannot be fetched"),
                        created(facts));
            case "ErrorPvcNotFound" -> plain(StateWord.ERROR, missingClaim(facts), created(facts));
            case "DataVolumeError" -> plain(StateWord.ERROR, failedVolume(facts), Optional.empty());
            case "Unknown" -> plain(StateWord.UNKNOWN, silent(facts), Optional.empty());
            default -> plain(StateWord.UNKNOWN, "the cluster says " + printable, Optional.empty());
        };
    }

    /** Returns whether a guest is there whose screen can be looked at. */
    public boolean hasScreen() {
        return switch (word) {
            case RUNNING, PAUSED, MIGRATING, STOPPING -> true;
            case STARTING, PROVISIONING, ERROR, NOT_PLACED, STOPPED, DELETING, UNKNOWN -> false;
        };
    }

    private static MachineState running(MachineFacts facts) {
        List<Note> notes = new ArrayList<>();
        if (isTrue(vmCondition(facts, "RestartRequired"))) {
            notes.add(Note.RESTART);
        }
        instanceCondition(facts, "LiveMigratable")
                .filter(c -> "False".equals(c.status()))
                .ifPresent(c -> notes.add(Note.notMigratable(first(sentence(c.message()), text(c.reason())))));
        return new MachineState(StateWord.RUNNING, "", OptionalDouble.empty(), runningSince(facts), notes);
    }

    private static MachineState paused(MachineFacts facts) {
        Optional<VirtualMachineInstanceCondition> paused = instanceCondition(facts, "Paused");
        String reason = switch (paused.map(c -> text(c.reason())).orElse("")) {
            case "PausedByUser" -> "by a user";
            case "PausedIOError" -> "disk full or not readable";
            case "PausedByMigrationMonitor" -> "to finish a migration";
            default -> paused.map(c -> sentence(c.message())).orElse("");
        };
        return plain(StateWord.PAUSED, reason, paused.flatMap(c -> time(c.lastTransitionTime())));
    }

    private static MachineState migrating(MachineFacts facts) {
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::migrationState)
                .map(migration -> new MachineState(
                        StateWord.MIGRATING,
                        migration.targetNode() == null ? "" : "→ " + migration.targetNode(),
                        facts.instance()
                                .map(instance -> MigrationProgress.of(instance, text(migration.migrationUid())))
                                .orElse(OptionalDouble.empty()),
                        time(migration.startTimestamp()),
                        List.of()))
                .orElse(plain(StateWord.MIGRATING, "", Optional.empty()));
    }

    private static MachineState provisioning(MachineFacts facts) {
        for (DataVolume volume : facts.dataVolumes()) {
            String phase =
                    volume.getStatus() == null ? "" : text(volume.getStatus().phase());
            if (!phase.equals("Succeeded")) {
                String progress = volume.getStatus() == null
                        ? ""
                        : text(volume.getStatus().progress());
                OptionalDouble part = percent(progress);
                String name = volume.getMetadata().getName();
                String reason = part.isPresent() ? "" : name + ": " + phaseWords(phase);
                return new MachineState(
                        StateWord.PROVISIONING,
                        reason,
                        part,
                        time(volume.getMetadata().getCreationTimestamp()),
                        List.of());
            }
        }
        return plain(StateWord.PROVISIONING, "", Optional.empty());
    }

    private static MachineState crashLoop(MachineFacts facts) {
        VirtualMachineStatus status = facts.vm().getStatus();
        int failures = status != null
                        && status.startFailure() != null
                        && status.startFailure().consecutiveFailCount() != null
                ? status.startFailure().consecutiveFailCount()
                : 0;
        String count = failures > 1 ? "failed " + failures + " times in a row" : "the start failed";
        String cause =
                vmCondition(facts, "Failure").map(c -> sentence(c.message())).orElse("");
        return plain(StateWord.ERROR, cause.isEmpty() ? count : cause + " (" + count + ")", Optional.empty());
    }

    private static String waitingFor(MachineFacts facts) {
        String phase = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(status -> text(status.phase()))
                .orElse("");
        return switch (phase) {
            case "", "Pending" -> "looking for a node";
            case "Scheduling" -> first(podMessage(facts), "preparing the launcher");
            case "Scheduled" -> "starting the guest";
            default -> "";
        };
    }

    private static String unschedulable(MachineFacts facts) {
        String message = podMessage(facts);
        return message.isEmpty() ? "no node fits" : message;
    }

    private static String podMessage(MachineFacts facts) {
        return instanceCondition(facts, "PodScheduled")
                .filter(c -> "False".equals(c.status()))
                .or(() -> instanceCondition(facts, "Synchronized").filter(c -> "False".equals(c.status())))
                .map(c -> sentence(c.message()))
                .orElse("");
    }

    private static String missingClaim(MachineFacts facts) {
        return facts.absentClaims().stream()
                .findFirst()
                .map(name -> "disk " + name + " not found")
                .orElse("a disk was not found");
    }

    private static String failedVolume(MachineFacts facts) {
        return facts.dataVolumes().stream()
                .filter(volume -> volume.getStatus() != null
                        && ("Failed".equals(volume.getStatus().phase())
                                || list(volume.getStatus().conditions()).stream()
                                        .anyMatch(MachineState::isStuck)))
                .findFirst()
                .map(volume -> list(volume.getStatus().conditions()).stream()
                        .filter(c -> "Running".equals(c.type()) || "Ready".equals(c.type()))
                        .map(c -> sentence(c.message()))
                        .filter(message -> !message.isEmpty())
                        .findFirst()
                        .orElse("disk " + volume.getMetadata().getName() + " could not be filled"))
                .orElse(vmCondition(facts, "Failure")
                        .map(c -> sentence(c.message()))
                        .orElse("a disk could not be filled"));
    }

    /** An import that stumbled is tried again, and the machine is said to have an error until then, as in KubeVirt. */
    private static boolean isStuck(DataVolumeCondition condition) {
        return "Running".equals(condition.type())
                && "False".equals(condition.status())
                && List.of("Error", "ImagePullFailed").contains(text(condition.reason()));
    }

    private static String unboundClaim(MachineFacts facts) {
        return facts.claims().stream()
                .filter(claim -> claim.getStatus() == null
                        || !"Bound".equals(claim.getStatus().getPhase()))
                .map(claim -> claim.getMetadata().getName())
                .findFirst()
                .orElse("a disk");
    }

    private static String silent(MachineFacts facts) {
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::nodeName)
                .map(node -> node + " is silent")
                .orElse("the node is silent");
    }

    private static Optional<Instant> runningSince(MachineFacts facts) {
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .flatMap(status -> list(status.phaseTransitionTimestamps()).stream()
                        .filter(transition -> "Running".equals(transition.phase()))
                        .findFirst()
                        .flatMap(transition -> time(transition.phaseTransitionTimestamp())))
                .or(() -> created(facts));
    }

    private static Optional<Instant> created(MachineFacts facts) {
        return facts.instance().flatMap(vmi -> time(vmi.getMetadata().getCreationTimestamp()));
    }

    private static Optional<Instant> deleted(MachineFacts facts) {
        return facts.instance().flatMap(vmi -> time(vmi.getMetadata().getDeletionTimestamp()));
    }

    private static Optional<VirtualMachineCondition> vmCondition(MachineFacts facts, String type) {
        VirtualMachineStatus status = facts.vm().getStatus();
        return status == null
                ? Optional.empty()
                : list(status.conditions()).stream()
                        .filter(c -> type.equals(c.type()))
                        .findFirst();
    }

    static Optional<VirtualMachineInstanceCondition> instanceCondition(MachineFacts facts, String type) {
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .flatMap(status -> list(status.conditions()).stream()
                        .filter(c -> type.equals(c.type()))
                        .findFirst());
    }

    private static boolean isTrue(Optional<VirtualMachineCondition> condition) {
        return condition.filter(c -> "True".equals(c.status())).isPresent();
    }

    private static MachineState plain(StateWord word, String reason, Optional<Instant> since) {
        return new MachineState(word, reason, OptionalDouble.empty(), since, List.of());
    }

    private static String phaseWords(String phase) {
        return switch (phase) {
            case "", "Pending", "PVCBound" -> "waiting";
            case "WaitForFirstConsumer", "PendingPopulation" -> "waiting for the first use";
            case "ImportScheduled", "UploadScheduled", "CloneScheduled" -> "waiting for a worker";
            case "ImportInProgress" -> "importing";
            case "CloneInProgress", "CSICloneInProgress" -> "copying";
            case "CloneFromSnapshotSourceInProgress", "PrepClaimInProgress" -> "restoring a snapshot";
            case "UploadReady" -> "waiting for the upload";
            default -> phase;
        };
    }

    /** Reads CDI's progress: "41.27%"; anything else says nothing. */
    public static OptionalDouble percent(String progress) {
        if (!progress.endsWith("%")) {
            return OptionalDouble.empty();
        }
        try {
            double value = Double.parseDouble(progress.substring(0, progress.length() - 1)) / 100;
            return value >= 0 && value <= 1 ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }

    /** Reads a time of the API. */
    public static Optional<Instant> time(@Nullable String time) {
        if (time == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static String first(String preferred, String otherwise) {
        return preferred.isEmpty() ? otherwise : preferred;
    }

    private static String sentence(@Nullable String message) {
        return text(message).strip();
    }
}
