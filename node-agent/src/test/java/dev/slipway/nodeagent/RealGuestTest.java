package dev.slipway.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.nodeagent.device.DeviceFiles;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.netns.Netns;
import dev.slipway.nodeagent.netns.PinnedFile;
import dev.slipway.nodeagent.netns.TestNetworks;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent with the real launcher, a real QEMU with a guest of one sector, and a real Pod network; only the API is played. */
class RealGuestTest {
    private static final String POD_UID = "5e1d2e3f-0000-4000-8000-00000000000c";
    private static final String VMI = "/apis/kubevirt.io/v1/namespaces/shop/virtualmachineinstances/bare";
    private static final String POD_NAME = LauncherNames.pod("bare", "4f2b3a8e-0000-4000-8000-000000000009");
    private static final String POD = "/api/v1/namespaces/shop/pods/" + POD_NAME;
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int USER = 107;

    @TempDir
    Path directory;

    private TestNetworks networks;
    private Netns pod;
    private FakeKubernetes cluster;
    private KubernetesClient client;
    private NodeAgent agent;
    private Process launcher;
    private Path runDirectory;
    private Path figures;
    private Path claim;

    @BeforeEach
    void startAll() throws Exception {
        networks = new TestNetworks();
        pod = networks.namespace("pod");
        Netns outside = networks.namespace("outside");
        networks.cable(pod, "eth0", outside, "o0");
        pod.ip(List.of("address add 10.244.9.2/24 dev eth0", "link set dev eth0 up"));
        outside.ip(List.of("address add 10.244.9.1/24 dev o0", "link set dev o0 up"));
        runDirectory = directory.resolve("kubelet/pods/" + POD_UID + "/volumes/kubernetes.io~empty-dir/run");
        Files.createDirectories(runDirectory);
        figures = Files.createDirectories(runDirectory.resolveSibling("figures"));
        claim = directory.resolve("kubelet/pods/" + POD_UID + "/volumes/kubernetes.io~local-volume/pv-root");
        BootSector.write(Files.createDirectories(claim).resolve("disk.img"));
        openTo(USER);
        DeviceFiles.openToAll(Path.of("/dev/net/tun"));
        cluster = new FakeKubernetes();
        client = cluster.client();
        cluster.put("/api/v1/nodes/n1", "{apiVersion: v1, kind: Node, metadata: {name: n1}}");
        agent = new NodeAgent(
                client, NodeAgentSettings.standalone("n1", directory.resolve("kubelet"), directory.resolve("run")));
        agent.start();
        List<String> command = new ArrayList<>(List.of("env", "--chdir=" + runDirectory));
        command.addAll(RealLauncher.command(USER, directory, runDirectory, "shop/bare"));
        launcher = networks.start(pod, directory.resolve("launcher.log"), command.toArray(String[]::new));
        cluster.put("/api/v1/namespaces/shop/persistentvolumeclaims/root", """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: root, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], volumeName: pv-root, resources: {requests: {storage: 1Mi}}}
                status: {phase: Bound, accessModes: [ReadWriteOnce], capacity: {storage: 1Mi}}
                """);
        cluster.put(VMI, instance());
        cluster.put(POD, podObject());
    }

