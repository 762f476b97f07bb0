package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.qemu.LauncherVolume.BlockSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceBlocksTest {
    @TempDir
    private Path devices;

    private void queue(String folder, int logical, int physical, int discard) throws IOException {
        Path queue = Files.createDirectories(devices.resolve(folder).resolve("queue"));
        Files.writeString(queue.resolve("logical_block_size"), logical + "\n");
        Files.writeString(queue.resolve("physical_block_size"), physical + "\n");
        Files.writeString(queue.resolve("discard_granularity"), discard + "\n");
    }

    /** Number of a device as glibc's {@code gnu_dev_makedev} makes it. */
    private static long number(long major, long minor) {
        return (major << 8) | (minor & 0xff) | ((minor & 0xffffff00L) << 12);
    }

    @Test
    void disk_tells_its_sizes_by_its_number() throws IOException {
        queue("8:16", 512, 4096, 1048576);
        assertThat(DeviceBlocks.of(devices, number(8, 16))).contains(new BlockSizes(512, 4096, 1048576));
        queue("259:300", 4096, 4096, 0);
        assertThat(DeviceBlocks.of(devices, number(259, 300))).contains(new BlockSizes(4096, 4096, 0));
    }

    @Test
    void partition_has_the_sizes_of_its_disk() throws IOException {
        queue("sdb", 512, 512, 512);
        Files.createDirectory(devices.resolve("sdb/sdb1"));
        Files.createSymbolicLink(devices.resolve("8:17"), devices.resolve("sdb/sdb1"));
        assertThat(DeviceBlocks.of(devices, number(8, 17))).contains(new BlockSizes(512, 512, 512));
    }

    @Test
    void sizes_that_cannot_be_are_those_that_can() throws IOException {
        queue("7:1", 0, 4096, 0);
        assertThat(DeviceBlocks.of(devices, number(7, 1))).contains(new BlockSizes(4096, 4096, 0));
        queue("7:2", 4096, 0, 512);
        assertThat(DeviceBlocks.of(devices, number(7, 2))).contains(new BlockSizes(4096, 4096, 4096));
        assertThat(DeviceBlocks.of(devices, number(7, 3))).isEmpty();
    }

    @Test
    void devices_of_this_machine_are_found_by_their_files() throws IOException {
        try (Stream<Path> known = Files.list(Path.of("/sys/class/block"))) {
            List<Path> files = known.map(
                            path -> Path.of("/dev", path.getFileName().toString()))
                    .filter(Files::exists)
                    .toList();
            Assumptions.assumeFalse(files.isEmpty(), "SKIPPED: this machine shows no block devices");
            assertThat(DeviceBlocks.of(files.getFirst()))
                    .hasValueSatisfying(sizes -> assertThat(sizes.logical()).isGreaterThanOrEqualTo(512));
        }
        assertThat(DeviceBlocks.of(Path.of("/etc/hostname"))).isEmpty();
    }
}
