package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Parts of Slipway and of Kubernetes die, one after the other, while a machine runs and another one is being made. A run kills the
 * first three of {@link #PARTS}, or as many as the system property {@code slipway.cluster.kills} says; each takes up to a minute.
 */
@WithCluster
@Order(InstallationOrder.LAST)
class KilledPartsTest {
    private static final String OPERATOR = "dev.slipway.operator.OperatorMain";

    /** Names of parts of the cluster, and main classes of Slipway's, which their kubelet starts again. */
    private static final List<String> PARTS = List.of(
            "node1/kubelet",
            "dev.slipway.nodeagent.NodeAgentMain",
            OPERATOR,
            "apiserver",
            "node1/containerd",
            "etcd",
            "dev.slipway.vncproxy.front.VncProxyMain");

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_guest_runs_on_and_a_new_one_starts_once_whatever_dies(RealCluster cluster, TestNamespace namespace) {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine lasting = new TinyMachine(kubectl, namespace, "lasting").create("node1");
        lasting.awaitRunning();
        String life = lasting.life();
        String pods = lasting.instance("{.metadata.uid} {.status.activePods}");

        for (String part : PARTS.subList(0, Integer.getInteger("slipway.cluster.kills", 3))) {
            TinyMachine young = new TinyMachine(kubectl, namespace, name(part)).create("node1");
            kill(cluster, kubectl, part);
            returned(part, young, lasting, pods);
        }

        assertThat(lasting.lifeAgain()).as("boot of the guest").isEqualTo(life);
        lasting.delete();
    }

    private static void kill(RealCluster cluster, Kubectl kubectl, String part) {
        if (part.startsWith("dev.slipway.")) {
            cluster.onNode(part.equals(OPERATOR) ? nodeOfLeader(kubectl) : "node1", "pkill", "-KILL", "-f", part);
        } else {
            cluster.restart(part);
        }
    }

    private static String nodeOfLeader(Kubectl kubectl) {
        String leader = kubectl.run(
                "get", "lease", "-n", "slipway", "slipway-operator", "-o", "jsonpath={.spec.holderIdentity}");
        return kubectl.run("get", "pod", "-n", "slipway", leader, "-o", "jsonpath={.spec.nodeName}");
    }

    private static void returned(String part, TinyMachine young, TinyMachine lasting, String pods) {
        System.out.printf(
                "%s is back: a machine runs after %d ms%n",
                part, young.awaitRunning().toMillis());
        assertThat(lasting.machine("{.status.printableStatus}"))
                .as("the machine that ran before " + part + " died")
                .isEqualTo("Running");
        assertThat(lasting.instance("{.metadata.uid} {.status.activePods}")).isEqualTo(pods);
        young.delete();
    }

    private static String name(String part) {
        return "during-"
                + part.substring(part.lastIndexOf('.') + 1)
                        .toLowerCase(Locale.ROOT)
                        .replace('/', '-');
    }
}
