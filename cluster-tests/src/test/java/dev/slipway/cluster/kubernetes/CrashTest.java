package dev.slipway.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.BusyBox;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kill tests of Slipway build on: parts of Kubernetes crash and come back, containers run on. */
@WithCluster
final class CrashTest {
    private static final Duration RETURN = Duration.ofMinutes(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etcd",
                "apiserver",
                "controller-manager",
                "scheduler",
                "node1/kubelet",
                "node1/containerd",
                "node1/proxy"
            })
    void pods_run_on_and_new_ones_start_after_a_crash(String part, RealCluster cluster, TestNamespace namespace) {
        BusyBox old = BusyBox.create(namespace, "old", "node1", "sleep 10000").awaitReady();
        String container = old.containerId();

        cluster.restart(part);

        Awaitility.await("a Pod can be created again")
                .atMost(RETURN)
                .ignoreExceptions()
                .until(() -> BusyBox.create(namespace, "new", "", "sleep 10000") != null);
        Awaitility.await("both Pods run and answer")
                .atMost(RETURN)
                .ignoreExceptionsMatching(_ -> true)
                .untilAsserted(() -> {
                    assertThat(namespace.client().pods().withName("new").isReady())
                            .isTrue();
                    assertThat(old.run("echo alive")).isEqualTo("alive\n");
                });
        assertThat(old.containerId()).isEqualTo(container);
    }

    @Test
    void pods_of_a_node_start_again_after_its_power_failed(RealCluster cluster, TestNamespace namespace) {
        BusyBox pod = BusyBox.create(namespace, "pod", "node2", "sleep 10000").awaitReady();
        String container = pod.containerId();

        cluster.restart("node2");

        Awaitility.await("its container is another and answers")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptionsMatching(_ -> true)
                .untilAsserted(() -> {
                    assertThat(pod.containerId()).isNotEqualTo(container);
                    assertThat(pod.run("echo alive")).isEqualTo("alive\n");
                });
    }
}
