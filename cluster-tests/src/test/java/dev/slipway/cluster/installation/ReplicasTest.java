package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Each part of the control plane loses one of its two replicas, which nothing replaces for a while. */
@WithCluster
@Order(InstallationOrder.LAST)
class ReplicasTest {
    private static final List<String> PARTS = List.of("operator", "vnc-proxy", "portal");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** The page for signing in, by way of the portal's Service. */
    private static final String PAGE = "/api/v1/namespaces/slipway/services/http:portal:http/proxy/sign-in";

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void one_replica_of_each_part_is_enough(RealCluster cluster, TestNamespace namespace) {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine lasting = new TinyMachine(kubectl, namespace, "lasting").create("");
        lasting.awaitRunning();
        String life = lasting.life();
        TinyMachine young = new TinyMachine(kubectl, namespace, "young");
        PARTS.forEach(part -> awaitReady(kubectl, part, 2));

        // Nothing can take the place of what is lost.
        kubectl.run("cordon", "node1", "node2");
        try {
            PARTS.forEach(part -> lose(kubectl, part));
            PARTS.forEach(part -> awaitReady(kubectl, part, 1));

            assertThat(lasting.lifeAgain())
                    .as("boot of the guest, by the console proxy that is left")
                    .isEqualTo(life);
            Awaitility.await("the portal that is left shows its page")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions()
                    .until(() -> kubectl.run("get", "--raw", PAGE).contains("<title>"));
            young.create("");
            Awaitility.await("the operator that is left has made a launcher")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> kubectl.run("get", "pods", "-n", namespace.name(), "-o", "name")
                            .contains("virt-launcher-young"));
            PARTS.forEach(part ->
                    assertThat(ready(kubectl, part)).as("replicas of " + part).isOne());
        } finally {
            kubectl.run("uncordon", "node1", "node2");
        }

        PARTS.forEach(part -> awaitReady(kubectl, part, 2));
        young.awaitRunning();
        assertThat(lasting.lifeAgain()).as("boot of the guest, in the end").isEqualTo(life);
        young.delete();
        lasting.delete();
    }

    /** Takes the replica away that has more to lose, without a word to it. */
    private static void lose(Kubectl kubectl, String part) {
        String pod = part.equals("operator")
                ? kubectl.run(
                        "get", "lease", "-n", "slipway", "slipway-operator", "-o", "jsonpath={.spec.holderIdentity}")
                : kubectl.run(
                        "get",
                        "pods",
                        "-n",
                        "slipway",
                        "-l",
                        "app.kubernetes.io/name=" + part,
                        "-o",
                        "jsonpath={.items[0].metadata.name}");
        kubectl.run("delete", "pod", "-n", "slipway", pod, "--grace-period=0", "--force");
    }

    private static void awaitReady(Kubectl kubectl, String part, int replicas) {
        Awaitility.await("%d replicas of %s are ready".formatted(replicas, part))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> ready(kubectl, part), count -> count == replicas);
    }

    private static int ready(Kubectl kubectl, String part) {
        String count =
                kubectl.run("get", "deployment", "-n", "slipway", part, "-o", "jsonpath={.status.readyReplicas}");
        return count.isEmpty() ? 0 : Integer.parseInt(count);
    }
}
