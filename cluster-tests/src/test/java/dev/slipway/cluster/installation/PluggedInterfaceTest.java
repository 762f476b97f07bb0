package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.SerialConsole;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** An interface that comes to a running guest, carries its traffic, and leaves it. */
@WithCluster
@Order(InstallationOrder.LAST)
class PluggedInterfaceTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String MAC = "02:00:00:00:99:01";
    private static final String INTERFACES = "/spec/template/spec/domain/devices/interfaces/-";

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_running_guest_gets_an_interface_reaches_its_network_and_lets_it_go(
            RealCluster cluster, TestNamespace namespace) {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        kubectl.apply(network(namespace.name()));
        TinyMachine machine = new TinyMachine(kubectl, namespace, "wired").create("node1");
        machine.awaitRunning();
        String pod = pod(machine);
        try (SerialConsole console = machine.console()) {
            console.logIn();
            console.enter("ls -d /sys/class/net/eth1; echo lo''oked")
                    .awaitText("No such file")
                    .awaitText("looked");

            patch(machine, """
                    [{"op": "add", "path": "%s", "value": {"name": "more", "bridge": {}, "macAddress": "%s"}},
                     {"op": "add", "path": "/spec/template/spec/networks/-", "value": {"name": "more", "multus": {"networkName": "plugged"}}}]
                    """.formatted(INTERFACES, MAC));
            console.enter(
                            "for i in $(seq 90); do [ -d /sys/class/net/eth1 ] && break; sleep 1; done; cat /sys/class/net/eth1/address")
                    .awaitText(MAC);
            // The network's own addresses come by DHCP, as on a network that was there from the start.
            console.enter(
                            "ip link set eth1 up; udhcpc -q -n -t 20 -T 1 -i eth1 -s /etc/udhcpc.script; ip -4 -o address show dev eth1")
                    .awaitText("inet 10.98.0.");
            assertThat(machine.instance("{.status.interfaces[?(@.name=='more')].mac}"))
                    .isEqualTo(MAC);

            patch(machine, """
                    [{"op": "add", "path": "/spec/template/spec/domain/devices/interfaces/1/state", "value": "absent"}]""");
            console.enter(
                            "for i in $(seq 90); do [ -d /sys/class/net/eth1 ] || break; sleep 1; done; ls -d /sys/class/net/eth1; echo go''ne")
                    .awaitText("No such file")
                    .awaitText("gone");
            Awaitility.await("the interface is told no more")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> machine.instance("{.status.interfaces[*].name}"), "default"::equals);
        }
        assertThat(pod(machine)).as("the Pod of the guest").isEqualTo(pod);
        machine.delete();
    }

    private static String pod(TinyMachine machine) {
        return machine.kubectl()
                .run(
                        "get",
                        "pods",
                        "-n",
                        machine.namespace().name(),
                        "-l",
                        "vm.kubevirt.io/name=" + machine.name(),
                        "-o",
                        "jsonpath={.items[*].metadata.uid}");
    }

    private static void patch(TinyMachine machine, String patch) {
        machine.kubectl()
                .run("patch", "vm", machine.name(), "-n", machine.namespace().name(), "--type=json", "-p", patch);
    }

    private static String network(String namespace) {
        return """
            apiVersion: k8s.cni.cncf.io/v1
            kind: NetworkAttachmentDefinition
            metadata: {name: plugged, namespace: %s}
            spec:
              config: |
                {"cniVersion": "0.3.1", "name": "plugged", "type": "bridge", "bridge": "slipway-plugged",
                 "ipam": {"type": "host-local", "subnet": "10.98.0.0/24"}}
            """.formatted(namespace);
    }
}
