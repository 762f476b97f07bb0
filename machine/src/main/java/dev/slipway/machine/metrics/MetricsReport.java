package dev.slipway.machine.metrics;

import dev.slipway.machine.metrics.Metric.Subject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** All that a guest is told: the figures of KubeVirt v1.9.0, in its order. */
public final class MetricsReport {
    /** What is told while there is nothing to tell, as vhostmd says it. */
    public static final String NOTHING =
            "<metrics><!-- host metrics not available --><!-- VM metrics not available --></metrics>";

    private MetricsReport() {}

    /**
     * Returns the report as XML, without a line's end.
     *
     * @param node name of the node
     * @param qemuVersion e.g. {@code 7.2.22}
     */
    public static String of(String node, String qemuVersion, GuestFigures guest, NodeFigures host, Instant now) {
        return xml(List.of(
                Metric.text(Subject.HOST, "HostName", node),
                Metric.text(Subject.HOST, "HostSystemInfo", "linux"),
                Metric.text(Subject.HOST, "VirtualizationVendor", "kubevirt.io"),
                Metric.text(Subject.HOST, "VirtProductInfo", "QEMU " + qemuVersion),
                Metric.seconds(Subject.VM, "TotalCPUTime", guest.cpuSeconds()),
                Metric.count(Subject.VM, "ResourceProcessorLimit", guest.cpus()),
                Metric.kibibytes(Subject.VM, "PhysicalMemoryAllocatedToVirtualSystem", guest.memory()),
                Metric.kibibytes(Subject.VM, "ResourceMemoryLimit", guest.memory()),
                Metric.count(Subject.HOST, "NumberOfPhysicalCPUs", host.packages()),
                Metric.seconds(Subject.HOST, "TotalCPUTime", host.cpuSeconds()),
                Metric.kibibytes(Subject.HOST, "FreePhysicalMemory", host.kibibytes("MemFree")),
                Metric.kibibytes(
                        Subject.HOST, "FreeVirtualMemory", host.kibibytes("MemFree") + host.kibibytes("SwapFree")),
                Metric.kibibytes(Subject.HOST, "MemoryAllocatedToVirtualServers", used(host)),
                Metric.kibibytes(
                        Subject.HOST,
                        "UsedVirtualMemory",
                        used(host) + host.kibibytes("SwapTotal") - host.kibibytes("SwapCached")),
                Metric.kibibytes(Subject.HOST, "PagedInMemory", host.swappedIn()),
                Metric.kibibytes(Subject.HOST, "PagedOutMemory", host.swappedOut()),
                Metric.time(Subject.HOST, "Time", now.getEpochSecond())));
    }

    private static long used(NodeFigures host) {
        return host.kibibytes("MemTotal")
                - host.kibibytes("MemFree")
                - host.kibibytes("Buffers")
                - host.kibibytes("Cached");
    }

    private static String xml(List<Metric> metrics) {
        return metrics.stream().map(Metric::xml).collect(Collectors.joining("", "<metrics>\n", "</metrics>"));
    }
}
