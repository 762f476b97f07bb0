package dev.slipway.importer.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.source.SourceIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("journal");
    }

    private static Journal journal() {
        SourceIdentity source =
                new SourceIdentity("http://host/\"ä\"", Optional.of("\"tag\""), Optional.empty(), 1L << 40);
        return new Journal(source, 1L << 41, 1L << 39, false, "qcow2", 12345);
    }

    @Test
    void what_is_written_is_read() throws Exception {
        journal().write(file());
        assertThat(Journal.read(file())).hasValue(journal());
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
    }

    @Test
    void missing_journal_means_to_start_anew() throws Exception {
        assertThat(Journal.read(file())).isEmpty();
    }

    @Test
    void spoiled_journal_never_throws() throws Exception {
        journal().write(file());
        byte[] sound = Files.readAllBytes(file());
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            byte[] spoiled = java.util.Arrays.copyOf(sound, 1 + random.nextInt(sound.length));
            spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt(256);
            Files.write(file(), spoiled);
            Journal.read(file()).ifPresent(read -> assertThat(read.size()).isGreaterThanOrEqualTo(Long.MIN_VALUE));
        }
    }
}
