package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Somebody whose habits are virtctl's uses it, unmodified, for everything. */
@EnabledIf(
        value = "dev.slipway.ui.Virtctl#isThere",
        disabledReason =
                "SKIPPED: no virtctl of KubeVirt v1.9.0 is on the path; ./slipway test builds it where Go is installed.")
class VirtctlStoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SIZE = 4 << 20;
    private static final String UPLOAD = " --size=8Mi --image-path=%s --insecure --force-bind";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static RunningSlipway slipway;
    private static KubernetesClient client;
    private static Kubectl kubectl;
    private static Virtctl virtctl;
    private static Path disk;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        slipway = RunningSlipway.start(directory.resolve("data"));
        client = slipway.client();
        kubectl = new Kubectl(slipway.kubeconfig());
        virtctl = new Virtctl(slipway.kubeconfig());
        byte[] content = new byte[SIZE];
        new Random(7).nextBytes(content);
        disk = Files.write(directory.resolve("disk.img"), content);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        slipway.close();
    }

    @Test
    void machine_is_made_by_its_manifest_used_and_stopped() throws Exception {
        String manifest =
                done("create vm --name made --memory 32Mi --run-strategy Manual --volume-import type:blank,size:16Mi");
        kubectl.apply(manifest);
        refused("start nobody", "virtualmachine.kubevirt.io \"nobody\" not found");
        done("start made");
        awaitStatus("made", "Running");
        refused("start made", "VM is already running");
        done("pause vm made");
        awaitStatus("made", "Paused");
        refused("pause vm made", "VMI is already paused");
        done("unpause vm made");
        awaitStatus("made", "Running");
        refused("guestosinfo made", "VMI does not have guest agent connected");
        done("reset made");
        done("soft-reboot made");
        done("vnc screenshot made --file " + directory.resolve("shot.png"));
        assertThat(Files.readAllBytes(directory.resolve("shot.png"))).startsWith(0x89, 'P', 'N', 'G');
        assertThat(done("expand --vm made")).contains("kind: VirtualMachine", "name: made");

        done("memory-dump get made --claim-name=dump --create-claim");
        await("the dump is written")
                .atMost(PATIENCE)
                .until(() ->
                        told("vm/made", "{.status.memoryDumpRequest.phase}").equals("Completed"));
        done("memory-dump remove made");

        done("restart made");
        done("stop made --force --grace-period=0");
        awaitStatus("made", "Stopped");
        refused("stop made", "VM is not running");
        kubectl.run("delete vm made");
    }

    @Test
    void disk_is_uploaded_plugged_in_and_out_and_downloaded() throws Exception {
        done("image-upload dv boat" + UPLOAD.formatted(disk));
        refused("image-upload dv boat" + UPLOAD.formatted(disk), "already successfully imported");
        refused(
                "image-upload dv small --size=1Mi --image-path=" + disk + " --insecure --force-bind",
                "create a larger volume");
        assertThat(virtctl.run("version").said()).doesNotContain("different");

        BareMachine machine = new BareMachine(client, slipway.data(), "harbour").create("Always");
        machine.awaitStatus("Running");
        done("addvolume harbour --volume-name=boat --persist");
        await("the disk is plugged in")
                .atMost(PATIENCE)
                .until(() -> told("vmi/harbour", "{.status.volumeStatus[?(@.name=='boat')].phase}")
                        .equals("Ready"));
        refused("addvolume harbour --volume-name=boat --persist", "already exists");
        done("removevolume harbour --volume-name=boat --persist");
        await("the disk is plugged out")
                .atMost(PATIENCE)
                .until(() ->
                        told("vmi/harbour", "{.status.volumeStatus[*].name}").isEmpty());
        machine.delete();

        Path copy = directory.resolve("copy.img");
        done("vmexport download back --pvc=boat --format=raw --output=" + copy + " --insecure");
        assertThat(Files.mismatch(disk, copy))
                .as("where the uploaded disk ends in its copy")
                .isEqualTo(SIZE);
        kubectl.run("delete dv boat small");
    }

    @Test
    void claim_without_a_DataVolume_takes_an_upload() throws Exception {
        done("image-upload pvc plain" + UPLOAD.formatted(disk));
        assertThat(told("pvc/plain", "{.metadata.annotations.cdi\\.kubevirt\\.io/storage\\.pod\\.phase}"))
                .isEqualTo("Succeeded");
        kubectl.run("delete pvc plain");
    }

    @Test
    void template_makes_a_machine() throws Exception {
        kubectl.apply("""
                apiVersion: template.kubevirt.io/v1beta1
                kind: VirtualMachineTemplate
                metadata: {name: small, namespace: default}
                spec:
                  message: Made ${NAME}
                  parameters: [{name: NAME, required: true}]
                  virtualMachine:
                    metadata: {name: "${NAME}"}
                    spec:
                      runStrategy: Halted
                      template: {spec: {domain: {devices: {}, memory: {guest: 32Mi}}}}
                """);
        refused("template process small", "NAME");
        assertThat(done("template process small --param NAME=dinghy")).contains("Made dinghy", "name: dinghy");
        assertThat(done("template process small --param NAME=dinghy --create"))
                .contains("virtualmachine.kubevirt.io/dinghy created");
        awaitStatus("dinghy", "Stopped");
        kubectl.run("delete vm dinghy");
        kubectl.run("delete virtualmachinetemplates small");
    }

    private static String done(String command) throws IOException, InterruptedException {
        Virtctl.Ended ended = virtctl.run(command);
        assertThat(ended.code()).as("virtctl %s: %s", command, ended.said()).isZero();
        return ended.said();
    }

    private static void refused(String command, String why) throws IOException, InterruptedException {
        Virtctl.Ended ended = virtctl.run(command);
        assertThat(ended.code()).as("virtctl %s: %s", command, ended.said()).isEqualTo(1);
        assertThat(ended.said()).contains(why);
    }

    private static void awaitStatus(String machine, String status) {
        await(machine + " is " + status)
                .atMost(PATIENCE)
                .until(() -> told("vm/" + machine, "{.status.printableStatus}").equals(status));
    }

    private static String told(String object, String path) throws IOException, InterruptedException {
        return kubectl.run("", List.of("get", object, "-o", "jsonpath=" + path));
    }
}
