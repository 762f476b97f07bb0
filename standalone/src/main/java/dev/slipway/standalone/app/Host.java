package dev.slipway.standalone.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was found on this machine before the start.
 *
 * @param root whether this process is root
 * @param qemu path of QEMU, if there is one
 * @param qemuImg path of qemu-img, if there is one
 * @param tun whether {@code /dev/net/tun} can be used
 * @param cni whether the CNI plugins are there
 * @param closed a directory above the data directory that other users may not enter, if there is one
 * @param freeBytes free space below the data directory
 * @param portal why the portal cannot listen where it shall, if it cannot
 * @param api why the API cannot
 */
record Host(
        boolean root,
        Optional<Path> qemu,
        Optional<Path> qemuImg,
        boolean tun,
        boolean cni,
        Optional<Path> closed,
        long freeBytes,
        Optional<String> portal,
        Optional<String> api) {
    private static final long LEAST_FREE = 512L << 20;

    /** Looks at this machine. */
    static Host look(Settings settings) throws IOException {
        Path existing = settings.data();
        while (!Files.exists(existing)) {
            existing = Objects.requireNonNull(existing.getParent(), "the root directory always exists");
        }
        return new Host(
                "root".equals(System.getProperty("user.name")),
                find("qemu-system-x86_64"),
                find("qemu-img"),
                Files.isWritable(Path.of("/dev/net/tun")),
                Files.isExecutable(Path.of("/usr/lib/cni/bridge")),
                closedAbove(settings.data()),
                Files.getFileStore(existing).getUsableSpace(),
                new Place(settings.address(), settings.port(), "--listen ADDRESS:PORT").refusal(),
                new Place(settings.address(), settings.apiPort(), "--api-port PORT").refusal());
    }

    /** Returns why Slipway cannot run here, a sentence each; empty if it can. */
    List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        if (qemu.isEmpty()) {
            problems.add(
                    "QEMU is missing: qemu-system-x86_64 is not on the PATH. Install the package qemu-system-x86.");
        }
        if (qemuImg.isEmpty()) {
            problems.add("qemu-img is missing. Install the package qemu-utils.");
        }
        if (root && !tun) {
            problems.add("/dev/net/tun is missing or cannot be written, so machines would have no network."
                    + " Load the module (modprobe tun), or run Slipway as an ordinary user.");
        }
        if (root && !cni) {
            problems.add("The CNI plugins are missing: /usr/lib/cni/bridge is not there."
                    + " Install the package containernetworking-plugins.");
        }
        if (root && closed.isPresent()) {
            problems.add("Machines run as a user of their own, who may not enter " + closed.get()
                    + ". Open it (chmod o+x " + closed.get() + "), or give another directory with --data.");
        }
        if (freeBytes < LEAST_FREE) {
            problems.add("The disk of the data directory " + settings.data() + " has only " + (freeBytes >> 20)
                    + " MiB free; Slipway needs " + (LEAST_FREE >> 20)
                    + " MiB to start. Free some space, or give another directory with --data.");
        }
        portal.ifPresent(problems::add);
        api.filter(sentence -> !problems.contains(sentence)).ifPresent(problems::add);
        return problems;
    }

    private static Optional<Path> closedAbove(Path data) throws IOException {
        for (Path above = data.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)
                    && !Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> find(String program) {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin", "/sbin", "/usr/local/bin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
