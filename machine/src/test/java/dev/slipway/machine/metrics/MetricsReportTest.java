package dev.slipway.machine.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MetricsReportTest {
    private static final String STAT =
            "cpu  1000 20 300 9000 7 0 1 0 0 0\ncpu0 500 10 150 4500 3 0 0 0 0 0\nintr 1 2 3\n";
    private static final String MEMINFO = """
            MemTotal:       1000000 kB
            MemFree:         400000 kB
            Buffers:          10000 kB
            Cached:          200000 kB
            SwapCached:        1000 kB
            SwapTotal:        50000 kB
            SwapFree:         20000 kB
            HugePages_Total:       0
            """;
    private static final NodeFigures NODE =
            NodeFigures.of(Set.of("0", "1"), STAT, MEMINFO, "pgpgin 5\npswpin 3\npswpout 10\n", 4096);

    @Test
    void figures_are_those_of_kubevirt_in_its_order() {
        String report = MetricsReport.of(
                "n<1>", "7.2.22", new GuestFigures(12.5, 4, 2097152), NODE, Instant.ofEpochSecond(1700000000));
        assertThat(report.lines().limit(5))
                .containsExactly(
                        "<metrics>",
                        "  <metric type=\"string\" context=\"host\">",
                        "    <name>HostName</name>",
                        "    <value>n&lt;1&gt;</value>",
                        "  </metric>");
        assertThat(report).endsWith("  </metric>\n</metrics>");
        assertThat(report.replaceAll(
                                "(?s)  <metric type=\"(\\w+)\" context=\"(\\w+)\"(?: unit=\"(\\w+)\")?>\\s+<name>(\\w+)</name>\\s+<value>(.*?)</value>\\s+</metric>",
                                "$2 $4 $1 $5 $3")
                        .lines()
                        .map(String::strip))
                .containsExactly(
                        "<metrics>",
                        "host HostName string n&lt;1&gt;",
                        "host HostSystemInfo string linux",
                        "host VirtualizationVendor string kubevirt.io",
                        "host VirtProductInfo string QEMU 7.2.22",
                        "vm TotalCPUTime real64 12.500000 s",
                        "vm ResourceProcessorLimit int64 4",
                        "vm PhysicalMemoryAllocatedToVirtualSystem uint64 2097152 KiB",
                        "vm ResourceMemoryLimit uint64 2097152 KiB",
                        "host NumberOfPhysicalCPUs int64 2",
                        "host TotalCPUTime real64 13.200000 s",
                        "host FreePhysicalMemory uint64 400000 KiB",
                        "host FreeVirtualMemory uint64 420000 KiB",
                        "host MemoryAllocatedToVirtualServers uint64 390000 KiB",
                        "host UsedVirtualMemory uint64 439000 KiB",
                        "host PagedInMemory uint64 12 KiB",
                        "host PagedOutMemory uint64 40 KiB",
                        "host Time int64 1700000000 s",
                        "</metrics>");
    }

    @Test
    void a_kernel_that_tells_nothing_has_zeros() {
        assertThat(NodeFigures.of(Set.of(), "", "", "nonsense\n", 4096).cpuSeconds())
                .isZero();
    }

    @Test
    void a_thread_is_known_by_what_follows_its_name() {
        String stat = "4711 (CPU 0) K) V) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0 1 0 100";
        assertThat(GuestFigures.seconds(stat)).contains(2.0);
        assertThat(GuestFigures.seconds("4711 (x) S")).isEmpty();
    }

    @Test
    void readers_come_again_while_the_disk_is_written() {
        byte[] text = MetricsDisk.text("ä");
        ByteBuffer ready = ByteBuffer.wrap(MetricsDisk.header(text, false));
        assertThat(new String(ready.array(), 0, 4, StandardCharsets.US_ASCII)).isEqualTo("mvbd");
        assertThat(ByteBuffer.wrap(MetricsDisk.header(text, true)).getInt(4)).isEqualTo(1);
        assertThat(ready.getInt(4)).isZero();
        assertThat(ready.getInt(8)).isEqualTo(0xc3 + 0xa4 + '\n');
        assertThat(ready.getInt(12)).isEqualTo(3);
    }

    @Test
    void the_disk_is_sound_before_there_are_figures() {
        byte[] disk = MetricsDisk.empty();
        int length = ByteBuffer.wrap(disk).getInt(12);
        assertThat(disk).hasSize(262_144);
        assertThat(new String(Arrays.copyOfRange(disk, 16, 16 + length), StandardCharsets.UTF_8))
                .isEqualTo("<metrics></metrics>\n");
    }

    @Test
    void what_does_not_fit_is_not_written() {
        assertThatThrownBy(() -> MetricsDisk.text("x".repeat(262_144))).hasMessageContaining("do not fit");
    }

    @Test
    void only_figures_can_be_asked_for() {
        assertThat(MetricsRequest.isForFigures("GET /metrics/XML")).isTrue();
        assertThat(MetricsRequest.isForFigures("GET /metrics/XML?a=b")).isTrue();
        assertThat(MetricsRequest.isForFigures("GET /metrics")).isFalse();
        assertThat(MetricsRequest.isForFigures("PUT /metrics/XML")).isFalse();
        assertThat(MetricsRequest.isForFigures("GET  \u0000")).isFalse();
        assertThat(MetricsRequest.isForFigures("")).isFalse();
    }
}
