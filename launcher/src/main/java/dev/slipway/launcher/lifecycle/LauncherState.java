package dev.slipway.launcher.lifecycle;

import dev.slipway.launcher.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * What the launcher tells of itself and its guest.
 *
 * @param phase where it is
 * @param qemu the running QEMU, or the last one
 * @param guest what the guest agent told, in the contract's form
 * @param viewers who watches
 * @param migration QEMU's {@code query-migrate}, if there was a migration
 */
public record LauncherState(
        Phase phase, Optional<Qemu> qemu, JsonObject guest, Viewers viewers, Optional<JsonObject> migration) {
    /** The state of a launcher without a plan. */
    public static final LauncherState NEW = new LauncherState(
            new Phase.Waiting(),
            Optional.empty(),
            JsonObject.EMPTY.with("connected", false),
            new Viewers(0, 0),
            Optional.empty());

    /**
     * A QEMU that answered.
     *
     * @param pid process
     * @param version e.g. {@code 7.2.22}
     * @param accelerator {@code kvm} or {@code tcg}
     * @param launchedAt when it answered
     */
    public record Qemu(long pid, String version, String accelerator, Instant launchedAt) {}

    /**
     * Numbers of connected viewers.
     *
     * @param vnc of the screen
     * @param serial of the serial line
     */
    public record Viewers(int vnc, int serial) {}

    /** Returns this in another phase. */
    public LauncherState withPhase(Phase next) {
        return new LauncherState(next, qemu, guest, viewers, migration);
    }

    /** Returns this with a QEMU. */
    public LauncherState withQemu(Qemu running) {
        return new LauncherState(phase, Optional.of(running), guest, viewers, migration);
    }

    /** Returns this with news of the guest agent. */
    public LauncherState withGuest(JsonObject facts) {
        return new LauncherState(phase, qemu, facts, viewers, migration);
    }

    /** Returns this with other numbers of viewers. */
    public LauncherState withViewers(Viewers watching) {
        return new LauncherState(phase, qemu, guest, watching, migration);
    }

    /** Returns this with news of a migration. */
    public LauncherState withMigration(JsonObject progress) {
        return new LauncherState(phase, qemu, guest, viewers, Optional.of(progress));
    }

    /** Returns the {@code state} of {@code docs/contracts.md} §2. */
    public JsonObject toJson() {
        JsonObject json = JsonObject.EMPTY.with("phase", phase.wireName());
        if (phase.pauseReason().isPresent()) {
            json = json.with("reason", phase.pauseReason().get().wireName());
        }
        if (qemu.isPresent()) {
            json = json.with("accelerator", qemu.get().accelerator())
                    .with("qemuPid", qemu.get().pid())
                    .with("qemuVersion", qemu.get().version())
                    .with("launchedAt", qemu.get().launchedAt().toString());
        }
        if (phase instanceof Phase.Ended ended) {
            json = json.with("end", ended.end().toJson());
        }
        return json.with("guest", guest)
                .with("viewers", JsonObject.EMPTY.with("vnc", viewers.vnc()).with("serial", viewers.serial()))
                .withOptional("migration", migration);
    }
}
