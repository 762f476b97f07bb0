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

/** Every part of Slipway and of Kubernetes dies once, while a machine runs and another one is being made. */
@WithCluster
@Order(InstallationOrder.LAST)
class KilledPartsTest {
    /** Parts that are processes of the node's; the others are Pods of Slipway, which their kubelet starts again. */
    private static final List<String> KUBERNETES = List.of("node1/kubelet", "node1/containerd", "apiserver", "etcd");

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

        for (String part : KUBERNETES) {
            TinyMachine young = new TinyMachine(kubectl, namespace, name(part)).create("node1");
            cluster.restart(part);
            returned(part, young, lasting, pods);
        }
        String leader = kubectl.run(
                "get", "lease", "-n", "slipway", "slipway-operator", "-o", "jsonpath={.spec.holderIdentity}");
        String node = kubectl.run("get", "pod", "-n", "slipway", leader, "-o", "jsonpath={.spec.nodeName}");
        killed(cluster, node, "dev.slipway.operator.OperatorMain", lasting, pods);
        killed(cluster, "node1", "dev.slipway.nodeagent.NodeAgentMain", lasting, pods);
        killed(cluster, "node1", "dev.slipway.vncproxy.front.VncProxyMain", lasting, pods);

        assertThat(lasting.lifeAgain()).as("boot of the guest").isEqualTo(life);
        lasting.delete();
    }

    private static void killed(RealCluster cluster, String node, String main, TinyMachine lasting, String pods) {
        String part = main.substring(main.lastIndexOf('.') + 1);
        TinyMachine young = new TinyMachine(lasting.kubectl(), lasting.namespace(), name(part)).create("node1");
        cluster.onNode(node, "pkill", "-KILL", "-f", main);
        returned(part, young, lasting, pods);
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
        return "during-" + part.toLowerCase(Locale.ROOT).replace('/', '-');
    }
}
