package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the node's hardware offers to guests.
 *
 * @param cpuModel the named processor model nearest to the host's own
 * @param numaNodes number of a NUMA node to its processors, ascending
 * @param sev encryption of guests' memory by AMD's SEV
 * @param tdx whether guests can run in Intel's trust domains
 */
public record HostHardware(
        Optional<CpuBaseline> cpuModel, SortedMap<Integer, List<Integer>> numaNodes, Optional<Sev> sev, boolean tdx) {
    /** A node of which nothing is known. */
    public static final HostHardware UNKNOWN = new HostHardware(Optional.empty(), Map.of(), Optional.empty(), false);

    public HostHardware {
        numaNodes = Collections.unmodifiableSortedMap(new TreeMap<>(numaNodes));
    }

    /** As the record, with the nodes in any order. */
    public HostHardware(
            Optional<CpuBaseline> cpuModel, Map<Integer, List<Integer>> numaNodes, Optional<Sev> sev, boolean tdx) {
        this(cpuModel, new TreeMap<>(numaNodes), sev, tdx);
    }

    /**
     * What QEMU must be told about the processor's encryption ({@code query-sev-capabilities}).
     *
     * @param cBit position of the bit that marks an encrypted page
     * @param reducedBits physical address bits that encryption takes
     * @param snp whether SEV-SNP works, too
     */
    public record Sev(int cBit, int reducedBits, boolean snp) {}
}
