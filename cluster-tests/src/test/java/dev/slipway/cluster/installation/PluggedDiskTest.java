package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that comes to a running guest and leaves it, as {@code virtctl addvolume} and {@code removevolume} ask for. */
@WithCluster
@Order(InstallationOrder.LAST)
class PluggedDiskTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String ADD = """
            {"name": "data", "disk": {"name": "data", "disk": {"bus": "virtio"}}, "volumeSource": {"dataVolume": {"name": "data"}}}""";

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_running_guest_gets_a_disk_writes_to_it_and_lets_it_go(RealCluster cluster, TestNamespace namespace)
            throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "plugged").create("node1");
        try (LocalVolume volume = LocalVolume.in(directory, kubectl, namespace.name());
                SerialConsole console = machine.console()) {
            kubectl.apply(disk(namespace.name()));
            console.login();
            console.type("ls /dev/vdb; echo lo''oked").expect("No such file").expect("looked");

            machine.virtctl("addvolume", ADD);
            awaitPhase(machine, "Ready");
            console.type("for i in $(seq 60); do [ -b /dev/vdb ] && break; sleep 1; done; echo written by the guest |"
                            + " dd of=/dev/vdb conv=fsync; echo do''ne")
                    .expect("done");
            byte[] written = Files.readAllBytes(volume.path().resolve("disk.img"));
            assertThat(new String(Arrays.copyOf(written, 20), US_ASCII)).isEqualTo("written by the guest");

            machine.virtctl("removevolume", "{\"name\": \"data\"}");
            awaitPhase(machine, "");
            console.type("for i in $(seq 60); do [ -b /dev/vdb ] || break; sleep 1; done; ls /dev/vdb; echo go''ne")
                    .expect("No such file")
                    .expect("gone");
            assertThat(kubectl.run("get", "pods", "-n", namespace.name(), "-o", "name"))
                    .as("the Pod that held the disk")
                    .doesNotContain("hp-volume");
            machine.delete();
            kubectl.run("delete", "dv,pvc", "--all", "-n", namespace.name(), "--timeout=120s");
        }
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
