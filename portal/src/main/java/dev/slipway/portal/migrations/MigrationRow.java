package dev.slipway.portal.migrations;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationPhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Status;
import dev.slipway.portal.lists.Row;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineState;
import dev.slipway.portal.machines.MigrationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A migration as lists show it.
 *
 * @param key namespace and name
 * @param machine name of the machine that moves
 * @param word how far it is
 * @param reason why it is so, or what it waits for; may be empty
 * @param progress part of the memory that has moved, if it is known
 * @param source node that the machine leaves; empty while it is not known
 * @param target node that it moves to; empty while it is not known
 * @param asked when it was asked for
 * @param ended when it ended, if it has
 * @param text everything that words are looked for in, in lower case
 */
record MigrationRow(
        ObjectKey key,
        String machine,
        MigrationWord word,
        String reason,
        OptionalDouble progress,
        String source,
        String target,
        Instant asked,
        Optional<Instant> ended,
        String text)
        implements Status, Row {
    private static final Set<String> ENDS = Set.of("Succeeded", "Failed");

    /** Works out the row of a migration; {@code instance} is what moves, if it still runs. */
    static MigrationRow of(VirtualMachineInstanceMigration migration, Optional<VirtualMachineInstance> instance) {
        Optional<VirtualMachineInstanceMigrationStatus> status = Optional.ofNullable(migration.getStatus());
        String uid = textOf(migration.getMetadata().getUid());
        // Until it is over the migration itself says only where it began.
        Optional<VirtualMachineInstanceMigrationState> state = instance.map(VirtualMachineInstance::getStatus)
                .map(found -> found.migrationState())
                .filter(found -> uid.equals(found.migrationUid()))
                .or(() -> status.map(VirtualMachineInstanceMigrationStatus::migrationState));
        String phase = status.map(found -> textOf(found.phase())).orElse("");
        boolean leaving = migration.getMetadata().getDeletionTimestamp() != null;
        MigrationWord word = word(phase, leaving, state);
        Instant asked = MachineState.time(migration.getMetadata().getCreationTimestamp())
                .orElse(Instant.EPOCH);
        ObjectKey key = ObjectKey.of(migration);
        String machine = mover(migration);
        String reason = reason(word, phase, status, state);
        String source = state.map(found -> textOf(found.sourceNode()))
                .filter(node -> !node.isEmpty())
                .or(() -> word.over()
                        ? Optional.empty()
                        : instance.map(VirtualMachineInstance::getStatus).map(found -> textOf(found.nodeName())))
                .orElse("");
        String target = state.map(found -> textOf(found.targetNode())).orElse("");
        return new MigrationRow(
                key,
                machine,
                word,
                reason,
                word == MigrationWord.MOVING
                        ? instance.map(found -> MigrationProgress.of(found, uid))
                                .orElse(OptionalDouble.empty())
                        : OptionalDouble.empty(),
                source,
                target,
                asked,
                word.over() ? Optional.of(end(status, state).orElse(asked)) : Optional.empty(),
                String.join("\n", machine, key.namespace(), key.name(), word.word(), reason, source, target)
                        .toLowerCase(Locale.ROOT));
    }

    /** Returns the name of the machine that moves; empty if the migration names none. */
    static String mover(VirtualMachineInstanceMigration migration) {
        return Optional.ofNullable(migration.getSpec())
                .map(VirtualMachineInstanceMigrationSpec::vmiName)
                .orElse("");
    }

    @Override
    public String project() {
        return key.namespace();
    }

    /** Returns the id of its row. */
    public String id() {
        return "migration-" + key.namespace() + "-" + key.name();
    }

    /** Returns the address of what is done with it. */
    public String path() {
        return "/migrations/" + key.namespace() + "/" + key.name();
    }

    /** Returns how long it took. */
    public Optional<Duration> took() {
        return ended.map(end -> Duration.between(asked, end));
    }

    private static MigrationWord word(
            String phase, boolean leaving, Optional<VirtualMachineInstanceMigrationState> state) {
        boolean stopped = state.map(found -> textOf(found.abortStatus()))
                .filter("Succeeded"::equals)
                .isPresent();
        return switch (phase) {
            case "Succeeded" -> MigrationWord.DONE;
            case "Failed" -> stopped ? MigrationWord.STOPPED : MigrationWord.FAILED;
            case "Running" -> leaving ? MigrationWord.STOPPING : MigrationWord.MOVING;
            case "Scheduling", "Scheduled", "PreparingTarget", "TargetReady" ->
                leaving ? MigrationWord.STOPPING : MigrationWord.PREPARING;
            default -> leaving ? MigrationWord.STOPPING : MigrationWord.WAITING;
        };
    }

    private static String reason(
            MigrationWord word,
            String phase,
            Optional<VirtualMachineInstanceMigrationStatus> status,
            Optional<VirtualMachineInstanceMigrationState> state) {
        String failure = state.map(found -> textOf(found.failureReason())).orElse("");
        List<VirtualMachineInstanceMigrationCondition> conditions =
                status.map(VirtualMachineInstanceMigrationStatus::conditions).orElse(List.of());
        String said = conditions.stream()
                .filter(condition -> "True".equals(condition.status())
                        && !textOf(condition.message()).isEmpty())
                .map(condition -> textOf(condition.message()).strip())
                .findFirst()
                .orElse("");
        return switch (word) {
            case FAILED -> !failure.isEmpty() ? failure : said.isEmpty() ? "the cluster does not say why" : said;
            case WAITING -> said.isEmpty() ? "for its turn" : said;
            case PREPARING ->
                !said.isEmpty()
                        ? said
                        : phase.equals("Scheduling") ? "for a node that fits" : "the other node gets ready";
            case MOVING, STOPPING, DONE, STOPPED -> "";
        };
    }

    private static Optional<Instant> end(
            Optional<VirtualMachineInstanceMigrationStatus> status,
            Optional<VirtualMachineInstanceMigrationState> state) {
        List<VirtualMachineInstanceMigrationPhaseTransitionTimestamp> phases = status.map(
                        VirtualMachineInstanceMigrationStatus::phaseTransitionTimestamps)
                .orElse(List.of());
        return state.flatMap(found -> MachineState.time(found.endTimestamp()))
                .or(() -> phases.stream()
                        .filter(phase -> ENDS.contains(textOf(phase.phase())))
                        .map(phase -> MachineState.time(phase.phaseTransitionTimestamp()))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static String textOf(@Nullable String value) {
        return MachineFacts.text(value);
    }
}
