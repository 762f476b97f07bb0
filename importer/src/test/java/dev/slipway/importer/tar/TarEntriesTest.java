package dev.slipway.importer.tar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.run.Images;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as GNU tar makes them, sound and spoiled. */
class TarEntriesTest {
    private static final String LONG = "a-very-long-name-".repeat(9) + "é";
    private static final int ROUNDS = 3000;
    private static final int TYPE = 156;

    @TempDir
    private static Path shared;

    @BeforeAll
    static void makeFiles() throws IOException {
        Path files = Files.createDirectories(shared.resolve("files/" + "deep/".repeat(30)));
        Files.writeString(files.resolve(LONG), "deep content");
        Files.writeString(shared.resolve("files/short"), "short content");
        Files.createSymbolicLink(shared.resolve("files/link"), Path.of("short"));
        Files.createLink(shared.resolve("files/second"), shared.resolve("files/short"));
    }

    private static byte[] archive(String format) throws Exception {
        Path file = shared.resolve(format + ".tar");
        Images.run(List.of(
                "tar",
                "--format=" + format,
                "--sort=name",
                "-C",
                shared.resolve("files").toString(),
                "-cf",
                file.toString(),
                "."));
        return Files.readAllBytes(file);
    }

    private static List<String> read(byte[] archive) throws IOException {
        TarEntries entries = new TarEntries(new ByteArrayInputStream(archive));
        List<String> read = new ArrayList<>();
        byte[] piece = new byte[5];
        for (Optional<TarEntry> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            for (int count = entries.read(piece, 0, 5); count >= 0; count = entries.read(piece, 0, 5)) {
                content.write(piece, 0, count);
            }
            read.add(entry.get().kind() + " " + entry.get().path() + " " + content.toString(UTF_8));
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax"})
    void every_format_is_read_as_tar_wrote_it(String format) throws Exception {
        assertThat(read(archive(format)))
                .contains(
                        "FILE " + "deep/".repeat(30) + LONG + " deep content",
                        "SYMBOLIC_LINK link ",
                        "FILE second short content",
                        "HARD_LINK short ",
                        "DIRECTORY deep/deep ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax"})
    void spoiled_archive_is_read_to_some_end_or_refused(String format) throws Exception {
        byte[] sound = archive(format);
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] spoiled = sound.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt(256);
            }
            try {
                read(spoiled);
            } catch (ImportFailure _) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void entry_with_any_number_of_extended_headers_is_refused() throws Exception {
        byte[] sound = archive("pax");
        assertThat((char) sound[TYPE]).as("begins with an extended header").isEqualTo('x');
        byte[] extended = Arrays.copyOf(sound, 2 * 512);
        for (int more : new int[] {3, 1000}) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            for (int i = 0; i < more; i++) {
                archive.write(extended);
            }
            archive.write(sound);
            if (more == 3) {
                assertThat(read(archive.toByteArray())).isEqualTo(read(sound));
            } else {
                assertThatThrownBy(() -> read(archive.toByteArray()))
                        .isInstanceOf(ImportFailure.class)
                        .hasMessageContaining("headers");
            }
        }
    }

    @Test
    void archive_that_is_cut_is_noticed() throws Exception {
        byte[] sound = archive("pax");
        int noticed = 0;
        // Up to the end of the last content: behind it there are only empty blocks.
        for (int length = 1; length < 1500; length += 7) {
            try {
                read(Arrays.copyOf(sound, length));
            } catch (ImportFailure _) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(200);
    }

    @Test
    void extended_header_of_any_size_is_not_read() throws Exception {
        byte[] block = Arrays.copyOf(archive("pax"), 512);
        TarArchiveEntry large = new TarArchiveEntry("x", (byte) 'L');
        large.setSize(1L << 30);
        large.writeEntryHeader(block);
        assertThatThrownBy(() -> read(block))
                .isInstanceOf(ImportFailure.class)
                .hasMessageContaining("1073741824 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax"})
    void sparse_file_is_read_with_its_holes(String format) throws Exception {
        Path sparse = shared.resolve("sparse-" + format);
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            for (int piece = 0; piece < 50; piece++) {
                file.seek(piece * 200_000L);
                file.writeByte('x');
            }
            file.setLength(10_000_100);
        }
        Path packed = shared.resolve("sparse-" + format + ".tar");
        Images.run(List.of(
                "tar",
                "--format=" + format,
                "-S",
                "-C",
                shared.toString(),
                "-cf",
                packed.toString(),
                sparse.getFileName().toString()));
        assertThat(Files.size(packed)).as("holes are left out").isLessThan(1_000_000);
        try (InputStream in = Files.newInputStream(packed)) {
            TarEntries entries = new TarEntries(in);
            TarEntry entry = entries.next().orElseThrow();
            assertThat(entry.kind()).isEqualTo(TarEntry.Kind.FILE);
            assertThat(entry.size()).isEqualTo(10_000_100);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] piece = new byte[65536];
            for (int count = entries.read(piece, 0, piece.length);
                    count >= 0;
                    count = entries.read(piece, 0, piece.length)) {
                content.write(piece, 0, count);
            }
            assertThat(content.toByteArray()).isEqualTo(Files.readAllBytes(sparse));
        }
    }
}
