package dev.slipway.launcher.lifecycle;

/** What QEMU's own run state means for the phase. Source: QEMU 7.2, {@code qapi/run-state.json}, {@code RunState}. */
public final class RunState {
    private RunState() {}

    /**
     * Returns the phase of a living QEMU.
     *
     * @param status {@code status} of {@code query-status}
     * @param ending whether the guest has been asked to end
     */
    public static Phase phase(String status, boolean ending) {
        if (ending) {
            return new Phase.ShuttingDown();
        }
        return switch (status) {
            case "paused", "debug", "save-vm", "restore-vm", "colo" -> new Phase.Paused(PauseReason.USER);
            case "prelaunch", "preconfig" -> new Phase.Paused(PauseReason.STARTING);
            case "inmigrate", "finish-migrate", "postmigrate" -> new Phase.Paused(PauseReason.MIGRATION);
            case "io-error" -> new Phase.Paused(PauseReason.IO_ERROR);
            case "guest-panicked", "internal-error", "watchdog" -> new Phase.Paused(PauseReason.PANICKED);
            case "shutdown" -> new Phase.ShuttingDown();
            // "running", and "suspended": the guest sleeps by its own will and wakes by itself
            default -> new Phase.Running();
        };
    }
}