    /** The launcher must reach its directory and its classes. */
    private void openTo(int user) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.filter(Files::isDirectory).toList()) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        for (Path own : List.of(runDirectory, figures, claim.resolve("disk.img"))) {
            Files.setAttribute(own, "unix:uid", user);
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        agent.close();
        client.close();
        cluster.close();
        networks.close();
    }

    @Test
    void a_guest_runs_on_its_tap_as_a_user_without_rights_and_ends_when_its_instance_is_deleted() throws Exception {
        awaitPhase("Running");
        JsonNode status = status();
        assertThat(status.path("interfaces").get(0).path("podInterfaceName").asText())
                .isEqualTo("eth0");
        assertThat(status.path("interfaces").get(0).path("ipAddress").asText()).isEqualTo("10.244.9.2");
        assertThat(status.path("runtimeUser").asInt()).isEqualTo(USER);
        // A tap has a carrier only while somebody has it open.
        assertThat(networks.run(pod, "ip", "-o", "link", "show", "tap0")).contains("LOWER_UP");
        assertThat(rfbBanner()).isEqualTo("RFB 003.008\n");

        ObjectNode deleted = (ObjectNode) cluster.get(VMI).orElseThrow();
        deleted.withObject("/metadata").put("deletionTimestamp", "2026-01-02T03:04:05Z");
        cluster.put(VMI, deleted);
        await().atMost(SOON)
                .until(() -> List.of("Succeeded", "Failed")
                        .contains(status().path("phase").asText()));
        assertThat(launcher.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(networks.run(pod, "ip", "-o", "link", "show", "tap0")).contains("NO-CARRIER");

        cluster.remove(POD);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(directory.resolve("run/wiring")).isEmptyDirectory();
            assertThat(directory.resolve("run/p")).isEmptyDirectory();
        });
    }

    @Test
    void a_guest_reads_figures_of_its_node_and_of_itself_on_its_disk_which_become_others() throws Exception {
        awaitPhase("Running");
        try (SocketChannel console = PinnedFile.connect(runDirectory.resolve("serial.sock"))) {
            await().atMost(SOON)
                    .pollInSameThread()
                    .untilAsserted(() -> assertThat(readDisk(console))
                            .startsWith("mvbd<metrics>\n")
                            .endsWith("</metrics>\n")
                            .contains("<name>HostName</name>\n    <value>n1</value>")
                            .contains("<name>ResourceProcessorLimit</name>\n    <value>1</value>")
                            .contains("<name>ResourceMemoryLimit</name>\n    <value>65536</value>"));
            double worked = worked(readDisk(console));
            assertThat(worked).isPositive();
            await().atMost(SOON).pollInSameThread().until(() -> worked(readDisk(console)) > worked);
        }
        assertThat(characterDevices()).anySatisfy(device -> {
            assertThat(device.path("label").asText()).isEqualTo("metrics");
            assertThat(device.path("filename").asText()).doesNotStartWith("disconnected:");
        });
    }

    /** Seconds that the guest's processor has worked, by the guest's own reading. */
    private static double worked(String disk) {
        Matcher found = Pattern.compile("context=\"vm\" unit=\"s\">\\s+<name>TotalCPUTime</name>\\s+<value>([0-9.]+)<")
                .matcher(disk);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    private static String readDisk(SocketChannel console) throws IOException {
        console.write(ByteBuffer.wrap(new byte[] {'?'}));
        StringBuilder said = new StringBuilder();
        ByteBuffer letter = ByteBuffer.allocate(1);
        while (console.read(letter.clear()) > 0 && letter.get(0) != BootSector.END) {
            said.append((char) letter.get(0));
        }
        return said.toString();
    }

    private JsonNode characterDevices() throws IOException {
        try (LauncherConnection connection =
                LauncherConnection.open(runDirectory.resolve("control.sock"), state -> {}, () -> {})) {
            return connection.qmp(new HotplugDisk.Command("query-chardev", LauncherConnection.arguments()));
        }
    }

    private String rfbBanner() throws IOException {
        Path socket = directory
                .resolve("run/p")
                .resolve(POD_UID.replace("-", "").substring(0, 12))
                .resolve("vnc.sock");
        try (SocketChannel viewer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            viewer.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer banner = ByteBuffer.allocate(12);
            int count = 0;
            while (banner.hasRemaining() && count >= 0) {
                count = viewer.read(banner);
            }
            return new String(banner.array(), StandardCharsets.US_ASCII);
        }
    }

    private JsonNode status() {
        return cluster.get(VMI).orElseThrow().path("status");
    }

    private void awaitPhase(String phase) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status().path("phase").asText())
                        .as(
                                "launcher: %s, conditions: %s",
                                Files.readString(directory.resolve("launcher.log")), status())
                        .isEqualTo(phase));
    }

    private static String instance() {
        return """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: bare, namespace: shop, uid: 4f2b3a8e-0000-4000-8000-000000000009, labels: {kubevirt.io/nodeName: n1}}
                spec:
                  terminationGracePeriodSeconds: 1
                  domain:
                    machine: {type: q35}
                    memory: {guest: 64Mi}
                    cpu: {cores: 1, sockets: 1, threads: 1, model: qemu64}
                    devices:
                      downwardMetrics: {}
                      disks:
                      - {name: root, disk: {bus: virtio}}
                      - {name: figures, disk: {bus: virtio}}
                      interfaces: [{name: default, masquerade: {}, model: virtio}]
                  networks: [{name: default, pod: {}}]
                  volumes:
                  - {name: root, persistentVolumeClaim: {claimName: root}}
                  - {name: figures, downwardMetrics: {}}
                status: {phase: Scheduled}
                """;
    }

    private static String podObject() {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: shop
                  uid: %s
                  labels: {kubevirt.io: virt-launcher, kubevirt.io/created-by: 4f2b3a8e-0000-4000-8000-000000000009}
                  ownerReferences:
                  - apiVersion: kubevirt.io/v1
                    kind: VirtualMachineInstance
                    name: bare
                    uid: 4f2b3a8e-0000-4000-8000-000000000009
                    controller: true
                  annotations: {kubevirt.io/domain: bare}
                spec: {nodeName: n1, containers: [{name: compute, image: x}]}
                status:
                  phase: Running
                  podIPs: [{ip: 10.244.9.2}]
                  containerStatuses: [{name: compute, state: {running: {}}}]
                """.formatted(POD_NAME, POD_UID);
    }
}
