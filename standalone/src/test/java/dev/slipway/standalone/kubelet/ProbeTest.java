package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeTest {
    @Test
    void a_port_that_nobody_listens_on_is_not_ready() throws IOException {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(probe(port).succeeds("127.0.0.1")).isTrue();
        }
        assertThat(probe(port).succeeds("127.0.0.1")).isFalse();
    }

    @Test
    void a_port_may_be_given_by_its_name() {
        var container = new ContainerBuilder()
                .addNewPort()
                .withName("upload")
                .withContainerPort(8443)
                .endPort()
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withPort(new IntOrString("upload"))
                .endTcpSocket()
                .withPeriodSeconds(3)
                .endReadinessProbe()
                .build();
        assertThat(Probe.of(container)).contains(new Probe(8443, Duration.ofSeconds(3), Duration.ofSeconds(1)));
    }

    @Test
    void a_container_without_probe_has_none() {
        assertThat(Probe.of(new ContainerBuilder().withName("a").build())).isEmpty();
    }

    private static Probe probe(int port) {
        return new Probe(port, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }
}
