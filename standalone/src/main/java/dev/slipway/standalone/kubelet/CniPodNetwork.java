package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.nodeagent.cni.Attachment;
import dev.slipway.nodeagent.cni.CniNetworks;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Pod addresses as root: a network namespace for each Pod, joined to one Linux bridge by the CNI plugins bridge and
 * host-local. Traffic to the outside is masqueraded by one rule for all of them: the plugin would run iptables several
 * times for each, and chains of Pods whose end it never heard of would stay.
 */
public final class CniPodNetwork implements PodNetwork, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEVICE = "eth0";
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final CniNetworks networks;
    private final Path directory;
    private final PodRange range;

    private CniPodNetwork(CniNetworks networks, Path directory, PodRange range) {
        this.networks = networks;
        this.directory = directory;
        this.range = range;
    }

    /**
     * The bridge of one standalone.
     *
     * @param bridge its name
     * @param prefix the first three bytes of its addresses, e.g. {@code 10.88.4}
     */
    private record PodRange(String bridge, String prefix) {
        String subnet() {
            return prefix + ".0/24";
        }

        /** Rules of nftables in a table that is named as the bridge, whatever was in it before. */
        String masquerade() {
            return """
                    table ip %1$s
                    delete table ip %1$s
                    table ip %1$s {
                        chain postrouting {
                            type nat hook postrouting priority srcnat;
                            ip saddr %2$s ip daddr != { %2$s, 224.0.0.0/4 } masquerade
                        }
                    }
                    """.formatted(bridge, subnet());
        }
    }

    /** Opens the network kept in {@code directory}; the first time it picks a range that no route of this machine has. */
    public static CniPodNetwork open(CniNetworks networks, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("range.json");
        if (!Files.exists(file)) {
            Path fresh = directory.resolve("range.json.new");
            JSON.writeValue(fresh.toFile(), freeRange());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        PodRange range = JSON.readValue(file.toFile(), PodRange.class);
        run(List.of("nft", range.masquerade()));
        return new CniPodNetwork(networks, directory, range);
    }

    @Override
    public Connection attach(Pod pod, Path podDirectory) throws IOException {
        Path file = podDirectory.resolve("network.json");
        String uid = pod.getMetadata().getUid();
        Path netns = netns(uid);
        if (!Files.exists(file)) {
            if (!Files.exists(netns)) {
                ip("netns", "add", name(uid));
            }
            Attachment attachment;
            // Needed by the Pod's programs, but not by the plugins.
            try (Running loopback = Running.of(List.of("ip", "-n", name(uid), "link", "set", "lo", "up"))) {
                attachment = networks.attach(plan(pod, netns));
                loopback.output();
            }
            Path fresh = podDirectory.resolve("network.json.new");
            JSON.writeValue(fresh.toFile(), attachment);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Attachment attached = JSON.readValue(file.toFile(), Attachment.class);
        return new Connection(addresses(attached), Optional.of(netns));
    }

    @Override
    public void detach(String podUid, Path podDirectory) throws IOException {
        Path file = podDirectory.resolve("network.json");
        if (Files.exists(file)) {
            networks.detach(JSON.readValue(file.toFile(), Attachment.class));
            Files.delete(file);
        }
        if (Files.exists(netns(podUid))) {
            ip("netns", "delete", name(podUid));
        }
    }

    private Attachment plan(Pod pod, Path netns) throws IOException {
        return new Attachment(
                netns.toString(),
                pod.getMetadata().getUid(),
                DEVICE,
                configuration(),
                Map.of(
                        "IgnoreUnknown", "true",
                        "K8S_POD_NAMESPACE", pod.getMetadata().getNamespace(),
                        "K8S_POD_NAME", pod.getMetadata().getName()),
                null,
                List.of(),
                null);
    }

    private String configuration() throws IOException {
        return JSON.writeValueAsString(Map.of(
                "cniVersion",
                "1.0.0",
                "name",
                "slipway",
                "plugins",
                List.of(Map.of(
                        "type",
                        "bridge",
                        "bridge",
                        range.bridge(),
                        "isGateway",
                        true,
                        "hairpinMode",
                        true,
                        "ipam",
                        Map.of(
                                "type",
                                "host-local",
                                "dataDir",
                                directory.resolve("addresses").toString(),
                                "ranges",
                                List.of(List.of(Map.of("subnet", range.subnet()))),
                                "routes",
                                List.of(Map.of("dst", "0.0.0.0/0")))))));
    }

    private static List<String> addresses(Attachment attached) {
        return CniNetworks.result(attached).ips().stream()
                .map(address -> address.replaceFirst("/.*", ""))
                .toList();
    }

    /** Picks a /24 of 10.88.0.0/16 that no address or route of this machine has, and a bridge name that is free. */
    private static PodRange freeRange() throws IOException {
        Set<String> taken = new HashSet<>();
        for (String line :
                run(List.of("ip", "-4", "route", "show", "table", "all")).split("\n")) {
            for (String word : line.split("[ /]")) {
                if (word.matches("10\\.88\\.[0-9]+\\.[0-9]+")) {
                    taken.add(word.substring(0, word.lastIndexOf('.')));
                }
            }
        }
        for (int third = 0; third < 256; third++) {
            String prefix = "10.88." + third;
            String bridge = "slipway" + third;
            if (!taken.contains(prefix) && !Files.exists(Path.of("/sys/class/net", bridge))) {
                return new PodRange(bridge, prefix);
            }
        }
        throw new IOException("no /24 of 10.88.0.0/16 is free for Pods");
    }

    private static String name(String podUid) {
        return "slipway-" + podUid.replace("-", "").substring(0, 16);
    }

    private static Path netns(String podUid) {
        return NAMESPACES.resolve(name(podUid));
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static String run(List<String> command) throws IOException {
        try (Running running = Running.of(command)) {
            return running.output();
        }
    }

    /** A program that is to end soon; killed if nobody waited for it. */
    private record Running(List<String> command, Process process) implements AutoCloseable {
        static Running of(List<String> command) throws IOException {
            return new Running(
                    command,
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        }

        /** Waits for its end and returns what it said; fails if it was not content. */
        String output() throws IOException {
            try {
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);
                if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IOException(String.join(" ", command) + ": " + output.strip());
                }
                return output;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(String.join(" ", command) + " was interrupted", e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Removes the bridge and its rule if no Pod is left on it. */
    @Override
    public void close() throws IOException {
        Path members = Path.of("/sys/class/net", range.bridge(), "brif");
        if (Files.isDirectory(members)) {
            try (Stream<Path> ports = Files.list(members)) {
                if (ports.findAny().isPresent()) {
                    return;
                }
            }
            ip("link", "delete", range.bridge());
        }
        run(List.of("nft", "delete", "table", "ip", range.bridge()));
    }
}
