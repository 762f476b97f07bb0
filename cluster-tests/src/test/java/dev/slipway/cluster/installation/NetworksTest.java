package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.BusyBox;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.SerialConsole;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Who reaches a guest, and whom it reaches. */
@WithCluster
@Order(InstallationOrder.LAST)
class NetworksTest {
    /** The bridge that the definition of the network names, on every node. */
    private static final String BRIDGE = "slipway-l2";

    private static final List<String> NODES = List.of("node1", "node2");

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void guests_of_two_nodes_share_a_segment_and_a_service_leads_to_one_that_is_ready(
            RealCluster cluster, TestNamespace namespace) {
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        join(cluster);
        kubectl.apply(network(namespace.name()));
        TinyMachine one = new TinyMachine(kubectl, namespace, "one");
        TinyMachine two = new TinyMachine(kubectl, namespace, "two");
        kubectl.apply(machine(one, "node1") + machine(two, "node2"));
        one.awaitRunning();
        two.awaitRunning();

        try (SerialConsole console = one.console()) {
            console.logIn();
            console.enter(address("10.99.0.1")).awaitText("addressed");
            console.enter("echo hello from the guest >/data/www/hello.txt; echo writ''ten")
                    .awaitText("written");
        }
        try (SerialConsole console = two.console()) {
            console.logIn();
            console.enter(address("10.99.0.2")).awaitText("addressed");
            console.enter("ping -c 3 -w 60 10.99.0.1").awaitText("bytes from 10.99.0.1");
        }

        awaitReady(one, "True");
        BusyBox visitor = BusyBox.create(namespace, "visitor", "node2", "httpd -f -vv -p 8000")
                .awaitReady();
        Awaitility.await("the page of the guest at the address of the service")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(visitor.run(ask(serviceAddress(namespace), 80, "/hello.txt")))
                        .endsWith("hello from the guest\n"));
        try (SerialConsole console = one.console()) {
            console.enter(ask(visitor.pod().getStatus().getPodIP(), 8000, "/") + "; echo ask''ed")
                    .awaitText("asked");
            assertThat(visitor.log())
                    .as("who asked, in the words of the web server")
                    .contains(one.instance("{.status.interfaces[0].ipAddress}") + "]");
            console.enter("killall httpd; echo stop''ped").awaitText("stopped");
        }
        awaitReady(one, "False");
        one.delete();
        two.delete();
    }

    /** The guest looks for a DHCP server on each link first, and takes all addresses off where it found none. */
    private static String address(String address) {
        return "while pidof udhcpc >/dev/null; do sleep 1; done; sleep 1; ip address add " + address
                + "/24 dev eth1 && ip link set eth1 up && echo add''ressed";
    }

    private static String ask(String address, int port, String path) {
        return "printf 'GET %s HTTP/1.0\\r\\n\\r\\n' | nc -w 5 %s %d".formatted(path, address, port);
    }

    private static String serviceAddress(TestNamespace namespace) {
        return namespace.client().services().withName("web").require().getSpec().getClusterIP();
    }

    private static void awaitReady(TinyMachine machine, String status) {
        machine.kubectl()
                .run(
                        "wait",
                        "vmi/" + machine.name(),
                        "-n",
                        machine.namespace().name(),
                        "--for=condition=Ready=" + status,
                        "--timeout=180s");
    }

    /** Makes the nodes' bridges one segment, as an admin would by a cable. */
    private static void join(RealCluster cluster) {
        List<String> addresses = NODES.stream()
                .map(node -> cluster.client()
                        .nodes()
                        .withName(node)
                        .get()
                        .getStatus()
                        .getAddresses()
                        .getFirst()
                        .getAddress())
                .toList();
        for (int i = 0; i < NODES.size(); i++) {
            cluster.onNode(NODES.get(i), "sh", "-euc", """
                    [ ! -e /sys/class/net/%1$s ] || exit 0
                    ip link add %1$s type bridge
                    ip link add %1$s-far type vxlan id 99 dstport 4789 local %2$s remote %3$s
                    ip link set %1$s-far master %1$s up
                    ip link set %1$s up
                    """.formatted(BRIDGE, addresses.get(i), addresses.get(1 - i)));
        }
    }

    private static String network(String namespace) {
        return """
            apiVersion: k8s.cni.cncf.io/v1
            kind: NetworkAttachmentDefinition
            metadata: {name: segment, namespace: %1$s}
            spec:
              config: '{"cniVersion": "0.3.1", "name": "segment", "type": "bridge", "bridge": "%2$s", "ipam": {}}'
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: %1$s}
            spec:
              selector: {vm.kubevirt.io/name: one}
              ports: [{port: 80}]
            """.formatted(namespace, BRIDGE);
    }

    private static String machine(TinyMachine machine, String node) {
        return """
            ---
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              runStrategy: Always
              template:
                spec:
                  nodeSelector: {kubernetes.io/hostname: %3$s}
                  terminationGracePeriodSeconds: 5
                  readinessProbe:
                    httpGet: {port: 80, path: /hello.txt}
                    periodSeconds: 2
                    failureThreshold: 2
                  domain:
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}]
                      interfaces:
                      - {name: default, masquerade: {}}
                      - {name: segment, bridge: {}}
                    memory: {guest: 128Mi}
                  networks:
                  - {name: default, pod: {}}
                  - {name: segment, multus: {networkName: segment}}
                  volumes: [{name: root, containerDisk: {image: "%4$s"}}]
            """.formatted(machine.name(), machine.namespace().name(), node, SlipwayOnCluster.GUEST_IMAGE);
    }
}
