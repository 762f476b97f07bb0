package dev.slipway.machine.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are read back by isoinfo, which is none of ours (Debian package genisoimage). */
final class Iso9660ImageTest {
    private static final Path ISOINFO = Path.of("/usr/bin/isoinfo");

    @TempDir
    Path folder;

    private final SortedMap<String, byte[]> files = new TreeMap<>();

    @BeforeEach
    void some_files() {
        put("user-data", "#cloud-config\n");
        put("meta-data", "{}");
        put("network-config", "");
        put("openstack/latest/meta_data.json", "{\"a\":1}");
        put("openstack/latest/user_data", "x".repeat(5000));
        put("openstack/content/0000", "first");
        put("Read Me First.txt", "für alle");
    }

    @Test
    void same_files_give_the_same_bytes() {
        assertThat(Iso9660Image.of("cidata", files)).isEqualTo(Iso9660Image.of("cidata", new TreeMap<>(files)));
    }

    @Test
    void label_is_found_where_the_kernel_looks() {
        byte[] image = Iso9660Image.of("config-2", files);
        assertThat(new String(image, 16 * 2048 + 1, 5, StandardCharsets.US_ASCII))
                .isEqualTo("CD001");
        assertThat(new String(image, 16 * 2048 + 40, 32, StandardCharsets.US_ASCII).strip())
                .isEqualTo("config-2");
    }

    @Test
    void image_is_long_enough_for_those_who_look_for_labels() {
        files.clear();
        assertThat(Iso9660Image.of("x", files)).hasSize(128 << 10);
    }

    @Test
    void linux_reads_every_file_under_its_true_name() throws Exception {
        Path image = written(files);
        for (var file : files.entrySet()) {
            assertThat(isoinfo(image, "-R", "-x", "/" + file.getKey())).isEqualTo(file.getValue());
        }
    }

    @Test
    void windows_reads_every_file_under_its_true_name() throws Exception {
        Path image = written(files);
        for (var file : files.entrySet()) {
            assertThat(isoinfo(image, "-J", "-x", "/" + file.getKey())).isEqualTo(file.getValue());
        }
    }

    @Test
    void plain_iso_9660_has_short_names() throws Exception {
        String listing = text(isoinfo(written(files), "-f"));
        assertThat(listing.lines())
                .contains(
                        "/USER_DAT.;1",
                        "/META_DAT.;1",
                        "/NETWORK_.;1",
                        "/READ_ME_.TXT;1",
                        "/OPENSTAC/LATEST/META_DAT.JSO;1");
    }

    @Test
    void names_too_long_for_a_record_are_continued() throws Exception {
        files.clear();
        for (int n = 0; n < 40; n++) {
            put("n".repeat(200) + n, "content " + n);
        }
        Path image = written(files);
        for (var file : files.entrySet()) {
            assertThat(isoinfo(image, "-R", "-x", "/" + file.getKey())).isEqualTo(file.getValue());
        }
    }

    @Test
    void a_directory_may_fill_many_sectors() throws Exception {
        files.clear();
        for (int n = 0; n < 500; n++) {
            put("key-with-a-common-start-" + n, Integer.toString(n));
        }
        Path image = written(files);
        assertThat(text(isoinfo(image, "-R", "-f")).lines()).hasSize(500);
        assertThat(text(isoinfo(image, "-J", "-f")).lines()).hasSize(500);
        assertThat(text(isoinfo(image, "-R", "-x", "/key-with-a-common-start-499")))
                .isEqualTo("499");
    }

    @Test
    void random_trees_are_read_back_as_they_were() throws Exception {
        Random random = new Random(20261124);
        for (int round = 0; round < 10; round++) {
            files.clear();
            for (int n = random.nextInt(60); n >= 0; n--) {
                StringBuilder path = new StringBuilder();
                for (int depth = random.nextInt(4); depth > 0; depth--) {
                    path.append('d').append(random.nextInt(4)).append('/');
                }
                byte[] content = new byte[random.nextInt(5000)];
                random.nextBytes(content);
                files.put(path + "f" + random.nextInt(1000) + "." + random.nextInt(1000), content);
            }
            Path image = written(files);
            for (String flag : new String[] {"-R", "-J"}) {
                assertThat(text(isoinfo(image, flag, "-f")).lines().filter(line -> line.matches(".*/f[^/]*")))
                        .hasSize(files.size());
                var last = files.lastEntry();
                assertThat(isoinfo(image, flag, "-x", "/" + last.getKey())).isEqualTo(last.getValue());
            }
        }
    }

    @Test
    void a_path_out_of_the_image_is_refused() {
        for (String path : new String[] {"../etc/passwd", "a//b", "/etc", "a/./b", "", "a\0b"}) {
            assertThatThrownBy(() -> Iso9660Image.of("x", new TreeMap<>(Map.of(path, new byte[0]))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_name_cannot_be_file_and_directory() {
        put("meta-data/more", "");
        assertThatThrownBy(() -> Iso9660Image.of("x", files)).hasMessageContaining("both a file and a directory");
    }

    @Test
    void a_label_must_fit() {
        for (String label : new String[] {"", "x".repeat(33), "größe"}) {
            assertThatThrownBy(() -> Iso9660Image.of(label, files)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void put(String path, String content) {
        files.put(path, content.getBytes(StandardCharsets.UTF_8));
    }

    private Path written(SortedMap<String, byte[]> content) throws IOException {
        assumeTrue(Files.isExecutable(ISOINFO), "no isoinfo here: install genisoimage");
        return Files.write(folder.resolve("image.iso"), Iso9660Image.of("cidata", content));
    }

    private byte[] isoinfo(Path image, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(ISOINFO.toString(), "-i", image.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
