package dev.slipway.nodeagent.wiring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.machine.network.PodNetworkFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Small facts that the host keeps in files. */
final class HostFiles {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** Where systemd-resolved keeps the servers behind its own address on the loopback. */
    private static final Path UPSTREAM = Path.of("/run/systemd/resolve/resolv.conf");

    private HostFiles() {}

    /**
     * Returns how the Pod resolves names.
     *
     * @param container a process of the Pod with its own view of files; nothing if it sees the host's
     */
    static PodNetworkFacts.Dns dns(Optional<Long> container) throws IOException {
        Path file = container
                .map(pid -> Path.of("/proc", Long.toString(pid), "root/etc/resolv.conf"))
                .filter(Files::isReadable)
                .orElse(RESOLV_CONF);
        PodNetworkFacts.Dns dns = read(file);
        return dns.servers().isEmpty() && Files.isReadable(UPSTREAM) ? read(UPSTREAM) : dns;
    }

    private static PodNetworkFacts.Dns read(Path file) throws IOException {
        return PodNetworkFacts.Dns.of(Files.isReadable(file) ? Files.readString(file) : "");
    }

    /** Returns whether a user may read and write a device. */
    static boolean mayOpen(Path device, int uid) throws IOException {
        if (!Files.exists(device)) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(device);
        boolean owner = (Integer) Files.getAttribute(device, "unix:uid") == uid;
        return uid == 0
                || (owner
                        ? permissions.contains(PosixFilePermission.OWNER_WRITE)
                        : permissions.contains(PosixFilePermission.OTHERS_WRITE));
    }

    /** Returns the lowest port that a user without rights may listen on. */
    static int lowestPort() throws IOException {
        Path file = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        if (!Files.isReadable(file)) {
            return 1024;
        }
        // The kernel gives such a number to the first read only; Files.readString begins with a read of one byte.
        try (InputStream in = Files.newInputStream(file)) {
            return Integer.parseInt(new String(in.readNBytes(64), US_ASCII).strip());
        }
    }
}
