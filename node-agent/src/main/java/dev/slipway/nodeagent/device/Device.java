package dev.slipway.nodeagent.device;

import java.nio.file.Path;

/** Something of a node that guests' Pods ask for by a resource. */
sealed interface Device {
    /** Returns the part of its resource's name after {@code devices.kubevirt.io/}. */
    String name();

    /** Returns the name by which Pods ask for it. */
    default String resource() {
        return "devices.kubevirt.io/" + name();
    }

    /** Returns the name of the plugin's socket. */
    default String socket() {
        return "slipway-" + name() + ".sock";
    }

    /** Who may open a device file. */
    enum Access {
        /** Every user, as udev has it. */
        ALL,
        /** The group of launchers. */
        LAUNCHERS
    }

    /**
     * A device file that any number of guests share.
     *
     * @param path its path, on the node and in containers
     */
    record File(String name, Path path, Access access) implements Device {}

    /** Guests that the hardware can keep apart at a time, which the kernel counts by that name (cgroup v2, "Misc"). */
    record Capacity(String name) implements Device {}

    /**
     * A directory with the socket of a process of the node-agent.
     *
     * @param inContainers where containers see it
     */
    record Directory(String name, String inContainers) implements Device {}
}
