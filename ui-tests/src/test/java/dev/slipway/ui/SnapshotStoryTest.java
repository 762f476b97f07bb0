package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A guest writes A, is saved while it runs, writes B, is stopped and restored, and reads A. */
class SnapshotStoryTest {
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final String SNAPSHOT = """
        apiVersion: snapshot.kubevirt.io/v1beta1
        kind: VirtualMachineSnapshot
        metadata: {name: good, namespace: default}
        spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: sails}}
        """;
    private static final String RESTORE = """
        apiVersion: snapshot.kubevirt.io/v1beta1
        kind: VirtualMachineRestore
        metadata: {name: back, namespace: default}
        spec:
          target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: sails}
          virtualMachineSnapshotName: good
          targetReadinessPolicy: StopTarget
        """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void guest_that_was_saved_while_it_ran_is_restored_to_that_moment() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path image = GuestImage.tiny();
        try (FileServer images = FileServer.onLoopback();
                RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"))) {
            Kubectl kubectl = new Kubectl(slipway.kubeconfig());
            kubectl.apply(manifest().replace("IMAGE_URL", images.offer("tiny.qcow2", image)));
            kubectl.run("wait vm/sails --for=condition=AgentConnected --timeout=5m");
            writes(slipway, "A");
            kubectl.apply(SNAPSHOT);
            kubectl.run("wait vmsnapshot/good --for=jsonpath={.status.readyToUse}=true --timeout=3m");
            assertThat(kubectl.run("get vmsnapshot good -o jsonpath={.status.indications}"))
                    .isEqualTo("[\"GuestAgent\",\"Online\"]");
            assertThat(kubectl.run("get vmi sails -o jsonpath={.status.fsFreezeStatus}"))
                    .isEmpty();
            writes(slipway, "B");
            kubectl.apply(RESTORE);
            kubectl.run("wait vmrestore/back --for=jsonpath={.status.complete}=true --timeout=3m");
            assertThat(kubectl.run("get vmrestore back -o jsonpath={.status.deletedDataVolumes[0]}"))
                    .isEqualTo("sails-root");
            kubectl.run("patch vm sails --type=merge -p {\"spec\":{\"runStrategy\":\"Always\"}}");
            reads(slipway, kubectl, "A");
            leavesNothing(slipway, kubectl);
        }
    }

    private static void writes(RunningSlipway slipway, String letter) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", "sails")) {
            logIn(console);
            console.type("echo " + letter + " | dd of=/dev/vdb conv=fsync && echo wrote-$((1+1))\n");
            console.awaitText("wrote-2", BOOT);
        }
    }

    private static void reads(RunningSlipway slipway, Kubectl kubectl, String letter) throws Exception {
        kubectl.run("wait vm/sails --for=condition=Ready --timeout=5m");
        try (SerialConsole console = SerialConsole.open(slipway, "default", "sails")) {
            logIn(console);
            console.type("echo reads-$(dd if=/dev/vdb bs=1 count=1 2>/dev/null)\n");
            console.awaitText("reads-" + letter, BOOT);
        }
    }

    /** The tiny guest asks for no password, and keeps whoever is logged in. */
    private static void logIn(SerialConsole console) throws Exception {
        console.type("\n");
        console.awaitText("tiny", BOOT);
        console.type("root\n");
        // What is typed before the shell asks is thrown away by login.
        console.awaitText("root@tiny:~# ", BOOT);
        console.type("echo in-$((20+3))\n");
        console.awaitText("in-23", BOOT);
    }

    private static void leavesNothing(RunningSlipway slipway, Kubectl kubectl) throws Exception {
        kubectl.run("delete vmsnapshot good --timeout=2m");
        kubectl.run("delete vm sails --timeout=2m");
        kubectl.run("delete pvc sails-data --timeout=2m");
        await().atMost(BOOT)
                .until(() -> kubectl.run("get vmsnapshot,vmsnapshotcontent,vmrestore,volumesnapshot,dv,pvc -o name")
                        .isBlank());
        await().atMost(BOOT)
                .untilAsserted(() ->
                        assertThat(entries(slipway.data().resolve("volumes"))).isEmpty());
    }

    private static List<Path> entries(Path directory) throws Exception {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static String manifest() throws Exception {
        try (var in = SnapshotStoryTest.class.getResourceAsStream("sails.yaml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
