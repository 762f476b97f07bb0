package dev.slipway.importer.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.run.Blank;
import dev.slipway.importer.run.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real block device, as far as this machine lets us make one. */
class BlockDeviceTest {
    private static final int SIZE = 8 << 20;

    @TempDir
    Path directory;

    @Test
    void blank_device_reads_as_zeros_whatever_was_on_it() throws Exception {
        byte[] noise = new byte[SIZE];
        new Random(1).nextBytes(noise);
        Path backing = Files.write(directory.resolve("backing"), noise);
        Path device = attach(backing);
        try {
            BlockDevice volume = new BlockDevice(device, new Bytes(SIZE), directory.resolve("journal"));
            Blank.fill(volume);
            assertThat(Files.readAllBytes(device)).isEqualTo(new byte[SIZE]);
            assertThat(Journal.read(volume.journal()).orElseThrow().finished()).isTrue();
        } finally {
            Images.run(List.of("losetup", "-d", device.toString()));
        }
    }

    private static Path attach(Path backing) throws InterruptedException {
        try {
            return Path.of(Images.run(List.of("losetup", "-f", "--show", backing.toString()))
                    .strip());
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED: no loop device can be made here: " + e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
