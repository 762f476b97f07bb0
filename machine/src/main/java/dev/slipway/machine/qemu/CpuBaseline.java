package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A named processor model and the features that make it the host's own: what {@code host-model} means on a node.
 *
 * @param model QEMU's name of the model
 * @param features features that the host has beyond the model, by QEMU's names
 */
public record CpuBaseline(String model, SortedSet<String> features) {
    /**
     * Models of servers and desktops, the youngest first; each has all that those after it of the same maker have. QEMU
     * says of each whether it can run here, and in which features it falls behind the host.
     */
    public static final List<String> CANDIDATES = List.of(
            "EPYC-Genoa",
            "EPYC-Milan",
            "EPYC-Rome",
            "EPYC",
            "SapphireRapids",
            "Icelake-Server",
            "Cascadelake-Server",
            "Skylake-Server",
            "Skylake-Client",
            "Broadwell",
            "Haswell",
            "IvyBridge",
            "SandyBridge",
            "Westmere",
            "Nehalem",
            "Opteron_G3",
            "Opteron_G2",
            "Penryn",
            "Conroe");

    /** Properties of QEMU's processors that are switches of its own and no features that a guest can use. */
    private static final Set<String> NO_FEATURES = Set.of(
            "check",
            "enforce",
            "migratable",
            "host-cache-info",
            "l3-cache",
            "cpuid-0xb",
            "fill-mtrr-mask",
            "full-cpuid-auto-level",
            "legacy-cache",
            "realized",
            "start-powered-off",
            "hotplugged",
            "hotpluggable",
            "tcg-cpuid",
            "vmware-cpuid-freq",
            "xen-vapic",
            "x-intel-pt-auto-level",
            "x-migrate-smi-count",
            "host-phys-bits",
            "pmu",
            "kvm",
            "kvm-no-smi-migration",
            "hv-passthrough",
            "lmce");

    public CpuBaseline {
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
    }

    /**
     * Finds the youngest model that runs on a host.
     *
     * @param host features of the host's best model
     * @param usable models that run here with all their features
     * @param models model to its features
     */
    public static Optional<CpuBaseline> of(Set<String> host, Set<String> usable, Map<String, Set<String>> models) {
        return CANDIDATES.stream()
                .filter(usable::contains)
                .filter(models::containsKey)
                .findFirst()
                .map(model -> {
                    SortedSet<String> more = new TreeSet<>(host);
                    more.removeAll(models.getOrDefault(model, Set.of()));
                    more.removeIf(name -> NO_FEATURES.contains(name) || name.startsWith("x-"));
                    return new CpuBaseline(model, more);
                });
    }
}
