package dev.slipway.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.cluster.fixture.BusyBox;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@WithCluster
final class PodsTest {
    private static final String PAGE =
            "mkdir /www; echo hello >/www/index.html; echo serving; httpd -f -p 8080 -h /www";

    @Test
    void pods_of_two_nodes_reach_each_other_by_the_name_of_a_service(TestNamespace namespace) {
        BusyBox server = BusyBox.create(namespace, "server", "node1", PAGE).awaitReady();
        BusyBox client =
                BusyBox.create(namespace, "client", "node2", "sleep 10000").awaitReady();
        namespace
                .client()
                .services()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("web")
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("app", "server"))
                        .addNewPort()
                        .withPort(80)
                        .withTargetPort(new IntOrString(8080))
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .untilAsserted(() -> assertThat(client.run("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 web 80"))
                        .endsWith("hello\n"));
        assertThat(server.log()).isEqualTo("serving\n");
    }

    @Test
    void namespace_that_enforces_restricted_pods_refuses_others(TestNamespace namespace) {
        namespace.enforce("restricted");

        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> BusyBox.create(namespace, "root", "", "sleep 1"))
                .withMessageContaining("violates PodSecurity \"restricted:latest\"");
    }
}
