package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pod addresses without root: each Pod has a loopback address of its own in 127.88.0.0/16, reachable from this machine
 * only, and shares the machine's network namespace. Each data directory begins at a place of its own, as another one on
 * the same machine gives addresses of the same range.
 */
public final class LoopbackPodNetwork implements PodNetwork {
    private static final String FILE = "loopback-address";

    /** Depth of an address file below the kubelets: {@code <node>/pods/<uid>/loopback-address}. */
    private static final int DEPTH = 4;

    private static final int ADDRESSES = 0x10000;

    private final Path kubelets;
    private final int first;

    /**
     * Keeps addresses in the Pods' directories.
     *
     * @param kubelets the directory that holds the directories of all nodes' kubelets
     */
    public LoopbackPodNetwork(Path kubelets) {
        this.kubelets = kubelets;
        this.first = (kubelets.toAbsolutePath().normalize().hashCode() & 0xff) << 8;
    }

    @Override
    public synchronized Connection attach(Pod pod, Path podDirectory) throws IOException {
        Path file = podDirectory.resolve(FILE);
        if (!Files.exists(file)) {
            Files.createDirectories(podDirectory);
            Files.writeString(file, firstFree(), UTF_8);
        }
        return new Connection(List.of(Files.readString(file, UTF_8)), Optional.empty());
    }

    @Override
    public synchronized void detach(String podUid, Path podDirectory) throws IOException {
        Files.deleteIfExists(podDirectory.resolve(FILE));
    }

    private String firstFree() throws IOException {
        Set<String> taken = new HashSet<>();
        try (Stream<Path> files = Files.find(kubelets, DEPTH, (path, _) -> path.endsWith(FILE))) {
            for (Path file : files.toList()) {
                taken.add(Files.readString(file, UTF_8));
            }
        }
        for (int i = 0; i < ADDRESSES; i++) {
            int number = (first + i) % ADDRESSES;
            String address = "127.88." + (number >> 8) + "." + (number & 0xff);
            if ((number & 0xff) != 0 && (number & 0xff) != 0xff && !taken.contains(address)) {
                return address;
            }
        }
        throw new IOException("all addresses of 127.88.0.0/16 are taken by Pods");
    }
}
