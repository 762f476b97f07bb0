package dev.slipway.importer.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.SourceProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, sound ones as GNU tar makes them and others, unpacked from a server on loopback. */
final class UnpackingTest {
    private static final long VOLUME = 8 << 20;

    @TempDir
    private Path directory;

    private Path volume;

    @BeforeEach
    void makeVolume() throws IOException {
        volume = Files.createDirectories(directory.resolve("volume"));
    }

    private Termination.Succeeded unpack(Path archive) throws Exception {
        try (FileServer server = new FileServer(archive)) {
            return new ImportFixture(directory)
                    .unpack(server.url(archive.getFileName().toString()), volume, VOLUME);
        }
    }

    private ImportProblem problem(Path archive) {
        return catchThrowableOfType(ImportFailure.class, () -> unpack(archive)).problem();
    }

    private List<String> inVolume() throws IOException {
        try (Stream<Path> all = Files.walk(volume)) {
            return all.filter(path -> !path.equals(volume))
                    .map(path -> volume.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private Path tree() throws IOException {
        if (Files.exists(directory.resolve("files"))) {
            return directory.resolve("files");
        }
        Path files = Files.createDirectories(directory.resolve("files/sub/läuft"));
        byte[] random = new byte[3_000_001];
        new Random(3).nextBytes(random);
        Files.write(files.resolve("large"), random);
        Files.writeString(directory.resolve("files/run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(directory.resolve("files/run.sh"), PosixFilePermissions.fromString("r-xr-x---"));
        Files.createSymbolicLink(directory.resolve("files/sub/link"), Path.of("../run.sh"));
        Files.createLink(directory.resolve("files/zweite"), directory.resolve("files/run.sh"));
        Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setLastModifiedTime(files, FileTime.from(Instant.parse("2020-02-03T04:05:06Z")));
        return directory.resolve("files");
    }

    private Path packed(String name) throws Exception {
        Path archive = directory.resolve(name);
        Images.run(List.of("tar", "-C", tree().toString(), "-caf", archive.toString(), "."));
        return archive;
    }

    @ParameterizedTest
    @ValueSource(strings = {"files.tar", "files.tar.gz", "files.tar.xz", "files.tar.zst"})
    void files_come_out_as_they_went_in(String name) throws Exception {
        Path archive = packed(name);
        Files.createDirectories(volume.resolve("of an earlier run/deep"));
        Files.createDirectories(volume.resolve("lost+found"));
        unpack(archive);
        Path files = directory.resolve("files");
        assertThat(inVolume())
                .containsExactly("lost+found", "run.sh", "sub", "sub/link", "sub/läuft", "sub/läuft/large", "zweite");
        assertThat(volume.resolve("sub/läuft/large")).hasSameBinaryContentAs(files.resolve("sub/läuft/large"));
        assertThat(Files.readSymbolicLink(volume.resolve("sub/link"))).isEqualTo(Path.of("../run.sh"));
        assertThat(Files.isSameFile(volume.resolve("zweite"), volume.resolve("run.sh")))
                .isTrue();
        for (String one : List.of("run.sh", "sub/läuft", "sub/läuft/large")) {
            assertThat(Files.getPosixFilePermissions(volume.resolve(one)))
                    .isEqualTo(Files.getPosixFilePermissions(files.resolve(one)));
            assertThat(Files.getLastModifiedTime(volume.resolve(one))
                            .toInstant()
                            .getEpochSecond())
                    .isEqualTo(Files.getLastModifiedTime(files.resolve(one))
                            .toInstant()
                            .getEpochSecond());
        }
    }

    @Test
    void checksum_is_that_of_the_packed_file_and_a_wrong_one_leaves_nothing() throws Exception {
        Path archive = packed("files.tar.gz");
        String sum = Images.run(List.of("sha256sum", archive.toString())).substring(0, 64);
        try (FileServer server = new FileServer(archive)) {
            new ImportFixture(directory).expecting("sha256:" + sum).unpack(server.url("files.tar.gz"), volume, VOLUME);
            assertThat(volume.resolve("run.sh")).exists();
            ImportProblem problem = catchThrowableOfType(
                            ImportFailure.class,
                            () -> new ImportFixture(directory)
                                    .expecting("sha256:" + "0".repeat(64))
                                    .unpack(server.url("files.tar.gz"), volume, VOLUME))
                    .problem();
            assertThat(problem).isInstanceOf(SourceProblem.ChecksumMismatch.class);
            assertThat(inVolume()).isEmpty();
        }
    }

    @Test
    void disk_image_is_no_archive_and_leaves_the_volume_alone() throws Exception {
        Files.writeString(volume.resolve("kept"), "");
        Path disk =
                Images.convert(Images.raw(directory.resolve("disk.raw"), 1 << 20, 4), directory.resolve("d"), "qcow2");
        assertThat(problem(disk)).isEqualTo(new ArchiveProblem.ArchiveExpected("a qcow2 image"));
        assertThat(inVolume()).containsExactly("kept");
    }

    @Test
    void archive_that_is_cut_or_larger_than_the_volume_leaves_nothing() throws Exception {
        Path archive = packed("files.tar");
        byte[] all = Files.readAllBytes(archive);
        Path cut = Files.write(directory.resolve("cut.tar"), java.util.Arrays.copyOf(all, all.length / 2));
        assertThat(problem(cut).code()).isEqualTo("ARCHIVE_CORRUPT");
        assertThat(inVolume()).isEmpty();
        Path packed = packed("files.tar.gz");
        byte[] half = Files.readAllBytes(packed);
        Path cutPacked = Files.write(directory.resolve("cut.tar.gz"), java.util.Arrays.copyOf(half, half.length / 2));
        assertThat(problem(cutPacked).code()).isEqualTo("IMAGE_TRUNCATED");
        assertThat(inVolume()).isEmpty();
        Path bomb = archive("bomb.tar", Entry.sized("a", 6 << 20), Entry.sized("b", 6 << 20));
        assertThat(problem(bomb).code()).isEqualTo("ARCHIVE_TOO_LARGE");
        assertThat(inVolume()).isEmpty();
    }

    @Test
    void compressed_bomb_and_one_of_holes_end_early() throws Exception {
        Path zeros = Files.write(directory.resolve("zeros"), new byte[0]);
        Images.run(List.of("truncate", "-s", "2G", zeros.toString()));
        for (String name : List.of("bomb.tar.gz", "bomb.tar.zst")) {
            Path bomb = directory.resolve(name);
            Images.run(List.of("tar", "-C", directory.toString(), "-caf", bomb.toString(), "zeros"));
            assertThat(problem(bomb).code()).isEqualTo("ARCHIVE_TOO_LARGE");
        }
        Path holes = directory.resolve("holes.tar");
        Images.run(List.of("tar", "-C", directory.toString(), "-Scf", holes.toString(), "zeros"));
        assertThat(Files.size(holes)).isLessThan(20_000);
        assertThat(problem(holes).code()).isEqualTo("ARCHIVE_TOO_LARGE");
        assertThat(inVolume()).isEmpty();
    }

    @Test
    void archive_of_many_small_files_is_bounded_too() throws Exception {
        Entry[] many = Stream.iterate(0, n -> n + 1)
                .limit(20_000)
                .map(n -> Entry.sized("d/" + n, 0))
                .toArray(Entry[]::new);
        assertThat(problem(archive("many.tar", many)).code()).isEqualTo("ARCHIVE_TOO_LARGE");
    }

    @Test
    void folders_that_the_archive_only_implies_are_counted() throws Exception {
        Entry[] deep = Stream.iterate(0, n -> n + 1)
                .limit(1_000)
                .map(n -> Entry.sized(n + "/a/b/c", 0))
                .toArray(Entry[]::new);
        assertThat(problem(archive("deep.tar", deep)).code())
                .as("3000 folders of 4 KiB in 8 MiB")
                .isEqualTo("ARCHIVE_TOO_LARGE");
    }

    @Test
    void lost_and_found_of_another_file_system_stays_where_it_was() throws Exception {
        Files.createDirectories(volume.resolve("lost+found"));
        Files.setPosixFilePermissions(volume.resolve("lost+found"), PosixFilePermissions.fromString("rwx------"));
        unpack(archive(
                "lost.tar",
                Entry.folder("lost+found/"),
                Entry.sized("lost+found/#12", 700),
                Entry.sized("sub/lost+found", 3)));
        assertThat(inVolume()).containsExactly("lost+found", "sub", "sub/lost+found");
        assertThat(Files.getPosixFilePermissions(volume.resolve("lost+found")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** Root reads whatever it wants, by two capabilities, which importers do not have. */
    @Test
    void files_that_their_owner_may_not_read_come_out_too() throws Exception {
        Path archive = archive(
                "unreadable.tar",
                new Entry("none", TarConstants.LF_NORMAL, "", 3, 0),
                new Entry("write", TarConstants.LF_NORMAL, "", 3, 0200),
                new Entry("run", TarConstants.LF_NORMAL, "", 3, 0111),
                new Entry("closed/", TarConstants.LF_DIR, "", 0, 0),
                new Entry("closed/in", TarConstants.LF_NORMAL, "", 3, 0));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Images.run(List.of(
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                "--inh-caps=-dac_override,-dac_read_search",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                UnpackedFiles.class.getName(),
                archive.toString(),
                volume.toString()));
        assertThat(Files.size(volume.resolve("run"))).isEqualTo(3);
        for (String one : List.of("none", "write", "run", "closed")) {
            Object mode = Files.getAttribute(volume.resolve(one), "unix:mode", LinkOption.NOFOLLOW_LINKS);
            int wanted = one.equals("write") ? 0200 : one.equals("run") ? 0111 : 0;
            assertThat((Integer) mode & 07777).as(one).isEqualTo(wanted);
        }
    }

    @Test
    void nothing_gets_out_of_the_volume() throws Exception {
        Files.writeString(directory.resolve("secret"), "secret");
        Entry[][] attacks = {
            {Entry.sized("../escaped", 3)},
            {Entry.sized("/" + directory.resolve("escaped").toString().substring(1), 3)},
            {Entry.link("out", ".."), Entry.sized("out/escaped", 3)},
            {Entry.link("out", directory.toString()), Entry.sized("out/escaped", 3)},
            {Entry.link("top", "."), Entry.link("out", "top/.."), Entry.sized("out/escaped", 3)},
            {Entry.link("top", "."), Entry.sized("top/inside", 3)},
            {Entry.hard("stolen", "../secret")},
            {Entry.link("in", "there"), Entry.hard("second", "in")},
            {Entry.hard("early", "later"), Entry.sized("later", 3)},
            {Entry.of("null", TarConstants.LF_CHR)},
            {Entry.of("disk", TarConstants.LF_BLK)},
            {Entry.of("pipe", TarConstants.LF_FIFO)},
            {Entry.of("what", (byte) 'Z')},
            {Entry.folder("a/"), Entry.sized("a", 3)},
            {Entry.sized("a", 3), Entry.sized("a/b", 3)},
        };
        for (Entry[] attack : attacks) {
            ImportProblem problem = problem(archive("attack.tar", attack));
            assertThat(problem.code()).as(List.of(attack).toString()).isEqualTo("ARCHIVE_REFUSED");
            assertThat(problem.retry()).isFalse();
            assertThat(inVolume()).as(List.of(attack).toString()).isEmpty();
            assertThat(directory.resolve("escaped")).doesNotExist();
            assertThat(directory.resolve("secret")).hasContent("secret");
        }
    }

    @Test
    void later_entry_takes_the_place_of_an_earlier_never_of_what_a_link_leads_to() throws Exception {
        unpack(archive(
                "twice.tar", Entry.sized("a", 3), Entry.link("l", "a"), Entry.sized("l", 5), Entry.sized("a", 7)));
        assertThat(Files.size(volume.resolve("a"))).isEqualTo(7);
        assertThat(Files.isSymbolicLink(volume.resolve("l"))).isFalse();
        assertThat(Files.size(volume.resolve("l"))).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2555", "4755", "1777"})
    void bits_that_make_somebody_else_of_a_user_are_left_out(String mode) throws Exception {
        unpack(archive("mode.tar", new Entry("run", TarConstants.LF_NORMAL, "", 0, Integer.parseInt(mode, 8))));
        Object found = Files.getAttribute(volume.resolve("run"), "unix:mode", LinkOption.NOFOLLOW_LINKS);
        int expected = Integer.parseInt(mode, 8) & 0777;
        assertThat((Integer) found & 07777).isEqualTo(expected);
    }

    /** What an archive is made of that no tar would make. */
    private record Entry(String name, byte type, String target, int size, int mode) {
        static Entry of(String name, byte type) {
            return new Entry(name, type, "", 0, 0644);
        }

        static Entry sized(String name, int size) {
            return new Entry(name, TarConstants.LF_NORMAL, "", size, 0644);
        }

        static Entry folder(String name) {
            return new Entry(name, TarConstants.LF_DIR, "", 0, 0755);
        }

        static Entry link(String name, String target) {
            return new Entry(name, TarConstants.LF_SYMLINK, target, 0, 0777);
        }

        static Entry hard(String name, String target) {
            return new Entry(name, TarConstants.LF_LINK, target, 0, 0644);
        }
    }

    private Path archive(String name, Entry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, UTF_8.name())) {
            for (Entry one : entries) {
                TarArchiveEntry entry = new TarArchiveEntry(one.name(), one.type(), true);
                entry.setLinkName(one.target());
                entry.setSize(one.size());
                entry.setMode(one.mode());
                out.putArchiveEntry(entry);
                out.write(new byte[one.size()]);
                out.closeArchiveEntry();
            }
        }
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }
}
