package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;

/** How the processors of an instance type become sockets, cores and threads. Source: KubeVirt v1.9.0, {@code apply/cpu.go}. */
final class CpuSpread {
    private static final long RATIO = 2;
    private static final long THREADS = 2;

    private final String topology;
    private final String across;
    private final long ratio;

    private CpuSpread(String topology, String across, long ratio) {
        this.topology = topology;
        this.across = across;
        this.ratio = ratio;
    }

    /** Reads the wish of a preference; a missing one wishes sockets. */
    static CpuSpread of(JsonNode preference) {
        JsonNode options = Tree.get(preference, "cpu", "spreadOptions");
        long old = preference.path("preferSpreadSocketToCoreRatio").asLong(0);
        long ratio = options.hasNonNull("ratio") ? options.get("ratio").asLong() : old == 0 ? RATIO : old;
        String given = Tree.get(preference, "cpu", "preferredCPUTopology").asText("sockets");
        String plain =
                given.startsWith("prefer") ? given.substring("prefer".length()).toLowerCase(Locale.ROOT) : given;
        return new CpuSpread(plain, options.path("across").asText("SocketsCores"), ratio < 1 ? RATIO : ratio);
    }

    boolean isSpread() {
        return topology.equals("spread");
    }

    String topology() {
        return topology;
    }

    String across() {
        return across;
    }

    /** Returns why that many processors cannot be spread in this way. */
    Optional<Conflict> obstacle(long cpus) {
        if (!isSpread()) {
            return Optional.empty();
        }
        boolean fits = switch (across) {
            case "SocketsCoresThreads" -> cpus % THREADS == 0 && cpus / THREADS % ratio == 0;
            default -> cpus % ratio == 0;
        };
        return fits
                ? Optional.empty()
                : Optional.of(new Conflict(
                        "instancetype.spec.cpu.guest",
                        "The " + cpus + " processors of the instance type cannot be spread across " + across
                                + " with the ratio " + ratio + " that the preference asks for. Choose another one."));
    }

    void apply(ObjectNode cpu, long cpus) {
        long sockets = 1;
        long cores = 1;
        long threads = 1;
        if (cpus != 1) {
            switch (topology) {
                case "cores" -> cores = cpus;
                case "threads" -> threads = cpus;
                case "spread" -> {
                    switch (across) {
                        case "CoresThreads" -> {
                            threads = ratio;
                            cores = cpus / ratio;
                        }
                        case "SocketsCoresThreads" -> {
                            threads = THREADS;
                            cores = ratio;
                            sockets = cpus / THREADS / ratio;
                        }
                        default -> {
                            cores = ratio;
                            sockets = cpus / ratio;
                        }
                    }
                }
                default -> sockets = cpus;
            }
        }
        cpu.put("cores", cores).put("sockets", sockets).put("threads", threads);
    }
}
