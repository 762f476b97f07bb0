package dev.slipway.nodeagent.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.NicWiring;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.nodeagent.netns.Netns;
import dev.slipway.nodeagent.netns.TestNetworks;
import dev.slipway.nodeagent.pod.LauncherProcess;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Pod's namespace with a cable to a client, and a third namespace that stands for the guest: its cable ends on the
 * bridge beside the tap.
 */
class PodWiringTest {
    private static final String POD_IP = "10.244.7.2";
    private static final String CLIENT_IP = "10.244.7.1";

    private final KubernetesClient noCluster = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:1")
                    .withAutoConfigure(false)
                    .build())
            .build();

    @TempDir
    Path directory;

    private TestNetworks networks;
    private Netns pod;
    private Netns client;
    private Netns guest;
    private LauncherProcess launcher;

    @BeforeEach
    void layCables() throws Exception {
        networks = new TestNetworks();
        pod = networks.namespace("pod");
        client = networks.namespace("client");
        guest = networks.namespace("guest");
        networks.cable(pod, "eth0", client, "c0");
        pod.ip(List.of(
                "address add " + POD_IP + "/24 dev eth0",
                "address add fd00:7::2/64 dev eth0 nodad",
                "link set dev eth0 up",
                "route add default via " + CLIENT_IP));
        client.ip(List.of("address add " + CLIENT_IP + "/24 dev c0", "link set dev c0 up"));
        Process launcherProcess = networks.start(pod, directory.resolve("launcher.log"), "sleep", "600");
        while (!Files.readSymbolicLink(Path.of("/proc/" + launcherProcess.pid() + "/ns/net"))
                .equals(Path.of("net:[" + Files.getAttribute(pod.path(), "unix:ino") + "]"))) {
            Thread.sleep(5);
        }
        launcher = new LauncherProcess(launcherProcess.pid(), 107);
    }

    @AfterEach
    void cleanUp() throws Exception {
        networks.close();
        noCluster.close();
    }

    @Test
    void masquerade_leads_from_the_pod_address_to_the_guest_and_back() throws Exception {
        try (PodWiring wiring = wiring()) {
            WiringPlan plan = wiring.wire(masquerade(""), pod(), launcher);
            assertThat(askForAddress(plan)).contains("ip=10.0.2.2", "router=10.0.2.1", "hostname=web", "mtu=1500");
            serveHttp(guest, "from the guest");
            serveHttp(client, "from the client");
            assertThat(get(client, POD_IP)).isEqualTo("from the guest");
            assertThat(get(guest, CLIENT_IP)).isEqualTo("from the client");
            assertThat(get(pod, "127.0.0.1")).isEqualTo("from the guest");
        }
    }

    @Test
    void masquerade_with_ports_leaves_other_ports_to_the_pod() throws Exception {
        try (PodWiring wiring = wiring()) {
            WiringPlan plan = wiring.wire(masquerade("ports: [{port: 8080}]"), pod(), launcher);
            askForAddress(plan);
            serveHttp(guest, "from the guest");
            assertThat(get(client, POD_IP)).isEqualTo("from the guest");
            networks.start(
                    pod, directory.resolve("pod-httpd.log"), "busybox", "nc", "-ll", "-p", "8081", "-e", "echo", "pod");
            assertThat(networks.run(
                            client,
                            "sh",
                            "-c",
                            "for i in 1 2 3 4 5; do busybox nc -w 2 " + POD_IP
                                    + " 8081 </dev/null && break; sleep 0.2; done"))
                    .isEqualTo("pod");
        }
    }

    @Test
    void bridge_gives_the_pod_address_to_the_guest() throws Exception {
        VirtualMachineInstance vmi = TestInstances.withNic("{name: default, bridge: {}}", "{name: default, pod: {}}");
        try (PodWiring wiring = wiring()) {
            String before = networks.run(pod, "ip", "-o", "link", "show", "eth0");
            WiringPlan plan = wiring.wire(vmi, pod(), launcher);
            assertThat(before)
                    .contains("link/ether " + plan.wiring().nics().getFirst().mac());
            assertThat(askForAddress(plan)).contains("ip=" + POD_IP, "mask=24", "router=" + CLIENT_IP);
            serveHttp(guest, "from the guest");
            assertThat(get(client, POD_IP)).isEqualTo("from the guest");
        }
    }

    @Test
    void a_second_node_agent_goes_on_where_the_first_stopped() throws Exception {
        WiringPlan first;
        try (PodWiring wiring = wiring()) {
            first = wiring.wire(masquerade(""), pod(), launcher);
        }
        String before = networks.run(pod, "ip", "-o", "link", "show", "tap0");
        try (PodWiring wiring = wiring()) {
            WiringPlan second = wiring.wire(masquerade(""), pod(), launcher);
            assertThat(second).isEqualTo(first);
            assertThat(networks.run(pod, "ip", "-o", "link", "show", "tap0")).isEqualTo(before);
            assertThat(askForAddress(second)).contains("ip=10.0.2.2");
        }
    }

    @Test
    void wiring_that_stopped_half_way_is_done_again() throws Exception {
        pod.ip(List.of("link add name k6t-eth0 type bridge", "tuntap add dev tap0 mode tap"));
        try (PodWiring wiring = wiring()) {
            WiringPlan plan = wiring.wire(masquerade(""), pod(), launcher);
            assertThat(networks.run(pod, "ip", "-d", "-o", "link", "show", "tap0"))
                    .contains("tun type tap", "user 107");
            assertThat(askForAddress(plan)).contains("ip=10.0.2.2");
        }
    }

    @Test
    void wiring_whose_end_was_not_noted_is_done_again_from_what_was_there_before() throws Exception {
        VirtualMachineInstance vmi = TestInstances.withNic("{name: default, bridge: {}}", "{name: default, pod: {}}");
        WiringPlan first;
        try (PodWiring wiring = wiring()) {
            first = wiring.wire(vmi, pod(), launcher);
        }
        Path record = directory.resolve("wiring/" + pod().getMetadata().getUid() + ".json");
        String done = Files.readString(record);
        assertThat(done).contains("\"wired\":true");
        Files.writeString(record, done.replace("\"wired\":true", "\"wired\":false"));
        String before = networks.run(pod, "ip", "-o", "link", "show", "tap0");
        try (PodWiring wiring = wiring()) {
            WiringPlan second = wiring.wire(vmi, pod(), launcher);
            assertThat(second).isEqualTo(first);
            assertThat(networks.run(pod, "ip", "-o", "link", "show", "tap0")).isNotEqualTo(before);
            assertThat(askForAddress(second)).contains("ip=" + POD_IP, "mask=24", "router=" + CLIENT_IP);
        }
        assertThat(Files.readString(record)).contains("\"wired\":true");
    }

    @Test
    void a_pod_without_a_route_is_looked_at() throws Exception {
        pod.ip(List.of("route del default via " + CLIENT_IP));
        try (PodWiring wiring = wiring()) {
            WiringPlan plan = wiring.wire(masquerade(""), pod(), launcher);
            assertThat(plan.of("default").orElseThrow().addresses()).containsExactly(POD_IP, "fd00:7::2");
        }
    }

    @Test
    void rules_that_the_kernel_refuses_fail_the_wiring() {
        assertThatThrownBy(() -> pod.ipBesideNft(List.of("link add name b0 type bridge"), "table ip x {"))
                .hasMessageContaining("'nft -f -' failed");
    }

    @Test
    void a_pod_in_the_namespace_of_the_host_gets_user_mode_networking() throws Exception {
        try (PodWiring wiring = wiring()) {
            var here = new LauncherProcess(ProcessHandle.current().pid(), 0);
            WiringPlan plan = wiring.wire(masquerade("ports: [{port: 8080}, {port: 22}]"), pod(), here);
            assertThat(plan.wiring().nics().getFirst()).isInstanceOfSatisfying(NicWiring.UserMode.class, nic -> {
                assertThat(nic.forwards())
                        .contains(new NicWiring.Forward(NicWiring.Forward.Protocol.TCP, POD_IP, 8080, 8080));
                assertThat(nic.hostname()).isEqualTo("web");
            });
        }
    }

    @Test
    void a_released_pod_is_forgotten() throws Exception {
        try (PodWiring wiring = wiring()) {
            wiring.wire(masquerade(""), pod(), launcher);
            wiring.release(pod().getMetadata().getUid());
            assertThat(directory.resolve("wiring")).isEmptyDirectory();
        }
    }

    private PodWiring wiring() throws Exception {
        return new PodWiring(noCluster, directory.resolve("wiring"), true, List.of(Path.of("/usr/lib/cni")), directory);
    }

    private static VirtualMachineInstance masquerade(String more) {
        return TestInstances.withNic(
                "{name: default, masquerade: {}" + (more.isEmpty() ? "" : ", " + more) + "}",
                "{name: default, pod: {}}");
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName("virt-launcher-web")
                .withNamespace("shop")
                .withUid("0c1d2e3f-0000-4000-8000-00000000000a")
                .endMetadata()
                .withNewStatus()
                .addNewPodIP(POD_IP)
                .endStatus()
                .build();
    }

    /** Plugs the guest in beside the tap and lets a DHCP client configure it; returns what the client learned. */
    private String askForAddress(WiringPlan plan) throws Exception {
        NicWiring nic = plan.wiring().nics().getFirst();
        networks.cable(guest, "g0", pod, "g0-pod");
        pod.ip(List.of("link set dev g0-pod master k6t-eth0", "link set dev g0-pod up"));
        guest.ip(List.of("link set dev g0 address " + nic.mac(), "link set dev g0 up"));
        Path script = directory.resolve("udhcpc.sh");
        Path learned = directory.resolve("learned");
        Files.writeString(script, """
                #!/bin/sh
                [ "$1" = bound ] || exit 0
                ip address add "$ip/$mask" dev "$interface"
                ip route add default via "$router"
                env > %s
                """.formatted(learned));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        networks.run(
                guest,
                "busybox",
                "udhcpc",
                "-i",
                "g0",
                "-q",
                "-n",
                "-f",
                "-t",
                "5",
                "-T",
                "1",
                "-O",
                "mtu",
                "-s",
                script.toString());
        return Files.readString(learned);
    }

    private void serveHttp(Netns where, String text) throws Exception {
        Path root = Files.createTempDirectory(directory, "www");
        Files.writeString(root.resolve("index.html"), text);
        networks.start(where, root.resolve("log"), "busybox", "httpd", "-f", "-p", "8080", "-h", root.toString());
    }

    /** Returns the last line of the answer; the server may not listen yet. */
    private String get(Netns from, String address) throws Exception {
        return networks.run(
                        from,
                        "sh",
                        "-c",
                        "for i in 1 2 3 4 5 6 7 8 9 10; do printf 'GET / HTTP/1.0\\r\\n\\r\\n'"
                                + " | busybox nc -w 3 %s 8080 && exit 0; sleep 0.1; done; exit 1".formatted(address))
                .lines()
                .reduce("", (first, last) -> last);
    }
}
