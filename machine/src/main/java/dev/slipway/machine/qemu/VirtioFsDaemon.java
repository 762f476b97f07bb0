package dev.slipway.machine.qemu;

import java.util.List;

/** The program that serves a shared folder to a guest. */
public sealed interface VirtioFsDaemon {
    /** Returns the command that serves a folder at a socket of the working directory, without privileges. */
    List<String> command(String socket, String folder);

    /** The program of the virtio-fs project, in Rust; it needs no privileges, and is confined with its Pod. */
    record Standalone(String path) implements VirtioFsDaemon {
        @Override
        public List<String> command(String socket, String folder) {
            return List.of(path, "--socket-path=" + socket, "--shared-dir=" + folder, "--sandbox=none", "--cache=auto");
        }
    }

    /**
     * The program that came with QEMU up to 7.2, in C. It changes its root and writes a lock below /run, so it gets namespaces
     * in which it may.
     */
    record OfQemu(String path) implements VirtioFsDaemon {
        @Override
        public List<String> command(String socket, String folder) {
            return List.of(
                    "unshare",
                    "--user",
                    "--map-root-user",
                    "--mount",
                    "sh",
                    "-c",
                    "mount -t tmpfs none /run && exec \"$@\"",
                    "sh",
                    path,
                    "--socket-path=" + socket,
                    "-o",
                    "source=" + folder + ",sandbox=chroot,cache=auto");
        }
    }
}
