package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A node that nobody can reach, whose guests run on or do not. Takes minutes: {@code -Dslipway.cluster.lost=true} asks for it. */
@WithCluster
@EnabledIfSystemProperty(
        named = "slipway.cluster.lost",
        matches = "true",
        disabledReason = "asked for by -Dslipway.cluster.lost=true")
@Order(InstallationOrder.LAST)
class LostNodeTest {
    private static final String TAINT = "node.kubernetes.io/out-of-service";

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_machine_is_unknown_until_the_admin_says_that_its_node_is_off(RealCluster cluster, TestNamespace namespace) {
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "far").create("");
        machine.awaitRunning();
        String node = machine.instance("{.status.nodeName}");
        String uid = machine.instance("{.metadata.uid}");
        cluster.cut(node);
        try {
            machine.awaitStatus("Unknown");
            assertThat(machine.instance("{.status.conditions[?(@.type==\"Ready\")]}"))
                    .contains("NodeUnreachable", "Node " + node + " has not answered since", TAINT);
            assertThat(machine.instance("{.metadata.uid}")).isEqualTo(uid);
            kubectl.run("taint", "nodes", node, TAINT + "=nodeshutdown:NoExecute");
            System.out.printf(
                    "the machine of a lost node runs on another %d ms after the taint%n",
                    machine.awaitRunning().toMillis());
            assertThat(machine.instance("{.status.nodeName}")).isNotEqualTo(node);
            assertThat(machine.instance("{.metadata.uid}")).isNotEqualTo(uid);
        } finally {
            cluster.join(node);
            kubectl.run("taint", "nodes", node, TAINT + "-");
            kubectl.run("wait", "node/" + node, "--for=condition=Ready", "--timeout=240s");
        }
        machine.delete();
    }
}
