package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.SourceStep;
import dev.slipway.machine.migration.Way;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source's side of a migration: does one step after another, as {@link SourceStep} decides them. */
final class GuestDeparture {
    private static final Logger LOG = LoggerFactory.getLogger(GuestDeparture.class);
    private static final Duration CALL = Duration.ofSeconds(10);

    private final String key;
    private final Clock clock;
    private final GuestMove moves;
    private final MachineEvents events;
    private final FollowedInstance instance;

    GuestDeparture(String key, Clock clock, GuestMove moves, MachineEvents events, FollowedInstance instance) {
        this.key = key;
        this.clock = clock;
        this.moves = moves;
        this.events = events;
        this.instance = instance;
    }

    /**
     * The launcher that the guest is to leave.
     *
     * @param launcher the connection to it, while there is one
     * @param state what it said last
     * @param end how its guest ended, if it has
     */
    record Source(Optional<LauncherConnection> launcher, Optional<LauncherState> state, Optional<LauncherEnd> end) {
        Optional<Way> way() {
            return state.flatMap(LauncherState::way);
        }
    }

    /** Does the next step of a migration, if one is due; returns whether what it wrote was taken, if it wrote. */
    Optional<Boolean> step(VirtualMachineInstance vmi, FollowedPod pod, Source source) throws IOException {
        Optional<VirtualMachineInstanceMigrationState> open = Carrier.state(vmi)
                .filter(Carrier::isOpen)
                .filter(move -> pod.name().equals(move.sourcePod()));
        if (open.isEmpty()) {
            return Optional.empty();
        }
        VirtualMachineInstanceMigrationState move = open.get();
        Instant now = clock.instant();
        SourceStep step = SourceStep.of(
                vmi,
                new SourceStep.Facts(
                        pod.name(),
                        source.launcher().isPresent(),
                        source.way(),
                        source.end().map(LauncherEnd::message),
                        moves.stuck(source.way(), now),
                        source.way().map(Way::total).orElse(0L),
                        now));
        return switch (step) {
            case SourceStep.Nothing() -> Optional.empty();
            case SourceStep.Write(var next) -> Optional.of(note(vmi, pod, move, next));
            case SourceStep.HandOver(var next) -> Optional.of(handOver(vmi, pod, next));
            case SourceStep.Stay(var next, boolean resume) -> {
                if (resume && source.launcher().isPresent()) {
                    source.launcher().get().call("resume", CALL);
                }
                LOG.info("{}: stays: {}", key, next.failureReason());
                yield Optional.of(instance.writeStep(vmi, pod, with(vmi, next), Map.of()));
            }
            case SourceStep.Send() -> ask(source, launcher -> moves.send(vmi, move, launcher));
            case SourceStep.Cancel() -> ask(source, moves::cancel);
            case SourceStep.GoPostCopy() -> ask(source, moves::goPostCopy);
            case SourceStep.Pause() -> {
                ask(source, launcher -> launcher.call("pause", CALL));
                yield Optional.of(instance.writeStep(vmi, pod, with(vmi, move.withMode(SourceStep.PAUSED)), Map.of()));
            }
        };
    }

    private interface Request {
        void to(LauncherConnection launcher) throws IOException;
    }

    private static Optional<Boolean> ask(Source source, Request request) throws IOException {
        if (source.launcher().isPresent()) {
            request.to(source.launcher().get());
        }
        return Optional.empty();
    }

    private static VirtualMachineInstanceStatus with(
            VirtualMachineInstance vmi, VirtualMachineInstanceMigrationState next) {
        return MachineStatus.current(vmi).withMigrationState(next);
    }

    private boolean note(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            VirtualMachineInstanceMigrationState move,
            VirtualMachineInstanceMigrationState next) {
        boolean taken = instance.writeStep(vmi, pod, with(vmi, next), Map.of());
        if (taken && move.startTimestamp() == null) {
            events.normal(vmi, "Migrating", "VirtualMachineInstance is migrating.");
        }
        return taken;
    }

    /** One write makes the guest the target's; nobody lets it run here again. */
    private boolean handOver(VirtualMachineInstance vmi, FollowedPod pod, VirtualMachineInstanceMigrationState next) {
        String node = String.valueOf(next.targetNode());
        boolean taken = instance.writeStep(
                vmi,
                pod,
                with(vmi, next).withNodeName(node).withEvacuationNodeName(null),
                Map.of(KubeVirtNames.NODE_NAME, node));
        if (taken) {
            LOG.info("{}: handed over to {} on {}", key, next.targetPod(), node);
            events.normal(vmi, "Migrated", "The VirtualMachineInstance migrated to node " + node + ".");
        }
        return taken;
    }

    /** The guest has left: its QEMU is not needed any more. Returns whether the launcher was told. */
    boolean letGo(Source source) throws IOException {
        boolean complete = source.way().filter(Way::isComplete).isPresent();
        if (!complete || source.launcher().isEmpty()) {
            return false;
        }
        source.launcher().get().call("shutdown", LauncherConnection.arguments().put("graceSeconds", 0), CALL);
        return true;
    }

    /** A guest that has arrived runs on as soon as it is this node's, unless somebody has paused it. */
    void takeOver(VirtualMachineInstance vmi, LauncherConnection launcher, LauncherState known) throws IOException {
        boolean arrived = known.isMoving()
                && known.way()
                        .filter(way -> way.incoming() && (way.isComplete() || way.isPostCopy()))
                        .isPresent();
        boolean paused = Optional.ofNullable(MachineStatus.current(vmi).conditions()).orElse(List.of()).stream()
                .anyMatch(condition -> "Paused".equals(condition.type())
                        && "True".equals(condition.status())
                        && !MachineStatus.PAUSED_TO_MOVE.equals(condition.reason()));
        if (arrived && !paused) {
            launcher.call("resume", CALL);
            LOG.info("{}: runs on here", key);
        }
    }
}
