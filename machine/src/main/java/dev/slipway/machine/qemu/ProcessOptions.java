package dev.slipway.machine.qemu;

/** The section about QEMU as a process: its name, what it may do, what it must not read. */
final class ProcessOptions {
    private ProcessOptions() {}

    static Part of(Guest guest) {
        String name = guest.namespace() + "_" + guest.name();
        return Part.of(
                Option.of("-name")
                        .with("guest", name)
                        .with("process", "qemu-" + guest.name())
                        .with("debug-threads", true),
                Option.of("-no-user-config"),
                Option.of("-nodefaults"),
                Option.of("-sandbox", "on")
                        .with("obsolete", "deny")
                        .with("elevateprivileges", "deny")
                        .with("spawn", "deny")
                        .with("resourcecontrol", "deny"),
                Option.of("-msg").with("timestamp", true));
    }
}
