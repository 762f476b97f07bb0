package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.SerialConsole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that come to a running guest and leave it, as {@code virtctl addvolume} and {@code removevolume} ask for. */
@WithCluster
@Order(InstallationOrder.LAST)
class PluggedDiskTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration QUICK = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_running_guest_gets_disks_of_both_modes_writes_to_them_and_lets_them_go(
            RealCluster cluster, TestNamespace namespace) throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "plugged").create("node1");
        try (LocalVolume files = LocalVolume.in(directory, kubectl, namespace.name());
                BlockVolume block = BlockVolume.in(directory, kubectl, namespace.name());
                SerialConsole console = machine.console()) {
            kubectl.apply(disk(namespace.name()));
            console.logIn();
            console.enter("ls /dev/vdb; echo lo''oked")
                    .awaitText("No such file")
                    .awaitText("looked");

            Path image = files.path().resolve("disk.img");
            comesAndGoes(machine, console, "\"dataVolume\": {\"name\": \"data\"}", image);
            comesAndGoes(machine, console, "\"persistentVolumeClaim\": {\"claimName\": \"block\"}", block.file());
            assertThat(kubectl.run("get", "pods", "-n", namespace.name(), "-o", "name"))
                    .as("the Pods that held the disks")
                    .doesNotContain("hp-volume");
            block.detach();
            Awaitility.await("the guest runs on, and nobody has the device open")
                    .atMost(QUICK)
                    .until(() -> !block.isAttached());
            machine.delete();
            kubectl.run("delete", "dv,pvc", "--all", "-n", namespace.name(), "--timeout=120s");
        }
    }

    private static void comesAndGoes(TinyMachine machine, SerialConsole console, String source, Path content)
            throws IOException {
        machine.virtctl("addvolume", """
                {"name": "data", "disk": {"name": "data", "disk": {"bus": "virtio"}}, "volumeSource": {%s}}""".formatted(source));
        awaitPhase(machine, "Ready");
        console.enter("for i in $(seq 60); do [ -b /dev/vdb ] && break; sleep 1; done; echo written by the guest |"
                        + " dd of=/dev/vdb conv=fsync; echo fin''ished")
                .awaitText("finished");
        try (InputStream written = Files.newInputStream(content)) {
            assertThat(new String(written.readNBytes(20), US_ASCII)).isEqualTo("written by the guest");
        }
        machine.virtctl("removevolume", "{\"name\": \"data\"}");
        awaitPhase(machine, "");
        console.enter("for i in $(seq 60); do [ -b /dev/vdb ] || break; sleep 1; done; ls /dev/vdb; echo go''ne")
                .awaitText("No such file")
                .awaitText("gone");
    }

    private static void awaitPhase(TinyMachine machine, String phase) {
        Awaitility.await("the plugged disk is " + phase)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> machine.instance("{.status.volumeStatus[?(@.name=='data')].phase}"), phase::equals);
    }

    private static String disk(String namespace) {
        return """
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata:
              name: data
              namespace: %1$s
              annotations: {cdi.kubevirt.io/storage.bind.immediate.requested: ""}
            spec:
              source: {blank: {}}
              storage:
                storageClassName: %1$s
                accessModes: [ReadWriteOnce]
                resources: {requests: {storage: 64Mi}}
            """.formatted(namespace);
    }
}
