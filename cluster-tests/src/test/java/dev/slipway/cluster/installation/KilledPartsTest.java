package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    private static final Part OPERATOR = Part.ofSlipway("operator", "dev.slipway.operator.OperatorMain");

    private static final List<Part> PARTS = List.of(
            Part.ofKubernetes("node1/kubelet"),
            Part.ofSlipway("node-agent", "dev.slipway.nodeagent.NodeAgentMain"),
            OPERATOR,
            Part.ofKubernetes("apiserver"),
            Part.ofKubernetes("node1/containerd"),
            Part.ofKubernetes("etcd"),
            Part.ofSlipway("vnc-proxy", "dev.slipway.vncproxy.front.VncProxyMain"),
            Part.ofSlipway("portal", "/opt/slipway/portal/quarkus-run.jar"));

    /**
     * What is killed.
     *
     * @param name a part of the cluster, or of Slipway
     * @param command for a part of Slipway, which its kubelet starts again, what its command line holds
     */
    private record Part(String name, Optional<String> command) {
        static Part ofKubernetes(String name) {
            return new Part(name, Optional.empty());
        }

        static Part ofSlipway(String name, String command) {
            return new Part(name, Optional.of(command));
        }
    }

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

        for (Part part : PARTS.subList(0, Integer.getInteger("slipway.cluster.kills", 3))) {
            TinyMachine young =
                    new TinyMachine(kubectl, namespace, "during-" + part.name().replace('/', '-')).create("node1");
            kill(cluster, kubectl, part);
            returned(part, young, lasting, pods);
        }

        assertThat(lasting.lifeAgain()).as("boot of the guest").isEqualTo(life);
        lasting.delete();
    }

    private static void kill(RealCluster cluster, Kubectl kubectl, Part part) {
        part.command()
                .ifPresentOrElse(
                        command -> cluster.onNode(
                                part.equals(OPERATOR) ? nodeOfLeader(kubectl) : "node1",
                                "pkill",
                                "-KILL",
                                "-f",
                                command),
                        () -> cluster.restart(part.name()));
    }

    private static String nodeOfLeader(Kubectl kubectl) {
        String leader = kubectl.run(
                "get", "lease", "-n", "slipway", "slipway-operator", "-o", "jsonpath={.spec.holderIdentity}");
        return kubectl.run("get", "pod", "-n", "slipway", leader, "-o", "jsonpath={.spec.nodeName}");
    }

    private static void returned(Part part, TinyMachine young, TinyMachine lasting, String pods) {
        System.out.printf(
                "%s is back: a machine runs after %d ms%n",
                part.name(), young.awaitRunning().toMillis());
        assertThat(lasting.machine("{.status.printableStatus}"))
                .as("the machine that ran before " + part.name() + " died")
                .isEqualTo("Running");
        assertThat(lasting.instance("{.metadata.uid} {.status.activePods}")).isEqualTo(pods);
        young.delete();
    }
}
