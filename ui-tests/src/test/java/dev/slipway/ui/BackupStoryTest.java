package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.api.backup.VirtualMachineBackup;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A running guest is backed up, to a claim and to who pulls, whole and then what has changed; it is put together by hand. */
@EnabledIfSystemProperty(
        named = "slipway.stories.long",
        matches = "true",
        disabledReason = "takes five minutes; -Dslipway.stories.long=true has it told")
class BackupStoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int DATA_MIB = 512;
    private static final int MIB = 1 << 20;

    /** What of the installation's configuration has the machines labelled so track their changed blocks. */
    private static final String TRACKED =
            "{\"spec\":{\"configuration\":{\"changedBlockTrackingLabelSelectors\":{\"virtualMachineLabelSelector\":"
                    + "{\"matchLabels\":{\"backed\":\"up\"}}},\"developerConfiguration\":{\"featureGates\":[GATES]}}}}";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private RunningSlipway slipway;
    private KubernetesClient client;
    private Kubectl kubectl;
    private Path ashore = Path.of("");

    @BeforeEach
    void start() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "SKIPPED: mounts a file system that is too small");
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        slipway = RunningSlipway.start(directory.resolve("data"));
        client = slipway.client();
        kubectl = new Kubectl(slipway.kubeconfig());
    }

    @AfterEach
    void stop() throws Exception {
        if (slipway != null) {
            client.close();
            slipway.close();
        }
    }

    @Test
    void guest_is_backed_up_while_it_runs_and_its_data_is_read_from_what_was_written() throws Exception {
        Path image = GuestImage.tiny();
        Path noise = noise(directory.resolve("noise.img"));
        try (FileServer images = FileServer.onLoopback()) {
            await("the operator has written the configuration that is changed")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> gates("\"IncrementalBackup\""));
            String manifest = manifest()
                    .replace("IMAGE_URL", images.offer("tiny.qcow2", image))
                    .replace("DATA_URL", images.offer("noise.img", noise));
            await("admission knows that backups are wanted")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> kubectl.apply(manifest));
            kubectl.run("wait vm/chest --for=condition=AgentConnected --timeout=5m");
            kubectl.run("wait vm/chest --for=jsonpath={.status.changedBlockTracking.state}=Enabled --timeout=1m");

            ashore = claim("ashore");
            saysThatAGateIsOff();
            try (SerialConsole console = SerialConsole.open(slipway, "default", "chest")) {
                logIn(console);
                writes(console, "A", 0);
                Path full = backsUp("whole", "Full");
                writes(console, "B", 1);
                Path changes = backsUp("changes", "Incremental");
                assertThat(Files.size(changes)).isLessThan(16L * MIB);
                aborts();
                doesNotFit();
                writes(console, "C", 2);
                Path last = backsUp("last", "Incremental");
                assertThat(readsBack(full, changes, last)).containsExactly("A", "B", "C");
                new PullStory(slipway, client, ashore, noiseBlock()).tell(console);
            }
            leavesNothing();
        }
    }

    private void gates(String gates) throws Exception {
        kubectl.run("patch kubevirt kubevirt -n kubevirt --type=merge -p " + TRACKED.replace("GATES", gates));
    }

    /** The claim comes to the guest as a helper volume, which has a gate of its own. */
    private void saysThatAGateIsOff() throws Exception {
        create("early", "ashore");
        await("it says what it waits for")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(condition(backup("early").orElseThrow(), "Progressing")
                                .map(Condition::getMessage))
                        .hasValueSatisfying(message ->
                                assertThat(message).contains("ashore").contains("feature gate UtilityVolumes")));
        kubectl.run("delete vmbackup early --timeout=1m");
        gates("\"IncrementalBackup\",\"UtilityVolumes\"");
    }

    private static void logIn(SerialConsole console) throws Exception {
        console.type("\n");
        console.awaitText("tiny login:", PATIENCE);
        console.type("root\n");
        // What is typed before the shell asks is thrown away by login.
        console.awaitText("root@tiny:~# ", PATIENCE);
    }

    static void writes(SerialConsole console, String letter, int place) throws Exception {
        console.type("echo %s | dd of=/dev/vdb bs=1M seek=%d conv=notrunc,fsync && echo wrote-$((20+%d))\n"
                .formatted(letter, place, place));
        console.awaitText("wrote-" + (20 + place), PATIENCE);
    }

    /** Returns the file with the data disk. */
    private Path backsUp(String name, String type) throws Exception {
        create(name, "ashore");
        kubectl.run("wait vmbackup/" + name + " --for=condition=Complete --timeout=3m");
        VirtualMachineBackup backup = backup(name).orElseThrow();
        var status = Objects.requireNonNull(backup.getStatus());
        assertThat(status.type()).isEqualTo(type);
        assertThat(status.includedVolumes()).hasSize(2);
        assertThat(condition(backup, "Quiesced").map(Condition::getStatus)).contains("True");
        String checkpoint = Objects.requireNonNull(status.checkpointName());
        assertThat(kubectl.run("get vmbackuptracker log -o jsonpath={.status.latestCheckpoint.name}"))
                .isEqualTo(checkpoint);
        Path file = ashore.resolve("chest/" + checkpoint + "/" + name + "-data.qcow2");
        assertThat(file).exists();
        assertThat(file.resolveSibling(name + "-root.qcow2")).exists();
        return file;
    }

    private void create(String name, String claim) throws Exception {
        kubectl.apply("""
                apiVersion: backup.kubevirt.io/v1alpha1
                kind: VirtualMachineBackup
                metadata: {name: %s, namespace: default}
                spec:
                  source: {apiGroup: backup.kubevirt.io, kind: VirtualMachineBackupTracker, name: log}
                  mode: Push
                  pvcName: %s
                """.formatted(name, claim));
    }

    /** As the guide says: each file is laid over the one before, and the last one is read. */
    private List<String> readsBack(Path... files) throws Exception {
        Path work = Files.createDirectories(directory.resolve("ashore"));
        for (int i = 0; i < files.length; i++) {
            Path copy = work.resolve(files[i].getFileName());
            Files.copy(files[i], copy, StandardCopyOption.REPLACE_EXISTING);
            if (i > 0) {
                run(
                        "qemu-img",
                        "rebase",
                        "-u",
                        "-F",
                        "qcow2",
                        "-b",
                        files[i - 1].getFileName().toString(),
                        copy.toString());
            }
        }
        Path disk = work.resolve("disk.img");
        run(
                "qemu-img",
                "convert",
                "-O",
                "raw",
                work.resolve(files[files.length - 1].getFileName()).toString(),
                disk.toString());
        try (RandomAccessFile read = new RandomAccessFile(disk.toFile(), "r")) {
            assertThat(read.length()).isEqualTo((long) DATA_MIB * MIB);
            byte[] rest = new byte[MIB];
            read.seek((DATA_MIB - 1L) * MIB);
            read.readFully(rest);
            assertThat(rest).as("what the guest never wrote is there, too").isEqualTo(noiseBlock());
            String[] letters = new String[files.length];
            for (int i = 0; i < letters.length; i++) {
                byte[] two = new byte[2];
                read.seek((long) i * MIB);
                read.readFully(two);
                letters[i] = new String(two, US_ASCII).strip();
            }
            return List.of(letters);
        }
    }

    /**
     * A backup that is deleted while it runs is gone soon, with what it had written. QEMU mostly stands still meanwhile: a copy
     * would be over in a moment.
     */
    private void aborts() throws Exception {
        ProcessHandle qemu =
                new BareMachine(client, slipway.data(), "chest").qemus().getFirst();
        Process brake = new ProcessBuilder(
                        "sh",
                        "-c",
                        "while kill -STOP %1$d && sleep 0.1 && kill -CONT %1$d && sleep 0.003; do :; done"
                                .formatted(qemu.pid()))
                .start();
        try {
            kubectl.apply("""
                apiVersion: backup.kubevirt.io/v1alpha1
                kind: VirtualMachineBackup
                metadata: {name: unwanted, namespace: default}
                spec:
                  source: {apiGroup: backup.kubevirt.io, kind: VirtualMachineBackupTracker, name: log}
                  pvcName: ashore
                  forceFullBackup: true
                  skipQuiesce: true
                """);
            await("it has begun")
                    .atMost(PATIENCE)
                    .until(() -> backup("unwanted")
                            .map(VirtualMachineBackup::getStatus)
                            .filter(status -> status.type() != null)
                            .isPresent());
            client.resource(backup("unwanted").orElseThrow()).delete();
            await("it is being ended")
                    .atMost(PATIENCE)
                    .until(() ->
                            told("unwanted", "VirtualMachineBackupAborting").size() == 1);
        } finally {
            brake.destroy();
            brake.waitFor();
            run("kill", "-CONT", Long.toString(qemu.pid()));
        }
        await("it is gone").atMost(PATIENCE).until(() -> backup("unwanted").isEmpty());
        assertThat(told("unwanted", "VirtualMachineBackupFailed"))
                .singleElement()
                .satisfies(event -> assertThat(event.getMessage()).startsWith("backup aborted: "));
        assertThat(told("unwanted", "VirtualMachineBackupAborting"))
                .as("everybody is told once")
                .singleElement()
                .satisfies(event -> assertThat(event.getCount()).isIn(null, 0, 1));
        assertThat(files("unwanted")).as("nothing is left of it").isEmpty();
    }

    /** Returns the directories of a backup. */
    private List<Path> files(String backup) throws IOException {
        try (Stream<Path> all = Files.list(ashore.resolve("chest"))) {
            return all.filter(path -> path.getFileName().toString().startsWith(backup + "-"))
                    .toList();
        }
    }

    private List<Event> told(String backup, String reason) {
        return client.v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(backup)
                        && event.getReason().equals(reason))
                .toList();
    }

    private void doesNotFit() throws Exception {
        Path locker = claim("locker");
        String owner = Files.getAttribute(locker, "unix:uid") + "";
        String group = Files.getAttribute(locker, "unix:gid") + "";
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=8m,mode=0770,uid=" + owner + ",gid=" + group,
                "small",
                locker.toString());
        try {
            kubectl.apply("""
                    apiVersion: backup.kubevirt.io/v1alpha1
                    kind: VirtualMachineBackup
                    metadata: {name: large, namespace: default}
                    spec:
                      source: {apiGroup: backup.kubevirt.io, kind: VirtualMachineBackupTracker, name: log}
                      pvcName: locker
                      forceFullBackup: true
                    """);
            kubectl.run("wait vmbackup/large --for=condition=Failed --timeout=3m");
            assertThat(condition(backup("large").orElseThrow(), "Failed").map(Condition::getMessage))
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains("No space left on device")
                            .contains("The claim locker is too small"));
            try (Stream<Path> left = Files.walk(locker.resolve("chest"))) {
                assertThat(left).as("nothing is left of it").containsExactly(locker.resolve("chest"));
            }
        } finally {
            await("it is let go").atMost(PATIENCE).ignoreExceptions().until(() -> {
                run("umount", locker.toString());
                return true;
            });
        }
    }

    private void leavesNothing() throws Exception {
        kubectl.run("delete vmbackup --all --timeout=2m");
        kubectl.run("delete vmbackuptracker --all --timeout=2m");
        assertThat(kubectl.run("get vmi chest -o jsonpath={.spec.utilityVolumes}"))
                .isEmpty();
        kubectl.run("delete vm chest --timeout=2m");
        kubectl.run("delete pvc ashore locker --timeout=2m");
        await().atMost(PATIENCE)
                .until(() -> kubectl.run("get vm,vmi,dv,pods,pvc -o name").isBlank());
    }

    private Path claim(String name) throws Exception {
        return slipway.data()
                .resolve("volumes")
                .resolve(kubectl.run("get pvc " + name + " -o jsonpath={.spec.volumeName}"));
    }

    private Optional<VirtualMachineBackup> backup(String name) {
        return Optional.ofNullable(client.resources(VirtualMachineBackup.class)
                .inNamespace("default")
                .withName(name)
                .get());
    }

    private static Optional<Condition> condition(VirtualMachineBackup backup, String type) {
        return Optional.ofNullable(backup.getStatus())
                .flatMap(status -> Optional.ofNullable(status.conditions()))
                .flatMap(all -> all.stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst());
    }

    /** A disk full of what does not compress and is not zero, so that a copy takes its time. */
    private static Path noise(Path file) throws IOException {
        byte[] block = noiseBlock();
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < DATA_MIB; i++) {
                out.write(block);
            }
        }
        return file;
    }

    private static byte[] noiseBlock() {
        byte[] block = new byte[MIB];
        new Random(42).nextBytes(block);
        return block;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        if (process.exitValue() != 0) {
            throw new IOException(Arrays.toString(command) + ": " + said);
        }
    }

    private static String manifest() throws IOException {
        try (var in = BackupStoryTest.class.getResourceAsStream("chest.yaml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
