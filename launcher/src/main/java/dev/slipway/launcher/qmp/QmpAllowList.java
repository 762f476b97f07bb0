package dev.slipway.launcher.qmp;

import java.util.List;
import java.util.Set;

/** The commands that a client of the control socket may send to QEMU itself ({@code docs/contracts.md} §2). */
public final class QmpAllowList {
    private static final Set<String> NAMES = Set.of(
            "device_add",
            "device_del",
            "set_link",
            "balloon",
            "block_resize",
            "qom-list",
            "qom-set",
            "dump-guest-memory",
            "block-dirty-bitmap-remove",
            "transaction",
            "remove-fd",
            "sev-inject-launch-secret");
    private static final List<String> PREFIXES =
            List.of("blockdev-", "netdev_", "migrate", "query-", "nbd-server-", "block-export-", "job-");

    private QmpAllowList() {}

    /** Returns whether {@code command} may pass. */
    public static boolean permits(String command) {
        return NAMES.contains(command) || PREFIXES.stream().anyMatch(command::startsWith);
    }
}
