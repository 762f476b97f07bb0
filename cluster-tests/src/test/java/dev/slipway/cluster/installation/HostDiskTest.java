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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk in a file of the node, which its machine has made. */
@WithCluster
@Order(InstallationOrder.LAST)
class HostDiskTest {
    private static final long SIZE = 32L << 20;

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_guest_writes_to_a_file_of_its_node(RealCluster cluster, TestNamespace namespace) throws IOException {
        namespace.enforce("privileged");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        Path file = directory.resolve("disks/own.img");
        try (Configured _ = Configured.withGates(kubectl, "\"HostDisk\"")) {
            TinyMachine machine = new TinyMachine(kubectl, namespace, "hosted").createWithHostDisk("node1", file, SIZE);
            try (SerialConsole console = machine.console()) {
                console.logIn();
                console.enter("echo written by the guest | dd of=/dev/vdb conv=fsync; echo do''ne")
                        .awaitText("done");
            }
            assertThat(file).hasSize(SIZE);
            try (InputStream content = Files.newInputStream(file)) {
                assertThat(new String(content.readNBytes(20), US_ASCII)).isEqualTo("written by the guest");
            }
            assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(107);
            machine.delete();
            assertThat(file).exists();
        }
    }
}
