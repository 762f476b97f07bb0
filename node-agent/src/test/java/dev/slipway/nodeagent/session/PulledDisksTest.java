package dev.slipway.nodeagent.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.RealLauncher;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real QEMU offers the disk of a guest that writes to it all the time, as it was at one moment. */
@Timeout(90)
class PulledDisksTest {
    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final int USER = 107;
    private static final int SECTOR = 512;
    private static final int WRITTEN = 1000;
    private static final int CLUSTER = 1 << 16;
    private static final long SIZE = 16L << 20;
    private static final String VOLUME = "data";

    /** A boot sector that counts, and writes the count to sector 1000 each time (int 13h, AH=43h). */
    private static final String COUNTING =
            "ea057c000031c08ed88ec08ed0bc007c88163b7c66a3008066ff060080b80043be2b7c8a163b7ccd13eb"
                    + "ed1000010000800000e80300000000000000";

    @TempDir
    private Path directory;

    private Machine machine = Machine.NONE;

    /**
     * What a test runs with.
     *
     * @param disk the file of the guest's disk
     * @param run the launcher's run directory
     */
    private record Machine(Path disk, Path run, List<Process> launcher, List<LauncherConnection> lines) {
        static final Machine NONE = new Machine(Path.of("/"), Path.of("/"), List.of(), List.of());
    }

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
                "another user's guest needs root");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path run = Files.createDirectory(directory.resolve("run"));
        Files.setAttribute(run, "unix:uid", USER);
        Path disk = directory.resolve("disk.img");
        byte[] boot = Arrays.copyOf(HexFormat.of().parseHex(COUNTING), SECTOR);
        boot[510] = 0x55;
        boot[511] = (byte) 0xAA;
        Files.write(disk, boot);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        Files.setAttribute(disk, "unix:uid", USER);
        Process launcher = new ProcessBuilder(RealLauncher.command(USER, directory, run, "shop/web"))
                .directory(run.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("launcher.log").toFile())
                .start();
        machine = new Machine(disk, run, List.of(launcher), List.of());
        Path control = run.resolve("control.sock");
        await().atMost(QUICK).pollInterval(Duration.ofMillis(20)).until(() -> Files.exists(control));
        LauncherConnection line = LauncherConnection.open(control, _ -> {}, () -> {});
        machine = new Machine(disk, run, List.of(launcher), List.of(line));
        line.call("launch", plan(disk), QUICK);
        await("the guest counts").atMost(QUICK).until(() -> counted() > 3);
    }

    private static ObjectNode plan(Path disk) {
        String node = DeviceIds.node(VOLUME);
        return RealLauncher.plan(List.of(
                "-M",
                "q35",
                "-nodefaults",
                "-accel",
                "tcg",
                "-m",
                "32",
                "-blockdev",
                "driver=file,node-name=file-of-it,filename=" + disk,
                "-blockdev",
                "driver=raw,node-name=" + node + ",file=file-of-it",
                "-device",
                "virtio-blk-pci,drive=" + node + ",bootindex=1"));
    }

    @AfterEach
    void stop() throws Exception {
        RealLauncher.end(machine.lines(), machine.launcher());
    }

    @Test
    void disk_is_read_as_it_was_whatever_the_guest_writes_and_then_what_has_changed() throws Exception {
        BackupJobs jobs = new BackupJobs(line());
        begin(jobs, "first", "", Set.of());
        int then = pulled();
        assertThat(then).as("the guest had written").isPositive();
        await("the guest has written on").atMost(QUICK).until(() -> counted() > then + 3);
        assertThat(pulled()).as("what it wrote since is not in the backup").isEqualTo(then);
        assertThat(new OfferedDisks(line()).areOf("first", List.of(VOLUME))).isTrue();
        assertThat(new OfferedDisks(line()).areOf("another", List.of(VOLUME))).isFalse();
        assertThat(machine.run().resolve("claim/web"))
                .as("nobody sees the files with what the guest overwrites")
                .isEmptyDirectory();

        jobs.clear();
        assertThat(names("query-block-exports", "id")).isEmpty();
        assertThat(names("query-named-block-nodes", "node-name")).noneMatch(node -> node.startsWith("backup-"));
        assertThat(machine.run().resolve(OfferedDisks.SOCKET)).doesNotExist();

        begin(jobs, "second", "first", Set.of("first"));
        assertThat(changes("second"))
                .as("one cluster has changed since the first")
                .containsExactly(WRITTEN * SECTOR / CLUSTER * CLUSTER + "+" + CLUSTER);
        assertThat(pulled()).isGreaterThan(then);
        jobs.clear();
        assertThat(counted()).as("the guest never noticed").isPositive();
    }

    private LauncherConnection line() {
        return machine.lines().getFirst();
    }

    private void begin(BackupJobs jobs, String checkpoint, String since, Set<String> bitmaps) throws IOException {
        jobs.begin(
                LauncherConnection.arguments().put("skipQuiesce", true),
                List.of(new BackedUpDisk(VOLUME, "vda", DeviceIds.node(VOLUME), SIZE, bitmaps)),
                List.of(BackupTarget.of(machine.run() + "/claim/web/" + checkpoint, checkpoint, VOLUME)),
                new BackupTransaction(checkpoint, true, since, true));
    }

    private int counted() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(machine.disk().toFile(), "r")) {
            file.seek((long) WRITTEN * SECTOR);
            return Integer.reverseBytes(file.readInt());
        }
    }

    private String address() {
        return "nbd+unix:///" + VOLUME + "?socket=" + machine.run().resolve(OfferedDisks.SOCKET);
    }

    private int pulled() throws Exception {
        Path out = directory.resolve("out");
        said(
                "qemu-img",
                "dd",
                "-f",
                "raw",
                "-O",
                "raw",
                "bs=512",
                "skip=" + WRITTEN,
                "count=" + (WRITTEN + 1),
                "if=" + address(),
                "of=" + out);
        return ByteBuffer.wrap(Files.readAllBytes(out))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** QEMU's tool shows what is marked in a bitmap as what has no data. */
    private List<String> changes(String bitmap) throws Exception {
        String options = "driver=nbd,export=%s,server.type=unix,server.path=%s,x-dirty-bitmap=qemu:dirty-bitmap:%s"
                .formatted(VOLUME, machine.run().resolve(OfferedDisks.SOCKET), bitmap);
        JsonNode map = new ObjectMapper().readTree(said("qemu-img", "map", "--output=json", "--image-opts", options));
        List<String> changes = new ArrayList<>();
        for (JsonNode extent : map) {
            if (!extent.path("data").asBoolean()) {
                changes.add(extent.path("start").asLong() + "+"
                        + extent.path("length").asLong());
            }
        }
        return changes;
    }

    private List<String> names(String query, String field) throws IOException {
        List<String> names = new ArrayList<>();
        line().qmp(new Command(query, LauncherConnection.arguments()))
                .forEach(found -> names.add(found.path(field).asText()));
        return names;
    }

    private String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile())
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + Files.readString(directory.resolve("errors")))
                .isZero();
        return said;
    }
}
