package dev.slipway.nodeagent.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.RealLauncher;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.netns.OpenDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Block devices for a real QEMU under a real launcher, whose user may not open them. */
@Timeout(60)
class HandedDeviceTest {
    private static final Duration QUICK = Duration.ofSeconds(20);
    private static final int MEBIBYTE = 1 << 20;
    private static final int USER = 107;
    private static final String VOLUME = "data";

    @TempDir
    private Path directory;

    private Machine machine = Machine.NONE;

    /**
     * What a test runs with.
     *
     * @param device a block device
     * @param content the file behind it
     * @param run the launcher's run directory
     */
    private record Machine(
            Path device, Path content, Path run, List<Process> launcher, List<LauncherConnection> lines) {
        static final Machine NONE = new Machine(Path.of("/"), Path.of("/"), Path.of("/"), List.of(), List.of());

        LauncherConnection line() {
            return lines.getFirst();
        }

        HandedDevice handed() {
            return new HandedDevice(run, VOLUME);
        }
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "block devices need root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path content = Files.write(directory.resolve("content"), new byte[16 * MEBIBYTE]);
        Path device = Path.of(said("losetup", "--find", "--show", content.toString()));
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.setAttribute(run, "unix:uid", USER);
        Process launcher = new ProcessBuilder(RealLauncher.command(USER, directory, run, "shop/web"))
                .directory(run.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("launcher.log").toFile())
                .start();
        machine = new Machine(device, content, run, List.of(launcher), List.of());
        Path control = run.resolve("control.sock");
        await().atMost(QUICK).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(control));
        LauncherConnection line = LauncherConnection.open(control, _ -> {}, () -> {});
        machine = new Machine(device, content, run, List.of(launcher), List.of(line));
        line.call("launch", plan(), QUICK);
    }

    private static ObjectNode plan() {
        return RealLauncher.plan(List.of(
                "-M", "q35", "-nodefaults", "-accel", "tcg", "-m", "32", "-device", "virtio-scsi-pci,id=scsi0"));
    }

    @AfterEach
    void stop() throws Exception {
        RealLauncher.end(machine.lines(), machine.launcher());
        for (Process _ : machine.launcher()) {
            said("losetup", "--detach", machine.device().toString());
        }
    }

    @Test
    void a_device_that_qemu_may_not_open_comes_to_the_guest_and_leaves_it() throws Exception {
        assertThatThrownBy(() -> add(machine.device().toString(), false))
                .isInstanceOf(LauncherRefusal.class)
                .hasMessageContaining("Permission denied");

        plug(false);
        assertThat(block().at("/inserted/image/virtual-size").asInt()).isEqualTo(16 * MEBIBYTE);
        assertThat(block().at("/inserted/ro").asBoolean()).isFalse();
        assertThat(opened()).isNotEmpty();
        write("written by the guest");
        assertThat(new String(Arrays.copyOf(Files.readAllBytes(machine.content()), 20), US_ASCII))
                .isEqualTo("written by the guest");

        unplug();
        assertThat(HandedDevice.isTakenBack(machine.line(), VOLUME)).isTrue();
        assertThat(opened()).isEmpty();
        assertThat(machine.line().qmp(command("query-fdsets"))).isEmpty();
    }

    @Test
    void a_device_is_open_no_further_than_its_disk_is() throws Exception {
        plug(true);
        assertThat(block().at("/inserted/ro").asBoolean()).isTrue();
        unplug();
        String place = hand(true);
        assertThatThrownBy(() -> add(place, false)).isInstanceOf(LauncherRefusal.class);
    }

    @Test
    void whoever_comes_later_finds_what_was_handed_over_and_hands_it_over_once() throws Exception {
        hand(false);
        hand(false);
        assertThat(machine.line().qmp(command("query-fdsets"))).hasSize(1);
        try (OpenDevice open = OpenDevice.of(machine.device(), false)) {
            new HandedDevice(machine.run(), "other").hand(open);
        }
        assertThat(HandedDevice.isTakenBack(machine.line(), VOLUME)).isTrue();
        assertThat(machine.line().qmp(command("query-fdsets")).findValuesAsText("opaque"))
                .containsExactly("node-other");
        assertThat(HandedDevice.isTakenBack(machine.line(), VOLUME)).isTrue();
    }

    @Test
    void a_paused_qemu_keeps_a_device_until_it_goes_on() throws Exception {
        plug(false);
        machine.line().call("pause", QUICK);
        unplug();
        assertThat(HandedDevice.isTakenBack(machine.line(), VOLUME)).isFalse();
        assertThat(opened()).isNotEmpty();
        machine.line().call("resume", QUICK);
        assertThat(HandedDevice.isTakenBack(machine.line(), VOLUME)).isTrue();
        assertThat(opened()).isEmpty();
    }

    @Test
    void what_is_no_block_device_and_what_cannot_be_reached_is_told() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), machine.device());
        for (Path other : new Path[] {link, machine.content(), Path.of("/dev/null")}) {
            assertThatThrownBy(() -> OpenDevice.of(other, false)).hasMessage(other + " is no block device");
        }
        Files.delete(link);
        Files.delete(machine.run().resolve("qemu-files.sock"));
        assertThatThrownBy(() -> hand(false))
                .hasMessage("the guest was started by a launcher of an earlier version, which cannot give it a block"
                        + " device; restart or migrate the machine");
    }

    private String hand(boolean readOnly) throws IOException {
        try (OpenDevice open = OpenDevice.of(machine.device(), readOnly)) {
            return machine.handed().hand(open);
        }
    }

    private void plug(boolean readOnly) throws IOException {
        add(hand(readOnly), readOnly);
        machine.line()
                .qmp(new Command(
                        "device_add",
                        LauncherConnection.arguments()
                                .put("driver", "scsi-hd")
                                .put("id", "disk-data")
                                .put("drive", "node-data")
                                .put("share-rw", true)));
    }

    private void add(String place, boolean readOnly) throws IOException {
        ObjectNode node = LauncherConnection.arguments()
                .put("driver", "raw")
                .put("node-name", "node-data")
                .put("read-only", readOnly);
        node.putObject("cache").put("direct", true);
        node.putObject("file")
                .put("driver", "host_device")
                .put("filename", place)
                .put("aio", "native");
        machine.line().qmp(new Command("blockdev-add", node));
    }

    private void unplug() throws IOException {
        machine.line()
                .qmp(new Command("device_del", LauncherConnection.arguments().put("id", "disk-data")));
        Command forget =
                new Command("blockdev-del", LauncherConnection.arguments().put("node-name", "node-data"));
        // A device goes a moment after it was asked to.
        await().atMost(QUICK).pollInterval(Duration.ofMillis(20)).until(() -> {
            machine.line().tryQmp(forget);
            return machine.line().qmp(command("query-named-block-nodes")).isEmpty();
        });
    }

    private JsonNode block() throws IOException {
        return machine.line().qmp(command("query-block")).path(0);
    }

    private static Command command(String name) {
        return new Command(name, LauncherConnection.arguments());
    }

    /** Writes through QEMU, by way of its server for disks, as a guest would. */
    private void write(String text) throws Exception {
        Path socket = machine.run().resolve("nbd.sock");
        ObjectNode server = LauncherConnection.arguments();
        ObjectNode address = server.putObject("addr").put("type", "unix");
        address.putObject("data").put("path", socket.toString());
        machine.line().qmp(new Command("nbd-server-start", server));
        machine.line()
                .qmp(new Command(
                        "block-export-add",
                        LauncherConnection.arguments()
                                .put("type", "nbd")
                                .put("id", "export")
                                .put("node-name", "node-data")
                                .put("writable", true)));
        Path words = Files.writeString(directory.resolve("words"), text);
        said(
                "qemu-io",
                "-f",
                "raw",
                "-c",
                "write -s %s 0 %d".formatted(words, text.length()),
                "-c",
                "flush",
                "nbd+unix:///node-data?socket=" + socket);
        machine.line().qmp(command("nbd-server-stop"));
    }

    /** Returns the descriptors that QEMU has of the device. */
    private List<Path> opened() throws IOException {
        long qemu = Long.parseLong(
                Files.readString(machine.run().resolve("qemu.pid")).strip());
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(qemu), "fd"))) {
            return files.filter(file -> leadsTo(file, machine.device())).toList();
        }
    }

    private static boolean leadsTo(Path link, Path target) {
        try {
            return Files.readSymbolicLink(link).equals(target);
        } catch (IOException e) {
            return false;
        }
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), US_ASCII);
        assertThat(process.waitFor()).as(words).isZero();
        return words.strip();
    }
}
