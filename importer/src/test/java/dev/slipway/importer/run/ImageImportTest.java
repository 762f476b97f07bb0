package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.run.FileServer.Behaviour;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Images as qemu-img and the usual tools make them, sound and spoiled. */
class ImageImportTest {
    private static final long SIZE = 6_345_216; // whole sectors, no whole cluster
    private static final long VOLUME = 16 << 20;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path raw;

    @BeforeAll
    static void makeImage() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 3);
    }

    private ImportFixture fixture(String name) throws IOException {
        return new ImportFixture(Files.createDirectories(directory.resolve(name)));
    }

    private static void assertDisk(ImportFixture fixture) throws Exception {
        String disk = fixture.disk().toString();
        assertThat(Images.run(List.of("qemu-img", "compare", "-f", "raw", "-F", "raw", disk, raw.toString())))
                .contains("Images are identical");
    }

    private static Behaviour withoutRanges() {
        Behaviour behaviour = Behaviour.sound();
        behaviour.ranges = false;
        return behaviour;
    }

    @TestFactory
    List<DynamicTest> every_layout_comes_out_as_qemu_img_reads_it() {
        List<List<String>> variants = List.of(
                List.of(),
                List.of("-o", "compat=0.10"),
                List.of("-o", "cluster_size=512"),
                List.of("-o", "cluster_size=4k"),
                List.of("-o", "cluster_size=2M"),
                List.of("-o", "preallocation=metadata"),
                List.of("-o", "preallocation=full"),
                List.of("-o", "extended_l2=on"),
                List.of("-o", "refcount_bits=1"),
                List.of("-S", "0"),
                List.of("-W"),
                List.of("-c"),
                List.of("-c", "-o", "cluster_size=4k"),
                List.of("-c", "-o", "cluster_size=2M"),
                List.of("-c", "-o", "compression_type=zstd"),
                List.of("-c", "-o", "extended_l2=on"));
        List<DynamicTest> tests = new ArrayList<>();
        for (List<String> options : variants) {
            tests.add(DynamicTest.dynamicTest(
                    "qcow2 " + String.join(" ", options), () -> imports(options, Behaviour.sound())));
            tests.add(DynamicTest.dynamicTest(
                    "qcow2 " + String.join(" ", options) + ", front to back", () -> imports(options, withoutRanges())));
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> vmdk_images_come_out_as_qemu_img_reads_them() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String type : List.of("monolithicSparse", "streamOptimized")) {
            for (Behaviour behaviour : List.of(Behaviour.sound(), withoutRanges())) {
                tests.add(DynamicTest.dynamicTest(type + (behaviour.ranges ? "" : ", front to back"), () -> {
                    Path image =
                            Images.convert(raw, directory.resolve("image.vmdk"), "vmdk", "-o", "subformat=" + type);
                    ImportFixture fixture = fixture(type + behaviour.ranges);
                    try (FileServer server = new FileServer(image).behave(behaviour)) {
                        assertThat(fixture.run(server.url("image.vmdk"), VOLUME))
                                .isEqualTo(new Termination.Succeeded("vmdk", SIZE));
                        assertDisk(fixture);
                    }
                    truncate(image, directory.resolve("cut"), Files.size(image) / 2);
                    try (FileServer server = new FileServer(directory.resolve("cut")).behave(behaviour)) {
                        assertThat(fixture("cut" + type + behaviour.ranges)
                                        .problem(server.url("image.vmdk"), VOLUME)
                                        .code())
                                .isEqualTo("IMAGE_TRUNCATED");
                    }
                }));
            }
        }
        return tests;
    }

    @Test
    void vmdk_image_in_several_files_is_refused() throws Exception {
        for (String type : List.of("monolithicFlat", "twoGbMaxExtentSparse")) {
            Path image = Images.convert(raw, directory.resolve(type + ".vmdk"), "vmdk", "-o", "subformat=" + type);
            try (FileServer server = new FileServer(image)) {
                assertThat(fixture(type).problem(server.url("image.vmdk"), VOLUME))
                        .isInstanceOf(ImageProblem.ExternalDataRefused.class);
            }
        }
        try (FileServer server = new FileServer(directory.resolve("twoGbMaxExtentSparse-s001.vmdk"))) {
            assertThat(fixture("part").problem(server.url("image.vmdk"), VOLUME))
                    .isInstanceOf(ImageProblem.ExternalDataRefused.class);
        }
    }

    @Test
    void vmdk_image_with_a_parent_is_refused() throws Exception {
        Path base = Images.convert(raw, directory.resolve("base.vmdk"), "vmdk");
        Path child = directory.resolve("child.vmdk");
        Images.run(List.of(
                "qemu-img", "create", "-q", "-f", "vmdk", "-b", base.toString(), "-F", "vmdk", child.toString()));
        try (FileServer server = new FileServer(child)) {
            ImportProblem problem = fixture("child").problem(server.url("image.vmdk"), VOLUME);
            assertThat(problem).isInstanceOf(ImageProblem.BackingFileRefused.class);
            assertThat(problem.sentence()).contains("base.vmdk");
        }
    }

    private void imports(List<String> options, Behaviour behaviour) throws Exception {
        Path image = directory.resolve("image");
        Files.deleteIfExists(image);
        Images.convert(raw, image, "qcow2", options.toArray(String[]::new));
        ImportFixture fixture = fixture(Integer.toHexString(System.identityHashCode(behaviour)));
        try (FileServer server = new FileServer(image).behave(behaviour)) {
            Termination.Succeeded end = fixture.run(server.url("image"), VOLUME);
            assertThat(end).isEqualTo(new Termination.Succeeded("qcow2", SIZE));
            assertDisk(fixture);
        }
    }

    @TestFactory
    List<DynamicTest> packed_images_are_unpacked_on_the_way() {
        List<List<String>> commands = List.of(
                List.of("gzip", "-1c"),
                List.of("xz", "-0c"),
                List.of("xz", "-0cT2"),
                List.of("zstd", "-qc"),
                List.of("zstd", "-qc", "--long=26"));
        List<DynamicTest> tests = new ArrayList<>();
        for (List<String> command : commands) {
            for (String format : List.of("raw", "qcow2")) {
                tests.add(DynamicTest.dynamicTest(
                        format + " in " + String.join(" ", command), () -> importsPacked(command, format)));
            }
        }
        return tests;
    }

    private void importsPacked(List<String> command, String format) throws Exception {
        Path image = Images.convert(raw, directory.resolve("image." + format), format);
        Path packed = pack(command, image);
        ImportFixture fixture = fixture("data-" + format + String.join("", command));
        try (FileServer server = new FileServer(packed)) {
            assertThat(fixture.run(server.url("image"), VOLUME)).isEqualTo(new Termination.Succeeded(format, SIZE));
            assertDisk(fixture);
        }
    }

    private Path pack(List<String> command, Path file) throws Exception {
        Path packed = directory.resolve(file.getFileName() + ".packed");
        List<String> all = new ArrayList<>(command);
        all.add(file.toString());
        Process process =
                new ProcessBuilder(all).redirectOutput(packed.toFile()).start();
        assertThat(process.waitFor()).isZero();
        return packed;
    }

    @Test
    void image_packed_twice_is_unpacked_and_one_packed_thrice_is_refused() throws Exception {
        Path twice = pack(List.of("zstd", "-qc"), pack(List.of("gzip", "-1c"), raw));
        try (FileServer server = new FileServer(twice)) {
            ImportFixture fixture = fixture("twice");
            fixture.run(server.url("image"), VOLUME);
            assertDisk(fixture);
        }
        try (FileServer server = new FileServer(pack(List.of("gzip", "-1c"), twice))) {
            assertThat(fixture("thrice").problem(server.url("image"), VOLUME))
                    .isInstanceOf(ImageProblem.NestedTooDeep.class);
        }
    }

    @TestFactory
    List<DynamicTest> truncated_images_fail_and_say_so() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String options : List.of("", "-c")) {
            for (Behaviour behaviour : List.of(Behaviour.sound(), withoutRanges())) {
                tests.add(DynamicTest.dynamicTest(
                        "qcow2 " + options + (behaviour.ranges ? "" : ", front to back"),
                        () -> truncated(options, behaviour)));
            }
        }
        for (List<String> command : List.of(List.of("gzip", "-1c"), List.of("xz", "-0c"), List.of("zstd", "-qc"))) {
            tests.add(DynamicTest.dynamicTest(command.getFirst(), () -> truncatedPacked(command)));
        }
        return tests;
    }

    private void truncated(String options, Behaviour behaviour) throws Exception {
        Path image = Images.convert(raw, directory.resolve("image.qcow2"), "qcow2", options.isEmpty() ? "-p" : options);
        long length = Files.size(image);
        for (long cut : new long[] {3, 71, 100, 70_000, 250_000, 400_000, length / 2, length - 70_000}) {
            truncate(image, directory.resolve("cut"), cut);
            try (FileServer server = new FileServer(directory.resolve("cut")).behave(behaviour)) {
                ImportProblem problem = fixture("data" + cut).problem(server.url("image.qcow2"), VOLUME);
                // three bytes do not even say what they are
                assertThat(problem.code()).isEqualTo(cut < 4 ? "FORMAT_MISMATCH" : "IMAGE_TRUNCATED");
            }
        }
    }

    private void truncatedPacked(List<String> command) throws Exception {
        Path packed = pack(command, raw);
        truncate(packed, directory.resolve("cut"), Files.size(packed) - 20);
        try (FileServer server = new FileServer(directory.resolve("cut"))) {
            ImportProblem problem = fixture("data" + command.getFirst()).problem(server.url("image"), VOLUME);
            assertThat(problem.code()).isEqualTo("IMAGE_TRUNCATED");
            assertThat(problem.retry()).isFalse();
        }
    }

    private static void truncate(Path from, Path to, long length) throws IOException {
        Files.copy(from, to, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    @Test
    void backing_file_is_named_and_never_followed() throws Exception {
        Path image = directory.resolve("overlay");
        Images.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-u",
                "-b",
                "/etc/passwd",
                "-F",
                "raw",
                image.toString(),
                "8M"));
        try (FileServer server = new FileServer(image)) {
            ImportProblem problem = fixture("data").problem(server.url("image"), VOLUME);
            assertThat(problem).isInstanceOf(ImageProblem.BackingFileRefused.class);
            assertThat(problem.sentence()).contains("'/etc/passwd'");
        }
    }

    @Test
    void external_data_file_is_named_and_never_followed() throws Exception {
        Path image = directory.resolve("external");
        Images.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + directory.resolve("secret"),
                image.toString(),
                "8M"));
        try (FileServer server = new FileServer(image)) {
            ImportProblem problem = fixture("data").problem(server.url("image"), VOLUME);
            assertThat(problem).isInstanceOf(ImageProblem.ExternalDataRefused.class);
            assertThat(problem.sentence()).contains("secret");
        }
    }

    @Test
    void encrypted_image_is_refused() throws Exception {
        Path image = directory.resolve("encrypted");
        Images.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "--object",
                "secret,id=s,data=x",
                "-f",
                "qcow2",
                "-o",
                "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10",
                image.toString(),
                "8M"));
        try (FileServer server = new FileServer(image)) {
            assertThat(fixture("data").problem(server.url("image"), VOLUME))
                    .isInstanceOf(ImageProblem.EncryptionRefused.class);
        }
    }

    @Test
    void virtual_size_of_petabytes_is_refused_by_its_header() throws Exception {
        Path image = directory.resolve("huge");
        Images.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", image.toString(), "4P"));
        try (FileServer server = new FileServer(image)) {
            ImportProblem problem = fixture("data").problem(server.url("image"), VOLUME);
            assertThat(problem.code()).isEqualTo("VIRTUAL_SIZE_TOO_LARGE");
            assertThat(problem.sentence()).contains("4 PiB").contains("16 MiB");
        }
    }

    @Test
    void decompression_bomb_ends_at_the_size_of_the_volume() throws Exception {
        Path zeros = directory.resolve("zeros");
        try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
            file.setLength(128 << 20);
        }
        for (List<String> command : List.of(List.of("gzip", "-1c"), List.of("zstd", "-qc"))) {
            try (FileServer server = new FileServer(pack(command, zeros))) {
                ImportProblem problem = fixture("data" + command.getFirst()).problem(server.url("image"), VOLUME);
                assertThat(problem.code()).isIn("DECOMPRESSION_BOMB", "VIRTUAL_SIZE_TOO_LARGE");
            }
        }
    }

    @Test
    void name_that_promises_another_format_is_refused() throws Exception {
        Path qcow2 = Images.convert(raw, directory.resolve("image.qcow2"), "qcow2");
        try (FileServer server = new FileServer(qcow2)) {
            assertThat(fixture("a").problem(server.url("image.vmdk"), VOLUME).sentence())
                    .contains("promises a VMDK image, but the content is a qcow2 image");
            assertThat(fixture("b")
                            .problem(server.url("image.qcow2.xz"), VOLUME)
                            .sentence())
                    .contains("promises xz data, but the content is a qcow2 image");
            assertThat(fixture("c").problem(server.url("image.raw"), VOLUME))
                    .isInstanceOf(ImageProblem.FormatMismatch.class);
            fixture("d").run(server.url("image.img?x=y.vmdk"), VOLUME);
        }
        try (FileServer server = new FileServer(raw)) {
            assertThat(fixture("e").problem(server.url("image.qcow2"), VOLUME).sentence())
                    .contains("the content is a raw disk");
            assertThat(fixture("f").problem(server.url("image.iso"), VOLUME))
                    .isInstanceOf(ImageProblem.FormatMismatch.class);
        }
    }

    @Test
    void web_page_instead_of_an_image_is_recognised() throws Exception {
        Path page =
                Files.writeString(directory.resolve("page"), "<!DOCTYPE html><html><body>Please log in</body></html>");
        try (FileServer server = new FileServer(page)) {
            assertThat(fixture("data").problem(server.url("image"), VOLUME).sentence())
                    .contains("The content is a web page");
        }
    }

    @Test
    void cd_image_is_stored_as_it_is() throws Exception {
        Path iso = directory.resolve("cd");
        byte[] bytes = new byte[400 * 2048];
        ByteBuffer.wrap(bytes).put(0x8000, new byte[] {1, 'C', 'D', '0', '0', '1', 1});
        Files.write(iso, bytes);
        ImportFixture fixture = fixture("data");
        try (FileServer server = new FileServer(iso)) {
            assertThat(fixture.run(server.url("cd.iso"), bytes.length))
                    .isEqualTo(new Termination.Succeeded("iso", bytes.length));
            assertThat(Files.readAllBytes(fixture.disk())).isEqualTo(bytes);
        }
    }
}
