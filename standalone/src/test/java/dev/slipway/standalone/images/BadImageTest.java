package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.slipway.api.cdi.DataVolumeCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bad image ends its DataVolume with a reason and one sentence that names what was found and the way out. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BadImageTest {
    @TempDir
    private static Path directory;

    private static Path files;
    private static ImageServer images;
    private static ImageParts parts;
    private static ImageCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        files = Files.createDirectories(directory.resolve("files"));
        images = ImageServer.start(files);
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
        byte[] disk = new byte[8 << 20];
        Arrays.fill(disk, 1 << 20, 4 << 20, (byte) 'x');
        Files.write(files.resolve("disk.raw"), disk);
        qemuImg("convert", "-f", "raw", "-O", "qcow2", "disk.raw", "disk.qcow2");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        images.close();
    }

    @Test
    void truncated_image() throws Exception {
        byte[] whole = Files.readAllBytes(files.resolve("disk.qcow2"));
        Files.write(files.resolve("cut.qcow2"), Arrays.copyOf(whole, whole.length / 2));
        refused("cut", url("cut.qcow2"), "IMAGE_TRUNCATED", "truncated", "complete copy");
    }

    @Test
    void other_format_than_its_name_says() throws Exception {
        Files.copy(files.resolve("disk.raw"), files.resolve("lie.qcow2"));
        refused("lie", url("lie.qcow2"), "FORMAT_MISMATCH", "'lie.qcow2'", "a qcow2 image", "a raw disk");
    }

    @Test
    void web_page_in_the_place_of_an_image() throws Exception {
        Files.writeString(files.resolve("page.img"), "<!DOCTYPE html><html><body>Sign in</body></html>");
        refused("page", url("page.img"), "FORMAT_UNSUPPORTED", "a web page", "the URL of the image itself");
    }

    @Test
    void backing_file_is_never_followed() throws Exception {
        qemuImg("create", "-q", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", "layer.qcow2", "8M");
        refused(
                "layer",
                url("layer.qcow2"),
                "BACKING_FILE_REFUSED",
                "'/etc/passwd'",
                "never followed",
                "qemu-img convert");
    }

    @Test
    void external_data_file_is_never_followed() throws Exception {
        qemuImg("create", "-q", "-f", "qcow2", "-o", "data_file=outside.raw,data_file_raw=on", "external.qcow2", "8M");
        refused("external", url("external.qcow2"), "EXTERNAL_DATA_REFUSED", "external", "never followed");
    }

    @Test
    void virtual_size_of_a_petabyte() throws Exception {
        qemuImg("create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", "huge.qcow2", "1P");
        refused("huge", url("huge.qcow2"), "VIRTUAL_SIZE_TOO_LARGE", "1 PiB", "1125899906842624 bytes");
    }

    @Test
    void decompression_bomb() throws Exception {
        byte[] nothing = new byte[1 << 20];
        try (OutputStream bomb = new GZIPOutputStream(Files.newOutputStream(files.resolve("bomb.raw.gz")))) {
            for (int i = 0; i < 300; i++) {
                bomb.write(nothing);
            }
        }
        refused("bomb", url("bomb.raw.gz"), "VIRTUAL_SIZE_TOO_LARGE", "more than the volume's");
        // One that never comes to an end of what it packs: an image whose tables lie behind endless data.
        try (OutputStream bomb = new GZIPOutputStream(Files.newOutputStream(files.resolve("tables.qcow2.gz")))) {
            bomb.write(Files.readAllBytes(files.resolve("disk.qcow2")));
            for (int i = 0; i < 300; i++) {
                bomb.write(nothing);
            }
        }
        refused("tables", url("tables.qcow2.gz"), "DECOMPRESSION_BOMB", "expands to more than", "larger volume");
    }

    @Test
    void wrong_checksum() {
        refused(
                "sum",
                "{http: {url: '" + images.url("disk.qcow2") + "', checksum: 'sha256:" + "0".repeat(64) + "'}}",
                "ChecksumError",
                "sha256",
                "0".repeat(64),
                "correct the checksum or the URL");
    }

    @Test
    void redirect_to_a_metadata_address_or_a_file() {
        images.redirect("meta", "http://169.254.169.254/latest/meta-data/");
        images.redirect("local", "file:///etc/passwd");
        refused("meta", url("meta"), "REDIRECT_REFUSED", "'http://169.254.169.254/latest/meta-data/'", "link-local");
        refused("local", url("local"), "REDIRECT_REFUSED", "'file:///etc/passwd'", "scheme 'file'");
    }

    @Test
    void redirect_from_another_machine_to_loopback() throws Exception {
        Optional<String> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(found -> found instanceof Inet4Address && !found.isLoopbackAddress())
                .filter(found -> !found.isLinkLocalAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeThat(address).as("this machine has an address beside loopback").isPresent();
        images.redirect("inward", images.url("disk.raw"));
        refused(
                "inward",
                "{http: {url: 'http://" + address.get() + ":" + images.port() + "/inward'}}",
                "REDIRECT_REFUSED",
                "loopback address, to which no redirect may lead");
    }

    @Test
    void link_local_address() {
        refused(
                "linklocal",
                "{http: {url: 'http://169.254.169.254/latest'}}",
                "ADDRESS_REFUSED",
                "'http://169.254.169.254/latest'",
                "imports never read");
    }

    @Test
    void missing_file_is_not_tried_again() {
        refused("nothere", url("nothere.qcow2"), "NOT_FOUND", "nothere.qcow2", "404", "correct the URL");
        assertThat(cluster.status("nothere").orElseThrow().restartCount()).isNull();
    }

    @Test
    void server_that_does_not_answer_is_tried_so_often_and_no_more() throws Exception {
        int closed = closedPort();
        cluster.createVolume("silent", "{http: {url: 'http://127.0.0.1:" + closed + "/disk.raw'}}", "16Mi");
        cluster.awaitPhase("silent", "Failed");
        DataVolumeCondition running = cluster.running("silent").orElseThrow();
        assertThat(running.reason()).isEqualTo("SOURCE_UNAVAILABLE");
        assertThat(running.message()).contains("port " + closed, "given up after 3 tries", "make it again");
    }

    @Test
    void unsupported_scheme() {
        refused(
                "ftp",
                "{http: {url: 'ftp://images.test/disk.raw'}}",
                "REQUEST_INVALID",
                "'ftp://images.test/disk.raw'",
                "scheme 'ftp'",
                "https://host/path/disk.qcow2");
    }

    @Test
    void control_characters_and_dots_in_names() {
        refused("control", "{http: {url: \"http://127.0.0.1/a\\u0007b\"}}", "REQUEST_INVALID", "is not a URL");
        String sentence =
                String.valueOf(cluster.running("control").orElseThrow().message());
        assertThat(sentence.chars().noneMatch(Character::isISOControl)).isTrue();
        refused("dots", url("../../etc/passwd"), "NOT_FOUND", "../../etc/passwd");
        assertThatThrownBy(() -> cluster.createVolume("..", "{blank: {}}", "16Mi"))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refusal -> assertThat(refusal.getCode()).isEqualTo(422))
                .hasMessageContaining("\"..\"");
    }

    private static String url(String file) {
        return "{http: {url: '" + images.url(file) + "'}}";
    }

    /** Imports into 16 MiB, and expects one sentence with these words, no disk, no further try. */
    private static void refused(String name, String source, String reason, String... words) {
        cluster.createVolume(name, source, "16Mi");
        cluster.awaitPhase(name, "Failed");
        DataVolumeCondition running = cluster.running(name).orElseThrow();
        assertThat(running.reason()).as(running.message()).isEqualTo(reason);
        String sentence = Objects.requireNonNullElse(running.message(), "");
        assertThat(sentence).contains(words).endsWith(".");
        assertThat(cluster.disk("shop", name)).doesNotExist();
        assertThat(cluster.status(name).orElseThrow().restartCount()).isNull();
    }

    private static void qemuImg(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "qemu-img";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ImageCluster.run(files, command);
    }

    private static int closedPort() throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
