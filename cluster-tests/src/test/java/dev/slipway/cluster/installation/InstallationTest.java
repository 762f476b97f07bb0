package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.WithCluster;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What an install script sees. */
@WithCluster
@Order(InstallationOrder.LAST)
class InstallationTest {
    private static final String GOAL = "goal: 60 s on a quiet machine of two processors";

    /** How long it took is printed, not asserted: it says more of what else the machine does than of the installation. */
    @Test
    void installation_is_available_with_a_replica_of_every_part(RealCluster cluster) {
        System.out.printf(
                Locale.ROOT,
                "INSTALLATION: Available after %.1f s (%s)%n",
                SlipwayOnCluster.took(cluster).toMillis() / 1000.0,
                GOAL);
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        assertThat(kubectl.run("get", "kubevirt", "kubevirt", "-n", "slipway", "-o", "jsonpath={.status.phase}"))
                .isEqualTo("Deployed");
        String ready = kubectl.run(
                "get",
                "deployments",
                "-n",
                "slipway",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name}={.status.readyReplicas} {end}");
        assertThat(ready).contains("operator=", "portal=", "upload-proxy=", "vnc-proxy=");
        assertThat(ready.split(" ")).allMatch(part -> part.matches(".+=[12]"));
    }
}
