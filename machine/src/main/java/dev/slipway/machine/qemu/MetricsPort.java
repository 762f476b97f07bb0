package dev.slipway.machine.qemu;

/** The section about the port on which a guest asks for figures of its node, as vhostmd's clients do. */
public final class MetricsPort {
    /** Socket in the run directory at which QEMU waits for whoever answers. */
    public static final String SOCKET = "metrics.sock";

    private MetricsPort() {}

    static Part of(Guest guest) {
        return guest.devices().downwardMetrics() == null
                ? Part.NOTHING
                : Part.of(
                        Option.of("-chardev", "socket")
                                .with("id", "metrics")
                                .with("path", SOCKET)
                                .with("server", true)
                                .with("wait", false),
                        Option.device("virtserialport", "downward-metrics")
                                .with("bus", "channels.0")
                                .with("nr", 2)
                                .with("chardev", "metrics")
                                .with("name", "org.github.vhostmd.1"));
    }
}
