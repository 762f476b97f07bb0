package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about a migration that is not over. Source: KubeVirt v1.9.0, {@code watch/migration/migration.go}. */
sealed interface MigrationDecision {
    /** Nothing but to wait for others. */
    record Wait() implements MigrationDecision {}

    /** It has come further. */
    record Advance(MigrationPhase phase) implements MigrationDecision {}

    /** It may not begin yet. */
    record Blocked(MigrationBlock block) implements MigrationDecision {}

    /** It wants one of the places for migrations under way, and then a target. */
    record SeekTarget() implements MigrationDecision {}

    /** The nodes may begin: the instance is to say where it goes. */
    record HandToNodes(Pod target) implements MigrationDecision {}

    /** The instance is to say that the migration is not wanted any more. */
    record Abort(VirtualMachineInstanceMigrationState move) implements MigrationDecision {}

    /** Its target has waited for a node for long enough. */
    record GiveTargetUp(Pod target, String sentence) implements MigrationDecision {}

    /** It is over, and the guest has moved. */
    record Succeed() implements MigrationDecision {}

    /**
     * It is over, and the guest has not moved.
     *
     * @param sentence why
     */
    record Fail(String sentence) implements MigrationDecision {}

    /** KubeVirt's times for targets without a node, and for all else that keeps them from starting. */
    Duration UNSCHEDULABLE = Duration.ofMinutes(5);

    Duration PENDING = Duration.ofMinutes(15);

    /** Decides. */
    static MigrationDecision of(MigrationScope scope) {
        Optional<VirtualMachineInstanceMigrationState> move = scope.state();
        if (move.isPresent() && !Carrier.isOpen(move.get())) {
            return ended(move.get());
        }
        if (scope.instance().isEmpty()) {
            return new Fail("Migration failed because vmi does not exist.");
        }
        InstanceState instance = InstanceState.of(scope.instance().get());
        if (instance.isFinal() || instance.deleting()) {
            return new Fail("Migration failed vmi shutdown during migration.");
        }
        if (scope.isUnwanted()) {
            return move.<MigrationDecision>map(
                            known -> Boolean.TRUE.equals(known.abortRequested()) ? new Wait() : new Abort(known))
                    .orElseGet(() -> new Fail("Migration failed due to being canceled"));
        }
        return troubleOfTarget(scope, move).orElseGet(() -> onward(scope, instance, move));
    }

    private static MigrationDecision ended(VirtualMachineInstanceMigrationState move) {
        return Boolean.TRUE.equals(move.failed())
                ? new Fail(Optional.ofNullable(move.failureReason()).orElse("source node reported migration failed"))
                : new Succeed();
    }

    private static Optional<MigrationDecision> troubleOfTarget(
            MigrationScope scope, Optional<VirtualMachineInstanceMigrationState> move) {
        boolean begun = move.filter(known -> known.startTimestamp() != null).isPresent();
        if (begun || !scope.phase().isUnderWay()) {
            // What has begun ends by what the source says of it.
            return Optional.empty();
        }
        if (scope.target().isEmpty()) {
            return Optional.of(new Fail("Migration target pod was removed during active migration."));
        }
        Pod target = scope.target().get();
        PodState state = PodState.of(target);
        if (state.phase().equals("Failed")
                || state.phase().equals("Succeeded")
                || target.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of(new Fail("Migration failed because target pod shutdown during migration"));
        }
        if (state.isRunning()) {
            return Optional.empty();
        }
        Duration age = Duration.between(Instant.parse(target.getMetadata().getCreationTimestamp()), scope.now());
        Duration limit = isUnschedulable(state)
                ? limit(scope, "kubevirt.io/migrationUnschedulablePodTimeoutSeconds", UNSCHEDULABLE)
                : limit(scope, "kubevirt.io/migrationPendingPodTimeoutSeconds", PENDING);
        return age.compareTo(limit) > 0
                ? Optional.of(new GiveTargetUp(
                        target,
                        "Migration target pod %s did not start within %d s: %s"
                                .formatted(
                                        target.getMetadata().getName(),
                                        limit.toSeconds(),
                                        state.whyNotRunning(LauncherNames.CONTAINER))))
                : Optional.empty();
    }

    /** A migration can name another limit than KubeVirt's; what is no number counts as not named. */
    private static Duration limit(MigrationScope scope, String annotation, Duration unnamed) {
        String named = Copies.annotations(scope.migration()).getOrDefault(annotation, "");
        return named.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(named)) : unnamed;
    }

    /** Returns whether the scheduler has found no node. */
    static boolean isUnschedulable(PodState state) {
        return state.condition("PodScheduled")
                .filter(condition ->
                        "False".equals(condition.getStatus()) && "Unschedulable".equals(condition.getReason()))
                .isPresent();
    }

    private static MigrationDecision onward(
            MigrationScope scope, InstanceState instance, Optional<VirtualMachineInstanceMigrationState> move) {
        return switch (scope.phase()) {
            case UNSET -> new Advance(MigrationPhase.PENDING);
            case PENDING ->
                MigrationBlock.of(scope)
                        .map(block -> blocked(scope, block))
                        .orElseGet(
                                () -> InstanceState.RUNNING.equals(instance.phase()) ? new SeekTarget() : new Wait());
            case SCHEDULING ->
                scope.target()
                        .filter(MigrationDecision::isLauncherRunning)
                        .<MigrationDecision>map(pod -> new Advance(MigrationPhase.SCHEDULED))
                        .orElseGet(Wait::new);
            case SCHEDULED ->
                move.<MigrationDecision>map(known -> new Advance(MigrationPhase.PREPARING_TARGET))
                        .orElseGet(() -> new HandToNodes(scope.target().orElseThrow()));
            case PREPARING_TARGET ->
                known(move)
                        .filter(state -> state.targetNodeAddress() != null)
                        .<MigrationDecision>map(state -> new Advance(MigrationPhase.TARGET_READY))
                        .orElseGet(() -> cleared(move));
            case TARGET_READY ->
                known(move)
                        .filter(state -> state.startTimestamp() != null)
                        .<MigrationDecision>map(state -> new Advance(MigrationPhase.RUNNING))
                        .orElseGet(() -> cleared(move));
            case RUNNING -> cleared(move);
            case SUCCEEDED, FAILED -> new Wait();
        };
    }

    private static MigrationDecision blocked(MigrationScope scope, MigrationBlock block) {
        return block instanceof MigrationBlock.Volumes volumes
                        && !volumes.left().isPositive()
                ? new Fail("Migration timeout waiting for utility volumes to detach from VMI [%s/%s]."
                        .formatted(
                                scope.namespace(), scope.migration().getSpec().vmiName()))
                : new Blocked(block);
    }

    private static Optional<VirtualMachineInstanceMigrationState> known(
            Optional<VirtualMachineInstanceMigrationState> move) {
        return move;
    }

    private static MigrationDecision cleared(Optional<VirtualMachineInstanceMigrationState> move) {
        return move.isPresent()
                ? new Wait()
                : new Fail("VMI's migration state was taken over or cleared during the active migration.");
    }

    private static boolean isLauncherRunning(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && PodState.of(pod).isRunning()
                && PodState.of(pod).states(LauncherNames.CONTAINER).anyMatch(state -> state.getRunning() != null);
    }
}
