package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A guest that moves between nodes while it runs. */
@WithCluster
@Order(InstallationOrder.LAST)
class MovingMachineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_guest_moves_to_the_other_node_and_its_console_goes_on(RealCluster cluster, TestNamespace namespace) {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "mover").create("");
        machine.awaitRunning();
        String life = machine.life();
        String source = machine.instance("{.status.nodeName}");
        String uid = machine.instance("{.metadata.uid}");

        migrate(kubectl, namespace);
        Awaitility.await("the migration has succeeded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> phases(kubectl, namespace), "Succeeded"::equals);

        assertThat(machine.instance("{.status.nodeName}")).isNotEqualTo(source);
        assertThat(machine.instance("{.metadata.uid}")).isEqualTo(uid);
        assertThat(machine.lifeAgain()).as("boot of the guest").isEqualTo(life);
        Awaitility.await("the Pod that it left has ended")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(runningPods(kubectl, namespace).lines())
                        .as("Pods that run")
                        .hasSize(1));
        machine.delete();
    }

    /** Does what {@code virtctl migrate} does. */
    private static void migrate(Kubectl kubectl, TestNamespace namespace) {
        kubectl.feed(
                "{}",
                "replace",
                "--raw",
                "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/mover/migrate"
                        .formatted(namespace.name()),
                "-f",
                "-");
    }

    private static String phases(Kubectl kubectl, TestNamespace namespace) {
        return kubectl.run("get", "vmim", "-n", namespace.name(), "-o", "jsonpath={.items[*].status.phase}");
    }

    private static String runningPods(Kubectl kubectl, TestNamespace namespace) {
        return kubectl.run(
                "get", "pods", "-n", namespace.name(), "--field-selector=status.phase=Running", "-o", "name");
    }
}
