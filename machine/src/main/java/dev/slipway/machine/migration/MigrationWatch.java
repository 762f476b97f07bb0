package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What to do about a migration that goes on: wait, help it, or give it up. Source: KubeVirt v1.9.0,
 * {@code live-migration-source.go}.
 */
public sealed interface MigrationWatch {
    /** It gets on; nothing is to be done. */
    record Wait() implements MigrationWatch {}

    /** The guest is to run at its new place before all of its memory is there. */
    record GoPostCopy() implements MigrationWatch {}

    /** The guest is to stand still until all of its memory has moved. */
    record PauseGuest() implements MigrationWatch {}

    /**
     * It cannot be finished as the rules ask.
     *
     * @param sentence why, and what would help
     */
    record GiveUp(String sentence) implements MigrationWatch {}

    /**
     * How a migration is getting on.
     *
     * @param running since it began
     * @param stuck since it last had less left than ever before
     * @param bytes the guest's memory and the disks that are copied
     * @param helped whether the guest was paused or runs at its new place already
     */
    record Progress(Duration running, Duration stuck, long bytes, boolean helped) {}

    /** Decides. */
    static MigrationWatch of(VMIMConfigurationOptions options, Progress progress) {
        long patience = Optional.ofNullable(options.progressTimeout()).orElse(0L);
        if (patience > 0 && progress.stuck().toSeconds() >= patience && !progress.helped()) {
            return new GiveUp(
                    ("Live migration stuck for %d s and was given up: the guest writes to its memory faster than"
                                    + " it moves. Allow post-copy or auto-converge, give it more bandwidth, or raise"
                                    + " progressTimeout.")
                            .formatted(progress.stuck().toSeconds()));
        }
        long limit = limit(options, progress.bytes());
        if (limit == 0 || progress.running().toSeconds() < limit || progress.helped()) {
            return new Wait();
        }
        if (Boolean.TRUE.equals(options.allowPostCopy())) {
            return new GoPostCopy();
        }
        return Boolean.TRUE.equals(options.allowWorkloadDisruption())
                ? new PauseGuest()
                : new GiveUp(
                        ("Live migration is not completed after %d s and has been aborted. Allow post-copy, workload"
                                        + " disruption or auto-converge, or raise completionTimeoutPerGiB.")
                                .formatted(progress.running().toSeconds()));
    }

    /** Returns the seconds that a migration may take, 0 for any number. */
    private static long limit(VMIMConfigurationOptions options, long bytes) {
        long each = Optional.ofNullable(options.completionTimeoutPerGiB()).orElse(0L);
        return each <= 0 ? 0 : Math.max(each, Math.multiplyExact(each, bytes >> 30));
    }
}
