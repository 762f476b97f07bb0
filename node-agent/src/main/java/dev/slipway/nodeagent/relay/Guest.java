package dev.slipway.nodeagent.relay;

import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A guest that runs on this node, as the relay reaches it.
 *
 * @param launcher its launcher
 * @param state what its launcher said last
 * @param sockets directory of its launcher's sockets, by a short path
 * @param address address of its Pod; never one that the guest itself names
 * @param backups its backups
 * @param contextId its address on virtio-vsock, if it has one
 */
public record Guest(
        LauncherConnection launcher,
        LauncherState state,
        Path sockets,
        String address,
        Backups backups,
        OptionalLong contextId) {
    /** A guest without virtio-vsock. */
    public Guest(LauncherConnection launcher, LauncherState state, Path sockets, String address, Backups backups) {
        this(launcher, state, sockets, address, backups, OptionalLong.empty());
    }
}
