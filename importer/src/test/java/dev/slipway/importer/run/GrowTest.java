package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.volume.DiskFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowTest {
    private static final byte[] RESTORED = {1, 2, 3, 4};

    @TempDir
    private Path directory;

    @Test
    void a_restored_disk_grows_and_keeps_what_it_holds() throws Exception {
        Files.write(directory.resolve("disk.img"), RESTORED);
        assertThat(grown(6)).isEqualTo(6);
        assertThat(Files.readAllBytes(directory.resolve("disk.img"))).isEqualTo(Arrays.copyOf(RESTORED, 6));
    }

    @Test
    void a_larger_disk_is_never_cut() throws Exception {
        Files.write(directory.resolve("disk.img"), RESTORED);
        assertThat(grown(2)).isEqualTo(4);
        assertThat(Files.readAllBytes(directory.resolve("disk.img"))).isEqualTo(RESTORED);
    }

    @Test
    void a_volume_without_a_disk_is_told() {
        assertThatThrownBy(() -> grown(6)).isInstanceOf(ImportFailure.class).hasMessageContaining("disk.img");
    }

    private long grown(long size) throws Exception {
        return Grow.fill(new DiskFile(directory, new Bytes(size), false)).virtualSize();
    }
}
