package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.cluster.fixture.DirectoryProvisioner;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.ui.InstalledSlipway;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;

/** An installation on a cluster whose portal is reached by {@code kubectl port-forward}, as docs/guide/kubernetes.md tells. */
final class PortaledCluster implements InstalledSlipway {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String LEVEL = "pod-security.kubernetes.io/enforce";
    private static final List<String> PARTS =
            List.of("deployment/operator", "deployment/vnc-proxy", "deployment/portal", "daemonset/node-agent");

    private final RealCluster cluster;
    private final Kubectl kubectl;
    private final DirectoryProvisioner storage;
    private final URI address;
    private final Path log;
    private PortForward portal;

    private PortaledCluster(RealCluster cluster, DirectoryProvisioner storage, Path log)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        this.kubectl = new Kubectl(cluster.kubeconfig());
        this.storage = storage;
        this.address = PortForward.freeAddress();
        this.log = log;
        this.portal = forward();
    }

    /** Opens the way to the portal; the storage is the test's, too, and ends with it. */
    static PortaledCluster open(RealCluster cluster, DirectoryProvisioner storage, Path directory) throws Exception {
        Awaitility.await("the machines of other tests are gone")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(machines(cluster)).isEmpty());
        PortaledCluster opened = new PortaledCluster(cluster, storage, directory.resolve("port-forward.log"));
        opened.kubectl.run("label", "namespace", "default", LEVEL + "=restricted");
        return opened;
    }

    /** As they are written, so that one which does not go says why. */
    private static List<String> machines(RealCluster cluster) {
        return cluster.client().resources(VirtualMachine.class).inAnyNamespace().list().getItems().stream()
                .map(Serialization::asYaml)
                .toList();
    }

    private PortForward forward() throws IOException, InterruptedException {
        PortForward begun = PortForward.start(kubectl, "service/portal", "http", address, log);
        try {
            Awaitility.await("the way to the portal is open")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        new Socket(InetAddress.getLoopbackAddress(), address.getPort()).close();
                        return true;
                    });
            return begun;
        } catch (RuntimeException e) {
            begun.close();
            throw e;
        }
    }

    @Override
    public String portal() {
        return address.toString();
    }

    @Override
    public String firstPassword() {
        String password = kubectl.run(
                "get", "secret", "-n", "slipway", "portal-first-account", "-o", "jsonpath={.data.password}");
        return new String(Base64.getDecoder().decode(password), UTF_8);
    }

    @Override
    public Path kubeconfig() {
        return cluster.kubeconfig();
    }

    /** Pods reach this machine where they reach the API server. */
    @Override
    public InetAddress host() {
        return InetAddress.ofLiteral(cluster.client().getMasterUrl().getHost());
    }

    @Override
    public void crash() throws IOException, InterruptedException {
        portal.close();
        kubectl.run("delete", "pods", "-n", "slipway", "--all", "--grace-period=0", "--force");
        PARTS.forEach(part ->
                kubectl.run("rollout", "status", part, "-n", "slipway", "--timeout=" + PATIENCE.toSeconds() + "s"));
        portal = forward();
    }

    @Override
    public void close() throws InterruptedException {
        PortForward open = portal;
        try (storage;
                open) {
            kubectl.run("label", "namespace", "default", LEVEL + "-");
        }
    }
}
