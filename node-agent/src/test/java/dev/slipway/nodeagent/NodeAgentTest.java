package dev.slipway.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.host.NodeHost;
import dev.slipway.nodeagent.launcher.FakeLauncher;
import dev.slipway.nodeagent.session.QemuPlans;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent against a launcher and an API that the test plays. */
class NodeAgentTest {
    private static final String POD_UID = "0c1d2e3f-0000-4000-8000-00000000000a";
    private static final String VMI = "/apis/kubevirt.io/v1/namespaces/shop/virtualmachineinstances/web";
    private static final String POD_NAME = LauncherNames.pod("web", "4f2b3a8e-0000-4000-8000-000000000001");
    private static final String POD = "/api/v1/namespaces/shop/pods/" + POD_NAME;
    private static final String NODE = "/api/v1/nodes/n1";
    private static final Duration SOON = Duration.ofSeconds(15);

    private static NodeHost host;

    @TempDir
    Path directory;

    private FakeKubernetes cluster;
    private KubernetesClient client;
    private FakeLauncher launcher;
    private NodeAgent agent;
    private NodeAgentSettings settings;
    private Path runDirectory;

    @BeforeAll
    static void probeOnce() throws IOException {
        host = NodeHost.probe(Path.of("/usr/bin/qemu-system-x86_64"));
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new FakeKubernetes();
        client = cluster.client();
        cluster.put(
                NODE,
                "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {cpu-model.node.kubevirt.io/gone: 'true'}}}");
        settings = NodeAgentSettings.standalone("n1", directory.resolve("kubelet"), directory.resolve("run"));
        runDirectory = directory.resolve("kubelet/pods/" + POD_UID + "/volumes/kubernetes.io~empty-dir/run");
        Files.createDirectories(runDirectory);
        Path shortWay = Files.createSymbolicLink(directory.resolve("r"), runDirectory);
        launcher = new FakeLauncher(shortWay);
        startAgent();
    }

    private void startAgent() throws IOException {
        agent = new NodeAgent(client, settings, new QemuPlans(client, host.facts()), host);
        agent.start();
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        launcher.close();
        client.close();
        cluster.close();
    }

    @Test
    void a_scheduled_instance_is_launched_and_becomes_running() {
        schedule("");
        awaitPhase("Running");
        JsonNode plan = launcher.requests("launch").getFirst().path("plan");
        assertThat(plan.path("binary").asText()).isEqualTo("/usr/bin/qemu-system-x86_64");
        assertThat(launcher.requests("launch")).hasSize(1);
        JsonNode vmi = vmi();
        assertThat(vmi.path("metadata")
                        .path("annotations")
                        .path("slipway.dev/accelerator")
                        .asText())
                .isEqualTo("tcg");
        JsonNode status = vmi.path("status");
        assertThat(status.path("nodeName").asText()).isEqualTo("n1");
        assertThat(status.path("machine").path("type").asText()).startsWith("pc-q35-");
        assertThat(condition("LiveMigratable").path("status").asText()).isEqualTo("True");
        assertThat(condition("Ready").path("status").asText()).isEqualTo("True");
        assertThat(status.path("interfaces").get(0).path("name").asText()).isEqualTo("default");
        assertThat(status.path("interfaces").get(0).path("ipAddress").asText()).isEqualTo("127.88.0.1");
        assertThat(status.path("interfaces").get(0).path("linkState").asText()).isEqualTo("up");
        assertThat(phases(status)).containsExactly("Scheduled", "Running");
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("Created", "Started"));
    }

    @Test
    void nothing_is_patched_as_long_as_nothing_changes() throws Exception {
        schedule("");
        awaitPhase("Running");
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("Started"));
        long before = patchesOfInstance();
        launcher.state(FakeLauncher.running(""));
        cluster.put(POD, cluster.get(POD).orElseThrow());
        Thread.sleep(500);
        assertThat(patchesOfInstance()).isEqualTo(before);
    }

    @Test
    void what_is_known_while_qemu_starts_is_written_with_its_answer() throws Exception {
        launcher.launched("{\"phase\":\"Launching\"}");
        schedule("");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.requests("launch")).hasSize(1));
        Thread.sleep(300);
        assertThat(patchesOfInstance()).isZero();
        launcher.state(FakeLauncher.running(""));
        awaitPhase("Running");
        assertThat(patchesOfInstance()).isEqualTo(1);
    }

    @Test
    void what_the_guest_agent_says_is_in_the_status() throws Exception {
        schedule("");
        awaitPhase("Running");
        String mac = vmi().path("status").path("interfaces").get(0).path("mac").asText();
        launcher.state("""
                {"phase":"Running","accelerator":"tcg","guest":{"connected":true,"version":"7.2.22",
                 "osinfo":{"id":"debian","name":"Debian GNU/Linux","pretty-name":"Debian GNU/Linux 12 (bookworm)",
                           "version-id":"12","kernel-release":"6.1.0"},
                 "interfaces":[{"name":"lo","hardware-address":"00:00:00:00:00:00"},
                   {"name":"enp1s0","hardware-address":"%s","ip-addresses":[{"ip-address":"10.0.2.2","prefix":24}]},
                   {"name":"docker0","hardware-address":"02:42:00:00:00:01","ip-addresses":[
                     {"ip-address":"172.17.0.1"},{"ip-address":"fe80::1"}]}]}}
                """.formatted(mac));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode status = vmi().path("status");
            assertThat(condition("AgentConnected").path("status").asText()).isEqualTo("True");
            assertThat(status.path("guestOSInfo").path("prettyName").asText()).contains("bookworm");
            JsonNode first = status.path("interfaces").get(0);
            assertThat(first.path("interfaceName").asText()).isEqualTo("enp1s0");
            assertThat(first.path("infoSource").asText()).isEqualTo("domain, guest-agent");
            assertThat(first.path("ipAddress").asText()).isEqualTo("127.88.0.1");
            JsonNode second = status.path("interfaces").get(1);
            assertThat(second.path("interfaceName").asText()).isEqualTo("docker0");
            assertThat(second.path("ipAddresses")).hasSize(2);
            assertThat(second.path("ipAddresses").get(1).asText()).isEqualTo("fe80::1");
            assertThat(second.path("infoSource").asText()).isEqualTo("guest-agent");
        });
    }

    @Test
    void an_agent_that_cannot_do_what_is_asked_of_it_is_told_of_until_it_can() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.state("""
            {"phase":"Running","accelerator":"tcg","guest":{"connected":true,"version":"7.2.22",
             "commands":[{"name":"guest-ping","enabled":true},{"name":"guest-get-osinfo","enabled":false}]}}
            """);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition("AgentVersionNotSupported")
                                .path("reason")
                                .asText())
                        .isEqualTo("This guest agent doesn't support required basic commands"));
        assertThat(condition("AgentVersionNotSupported").path("message").asText())
                .contains("guest-get-time", "guest-get-osinfo")
                .doesNotContain("guest-ping");
        String all = Stream.of(
                        "ping",
                        "get-time",
                        "info",
                        "shutdown",
                        "network-get-interfaces",
                        "get-fsinfo",
                        "get-host-name",
                        "get-users",
                        "get-timezone",
                        "get-osinfo")
                .map(name -> "{\"name\":\"guest-" + name + "\",\"enabled\":true}")
                .collect(Collectors.joining(","));
        launcher.state("""
            {"phase":"Running","accelerator":"tcg","guest":{"connected":true,"version":"7.2.22","commands":[%s]}}
            """.formatted(all));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(condition("AgentVersionNotSupported").isMissingNode())
                                .isTrue());
    }

    @Test
    void a_guest_behind_translation_that_has_no_address_has_none_outside_either() throws Exception {
        schedule("");
        awaitPhase("Running");
        String mac = vmi().path("status").path("interfaces").get(0).path("mac").asText();
        launcher.state("""
                {"phase":"Running","accelerator":"tcg","guest":{"connected":true,"interfaces":[
                   {"name":"enp1s0","hardware-address":"%s","ip-addresses":[{"ip-address":"fe80::2"}]}]}}
                """.formatted(mac));
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode first = vmi().path("status").path("interfaces").get(0);
            assertThat(first.path("interfaceName").asText()).isEqualTo("enp1s0");
            assertThat(first.path("ipAddress").isMissingNode()).isTrue();
            assertThat(first.path("ipAddresses").isMissingNode()).isTrue();
        });
    }

    @Test
    void a_guest_that_cannot_move_though_it_should_is_told_of_once() {
        cluster.put(
                VMI,
                scheduledWith("evictionStrategy: LiveMigrate")
                        .replaceFirst(
                                "  domain:\n", "  domain:\n    features: {hypervPassthrough: {enabled: true}}\n"));
        cluster.put(POD, pod("{running: {}}", "Running"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                condition("LiveMigratable").path("reason").asText())
                        .isEqualTo("HypervPassthroughNotLiveMigratable"));
        assertThat(condition("StorageLiveMigratable").path("reason").asText()).isEqualTo("NotMigratable");
        assertThat(condition("StorageLiveMigratable").path("message").asText())
                .startsWith("HypervPassthroughNotLiveMigratable: ");
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("Migrated"));
    }

    @Test
    void keys_and_passwords_reach_the_guest_once_its_agent_answers_and_again_when_they_change() throws Exception {
        secret("pw", "root", "sesame");
        secret("keys", "key", "ssh-ed25519 AAAA one\nssh-ed25519 BBBB two\n");
        cluster.put(VMI, scheduledWith("""
                accessCredentials:
                - userPassword: {source: {secret: {secretName: pw}}, propagationMethod: {qemuGuestAgent: {}}}
                - sshPublicKey: {source: {secret: {secretName: keys}}, propagationMethod: {qemuGuestAgent: {users: [ann]}}}
                """));
        cluster.put(POD, podWith("pw", "keys"));
        awaitPhase("Running");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition("AccessCredentialsSynchronized")
                                .path("message")
                                .asText())
                        .contains("qemu-guest-agent"));
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("AccessCredentialsSyncFailed"));
        assertThat(launcher.requests("agent")).isEmpty();
        launcher.state(FakeLauncher.running("").replace("\"connected\":false", "\"connected\":true"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition("AccessCredentialsSynchronized")
                                .path("status")
                                .asText())
                        .isEqualTo("True"));
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("AccessCredentialsSyncSuccess"));
        assertThat(agentRequest("guest-set-user-password").path("password").asText())
                .isEqualTo(Base64.getEncoder().encodeToString("sesame".getBytes(StandardCharsets.UTF_8)));
        JsonNode keys = agentRequest("guest-ssh-add-authorized-keys");
        assertThat(keys.path("username").asText()).isEqualTo("ann");
        assertThat(keys.path("keys")).hasSize(2);
        secret("pw", "root", "mellon");
        launcher.state(
                FakeLauncher.running(",\"viewers\":{\"vnc\":1}").replace("\"connected\":false", "\"connected\":true"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(agentRequest("guest-set-user-password")
                                .path("password")
                                .asText())
                        .isEqualTo(Base64.getEncoder().encodeToString("mellon".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void a_command_in_the_guest_says_whether_it_is_ready_and_alive() throws Exception {
        launcher.exitCode(1);
        cluster.put(VMI, scheduledWith("""
                readinessProbe: {exec: {command: [systemctl, is-active, app]}, periodSeconds: 1, failureThreshold: 1}
                """));
        cluster.put(POD, pod("{running: {}}", "Running"));
        awaitPhase("Running");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(launcher.requests("agent")).isNotEmpty();
            assertThat(condition("slipway.dev/GuestReady").path("status").asText())
                    .isEqualTo("False");
        });
        assertThat(agentRequest("guest-exec").path("path").asText()).isEqualTo("systemctl");
        launcher.exitCode(0);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(condition("slipway.dev/GuestReady")
                                .path("status")
                                .asText())
                        .isEqualTo("True"));
    }

    @Test
    void a_guest_whose_agent_does_not_answer_its_liveness_probe_is_killed() {
        launcher.refuse("agent", "NO_AGENT", "no agent");
        cluster.put(VMI, scheduledWith("""
                livenessProbe: {guestAgentPing: {}, periodSeconds: 1, failureThreshold: 2}
                """));
        cluster.put(POD, pod("{running: {}}", "Running"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.requests("kill")).isNotEmpty());
    }

    @Test
    void a_guest_whose_file_systems_are_at_rest_is_not_probed() throws Exception {
        // An agent runs no command then.
        launcher.refuse("agent", "AGENT_REFUSED", "command guest-exec has been disabled");
        launcher.launched(
                FakeLauncher.running("").replace("\"connected\":false", "\"connected\":true,\"fsFrozen\":true"));
        cluster.put(VMI, scheduledWith("""
                livenessProbe: {exec: {command: [systemctl, is-active, app]}, periodSeconds: 1, failureThreshold: 1}
                """));
        cluster.put(POD, pod("{running: {}}", "Running"));
        awaitPhase("Running");
        await().during(Duration.ofSeconds(3)).atMost(SOON).untilAsserted(() -> {
            assertThat(launcher.requests("agent")).isEmpty();
            assertThat(launcher.requests("kill")).isEmpty();
        });
        launcher.state(FakeLauncher.running(""));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.requests("kill")).isNotEmpty());
    }

    /** A scheduled instance with more fields in its spec. */
    private static String scheduledWith(String fields) {
        return instance("Scheduled", "").replaceFirst("(?m)^spec:\n", "spec:\n" + fields.indent(2));
    }

    /** What the kubelet makes of a Secret in the Pod. */
    private void secret(String name, String key, String value) throws IOException {
        Path volume =
                directory.resolve("kubelet/pods/" + POD_UID + "/volumes/kubernetes.io~secret/" + name + "-access-cred");
        Files.createDirectories(volume);
        Files.writeString(volume.resolve(key), value);
    }

    private static String podWith(String... secrets) {
        String volumes = Stream.of(secrets)
                .map(name -> "{name: %1$s-access-cred, secret: {secretName: %1$s}}".formatted(name))
                .collect(Collectors.joining(", ", "  volumes: [", "]\n"));
        return pod("{running: {}}", "Running").replaceFirst("(?m)^spec:\n", "spec:\n" + volumes);
    }

    /** Returns the arguments of the last command of that name to the guest's agent. */
    private JsonNode agentRequest(String command) {
        return launcher.requests("agent").stream()
                .filter(request -> request.path("execute").asText().equals(command))
                .reduce((_, last) -> last)
                .orElseThrow()
                .path("arguments");
    }

    @Test
    void a_paused_guest_has_the_condition_until_it_goes_on() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.state(FakeLauncher.running("").replace("Running\"", "Paused\",\"reason\":\"io-error\""));
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(condition("Paused").path("reason").asText()).isEqualTo("PausedIOError"));
        launcher.state(FakeLauncher.running(""));
        await().atMost(SOON).until(() -> condition("Paused").isMissingNode());
    }

    @Test
    void a_cable_is_pulled_and_plugged_as_the_instance_says() {
        schedule("");
        awaitPhase("Running");
        assertThat(linkRequests()).isEmpty();
        cluster.put(VMI, link("down"));
        awaitLinkRequest(1, false);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(vmi().path("status")
                                .path("interfaces")
                                .get(0)
                                .path("linkState")
                                .asText())
                        .isEqualTo("down"));
        cluster.put(VMI, link("up"));
        awaitLinkRequest(2, true);
    }

    private ObjectNode link(String state) {
        var changed = (ObjectNode) vmi();
        ((ObjectNode) changed.at("/spec/domain/devices/interfaces/0")).put("state", state);
        return changed;
    }

    private List<JsonNode> linkRequests() {
        return launcher.requests("qmp").stream()
                .filter(request -> request.path("execute").asText().equals("set_link"))
                .toList();
    }

    private void awaitLinkRequest(int count, boolean up) {
        await().atMost(SOON).untilAsserted(() -> assertThat(linkRequests()).hasSize(count));
        JsonNode request = linkRequests().getLast();
        assertThat(request.path("arguments").path("name").asText()).isEqualTo("nic-default");
        assertThat(request.path("arguments").path("up").asBoolean()).isEqualTo(up);
    }

    @Test
    void a_guest_that_may_grow_gets_processors_and_memory_while_it_runs() {
        schedule("");
        awaitPhase("Running");
        cluster.put(VMI, grown());
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode status = vmi().path("status");
            assertThat(status.path("currentCPUTopology").path("sockets").asInt())
                    .isEqualTo(2);
            assertThat(status.path("memory").path("guestRequested").asText()).isEqualTo("80Mi");
            assertThat(status.path("memory").path("guestCurrent").asText()).isEqualTo("80Mi");
        });
        assertThat(condition("HotVCPUChange").isMissingNode()).isTrue();
        assertThat(condition("HotMemoryChange").isMissingNode()).isTrue();
        assertThat(growing("device_add").getFirst().toString()).contains("qemu64-x86_64-cpu", "\"socket-id\":1");
        assertThat(growing("qom-set").getFirst().path("value").asLong()).isEqualTo(16 << 20);
        assertThat(eventReasons()).contains("CPUHotplugged", "MemoryHotplugged");
    }

    @Test
    void a_guest_below_the_limit_of_its_pod_keeps_its_size_until_it_moves() {
        cluster.put(VMI, instance("Scheduled", ""));
        cluster.put(
                POD,
                pod("{running: {}}", "Running").replace("image: x", "image: x, resources: {limits: {memory: 70Mi}}"));
        awaitPhase("Running");
        cluster.put(VMI, grown());
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("HotplugWaits"));
        assertThat(growing("device_add")).isEmpty();
        assertThat(growing("qom-set")).isEmpty();
        assertThat(condition("HotMemoryChange").path("status").asText()).isEqualTo("True");
    }

    @Test
    void the_memory_of_a_guest_is_written_once_whatever_becomes_of_the_agent_meanwhile() throws Exception {
        schedule("");
        awaitPhase("Running");
        bringClaimForDump();
        await().atMost(SOON).until(() -> !growing("dump-guest-memory").isEmpty());
        String file = dumpVolume().at("/memoryDumpVolume/targetFileName").asText();
        assertThat(growing("dump-guest-memory").getFirst().path("protocol").asText())
                .endsWith("/" + file);

        agent.close();
        startAgent();
        Thread.sleep(500);
        assertThat(dumpVolume().path("phase").asText()).isEqualTo("MemoryDumpVolumeInProgress");
        launcher.endDump("completed");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(dumpVolume().path("phase").asText()).isEqualTo("MemoryDumpVolumeCompleted"));
        assertThat(dumpVolume().at("/memoryDumpVolume/targetFileName").asText()).isEqualTo(file);
        assertThat(dumpVolume().at("/memoryDumpVolume/endTimestamp").asText()).isNotEmpty();
        assertThat(growing("dump-guest-memory")).hasSize(1);
    }

    @Test
    void a_dump_that_qemu_gives_up_has_failed() throws Exception {
        schedule("");
        awaitPhase("Running");
        bringClaimForDump();
        await().atMost(SOON).until(() -> !growing("dump-guest-memory").isEmpty());
        launcher.endDump("failed");
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(dumpVolume().path("phase").asText()).isEqualTo("MemoryDumpVolumeFailed");
            assertThat(dumpVolume().path("message").asText()).contains("too small");
        });
    }

    /** The claim is on the node, as the operator writes it when its Pod runs. */
    private void bringClaimForDump() throws IOException {
        String uid = "0c1d2e3f-0000-4000-8000-0000000000dd";
        Files.createDirectories(directory.resolve("kubelet/pods/" + uid + "/volumes/kubernetes.io~local/pv-dump"));
        cluster.put(
                "/api/v1/namespaces/shop/persistentvolumeclaims/dump",
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: dump, namespace: shop},"
                        + " spec: {volumeName: pv-dump}, status: {phase: Bound}}");
        cluster.put(
                "/api/v1/namespaces/shop/pods/hp-dump",
                pod("{running: {}}", "Running")
                        .replace(POD_UID, uid)
                        .replace(POD_NAME, "hp-dump")
                        .replaceFirst("labels: .*", "labels: {kubevirt.io: hotplug-disk}"));
        var changed = (ObjectNode) vmi();
        ((ObjectNode) changed.path("spec"))
                .withArray("volumes")
                .addObject()
                .put("name", "dump")
                .putObject("memoryDump")
                .put("claimName", "dump")
                .put("hotpluggable", true);
        ((ObjectNode) changed.path("status"))
                .withArray("volumeStatus")
                .addObject()
                .put("name", "dump")
                .put("target", "")
                .put("phase", "AttachedToNode")
                .putObject("hotplugVolume")
                .put("attachPodName", "hp-dump")
                .put("attachPodUID", uid);
        cluster.put(VMI, changed);
    }

    private JsonNode dumpVolume() {
        for (JsonNode volume : vmi().at("/status/volumeStatus")) {
            if (volume.path("name").asText().equals("dump")) {
                return volume;
            }
        }
        return MissingNode.getInstance();
    }

    /** The instance as the operator writes it when its machine has grown. */
    private ObjectNode grown() {
        var changed = (ObjectNode) vmi();
        ((ObjectNode) changed.path("metadata"))
                .withObjectProperty("annotations")
                .put("slipway.dev/sockets-at-boot", "1");
        ((ObjectNode) changed.at("/spec/domain/cpu")).put("sockets", 2);
        ((ObjectNode) changed.at("/spec/domain/memory")).put("guest", "80Mi");
        ArrayNode conditions = (ArrayNode) changed.at("/status/conditions");
        conditions.addObject().put("type", "HotVCPUChange").put("status", "True");
        conditions.addObject().put("type", "HotMemoryChange").put("status", "True");
        return changed;
    }

    private List<JsonNode> growing(String command) {
        return launcher.requests("qmp").stream()
                .filter(request -> request.path("execute").asText().equals(command))
                .map(request -> request.path("arguments"))
                .toList();
    }

    @Test
    void a_guest_that_shuts_down_succeeds() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.state("{\"phase\":\"Ended\",\"end\":{\"end\":\"guest-shutdown\",\"message\":\"off\"},\"guest\":{}}");
        awaitPhase("Succeeded");
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("Deleted", "Stopped"));
    }

    @Test
    void a_guest_that_is_given_no_time_ends_as_asked_when_it_is_killed() throws Exception {
        cluster.put(VMI, instance("Scheduled", "").replace("GracePeriodSeconds: 7", "GracePeriodSeconds: 0"));
        cluster.put(POD, pod("{running: {}}", "Running"));
        awaitPhase("Running");
        var deleted = (ObjectNode) vmi();
        ((ObjectNode) deleted.path("metadata")).put("deletionTimestamp", "2026-01-02T03:05:00Z");
        cluster.put(VMI, deleted);
        await().atMost(SOON).untilAsserted(() -> assertThat(eventReasons()).contains("Deleted"));
        assertThat(eventReasons()).doesNotContain("ShuttingDown");
        launcher.state("{\"phase\":\"Ended\",\"end\":{\"end\":\"killed\",\"message\":\"by force\"},\"guest\":{}}");
        awaitPhase("Succeeded");
    }

    @Test
    void a_guest_that_crashes_fails_and_says_why() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.state(
                "{\"phase\":\"Ended\",\"end\":{\"end\":\"crashed\",\"message\":\"QEMU got SIGSEGV.\"},\"guest\":{}}");
        awaitPhase("Failed");
        assertThat(vmi().path("status").path("reason").asText()).isEqualTo("Crashed");
        assertThat(condition("Synchronized").path("message").asText()).isEqualTo("QEMU got SIGSEGV.");
    }

    @Test
    void a_launcher_that_dies_without_a_word_fails_its_instance() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.close();
        cluster.put(POD, pod("{terminated: {exitCode: 137, reason: Error}}", "Failed"));
        awaitPhase("Failed");
        assertThat(vmi().path("status").path("reason").asText()).isEqualTo("Killed");
    }

    @Test
    void a_pod_that_vanishes_fails_its_instance_and_is_forgotten() throws Exception {
        schedule("");
        awaitPhase("Running");
        launcher.close();
        cluster.remove(POD);
        awaitPhase("Failed");
        await().atMost(SOON)
                .until(() -> !Files.exists(directory.resolve("run/p/0c1d2e3f0000"), LinkOption.NOFOLLOW_LINKS));
        assertThat(directory.resolve("run/wiring")).isEmptyDirectory();
    }

    @Test
    void a_deleted_instance_is_shut_down_with_its_grace() {
        schedule("");
        awaitPhase("Running");
        var deleted = (ObjectNode) vmi();
        deleted.withObject("/metadata").put("deletionTimestamp", "2026-01-02T03:04:05Z");
        cluster.put(VMI, deleted);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.requests("shutdown")).hasSize(1));
        assertThat(launcher.requests("shutdown").getFirst().path("graceSeconds").asInt())
                .isEqualTo(7);
    }

    @Test
    void an_instance_that_qemu_cannot_run_says_so_and_is_not_launched() {
        schedule("sound: {name: s, model: theremin}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                condition("Synchronized").path("message").asText())
                        .contains("theremin"));
        assertThat(condition("Synchronized").path("reason").asText())
                .isEqualTo("Synchronizing with the Domain failed.");
        assertThat(launcher.requests("launch")).isEmpty();
        assertThat(eventReasons()).contains("SyncFailed");
        assertThat(vmi().path("status").path("phase").asText()).isEqualTo("Scheduled");
    }

    @Test
    void a_launch_that_failed_once_is_tried_again() {
        launcher.refuse("launch", "QEMU_FAILED", "no memory");
        schedule("");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                condition("Synchronized").path("message").asText())
                        .isEqualTo("no memory"));
        launcher.accept("launch");
        awaitPhase("Running");
        await().atMost(SOON).until(() -> condition("Synchronized").isMissingNode());
    }

    @Test
    void a_new_agent_finds_a_running_guest_and_does_not_launch_it_again() throws Exception {
        schedule("");
        awaitPhase("Running");
        agent.close();
        startAgent();
        launcher.state("{\"phase\":\"Ended\",\"end\":{\"end\":\"stopped\",\"message\":\"\"},\"guest\":{}}");
        awaitPhase("Succeeded");
        assertThat(launcher.requests("launch")).hasSize(1);
        assertThat(launcher.requests("hello")).hasSize(2);
    }

    @Test
    void a_guest_is_launched_before_the_instance_is_handed_over_but_its_status_waits() throws Exception {
        cluster.put(VMI, instance("Scheduling", ""));
        cluster.put(POD, pod("{running: {}}", "Running"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(launcher.requests("launch")).hasSize(1));
        Thread.sleep(200);
        assertThat(vmi().path("status").path("phase").asText()).isEqualTo("Scheduling");
        cluster.put(VMI, instance("Scheduled", ""));
        awaitPhase("Running");
    }

    @Test
    void once_it_has_started_the_node_has_labels_and_a_heartbeat() {
        JsonNode metadata = cluster.get(NODE).orElseThrow().path("metadata");
        assertThat(metadata.path("annotations").path("kubevirt.io/heartbeat").asText())
                .isNotEmpty();
        JsonNode labels = metadata.path("labels");
        assertThat(labels.path("kubevirt.io/schedulable").asText()).isEqualTo("true");
        assertThat(labels.path("machine-type.node.kubevirt.io/q35").asText()).isEqualTo("true");
        assertThat(labels.path("cpu-model.node.kubevirt.io/qemu64").asText()).isEqualTo("true");
        assertThat(labels.has("cpu-model.node.kubevirt.io/gone")).isFalse();
    }

    @Test
    void the_progress_of_an_import_is_copied_to_its_pod() throws Exception {
        String uid = "aaaaaaaa-0000-4000-8000-00000000000b";
        String importer = "/api/v1/namespaces/shop/pods/importer-root";
        Path run = directory.resolve("kubelet/pods/" + uid + "/volumes/kubernetes.io~empty-dir/run");
        Files.createDirectories(run);
        Files.writeString(run.resolve("progress.json"), "{\"phase\": \"Transferring\",\n \"percent\": 12}");
        cluster.put(
                importer,
                "{apiVersion: v1, kind: Pod, metadata: {name: importer-root, namespace: shop, uid: %s, labels: {cdi.kubevirt.io: importer}}, spec: {nodeName: n1, containers: []}}"
                        .formatted(uid));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(new ObjectMapper()
                                .readTree(cluster.get(importer)
                                        .orElseThrow()
                                        .path("metadata")
                                        .path("annotations")
                                        .path("slipway.dev/progress")
                                        .asText("{}"))
                                .path("percent")
                                .asInt())
                        .isEqualTo(12));
    }

    private void schedule(String devices) {
        cluster.put(VMI, instance("Scheduled", devices));
        cluster.put(POD, pod("{running: {}}", "Running"));
    }

    private static String instance(String phase, String devices) {
        return """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop, uid: 4f2b3a8e-0000-4000-8000-000000000001, labels: {%s}}
                spec:
                  terminationGracePeriodSeconds: 7
                  domain:
                    machine: {type: q35}
                    memory: {guest: 64Mi, maxGuest: 256Mi}
                    cpu: {cores: 1, sockets: 1, threads: 1, maxSockets: 4, model: qemu64}
                    devices:
                      interfaces: [{name: default, masquerade: {}}]
                      %s
                  networks: [{name: default, pod: {}}]
                status:
                  phase: %s
                  phaseTransitionTimestamps: [{phase: %s, phaseTransitionTimestamp: '2026-01-02T03:04:05Z'}]
                  conditions: [{type: Ready, status: 'True'}]
                """.formatted(phase.equals("Scheduled") ? "kubevirt.io/nodeName: n1" : "", devices, phase, phase);
    }

    private static String pod(String state, String phase) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: shop
                  uid: %s
                  labels: {kubevirt.io: virt-launcher, kubevirt.io/created-by: 4f2b3a8e-0000-4000-8000-000000000001}
                  ownerReferences:
                  - apiVersion: kubevirt.io/v1
                    kind: VirtualMachineInstance
                    name: web
                    uid: 4f2b3a8e-0000-4000-8000-000000000001
                    controller: true
                  annotations: {kubevirt.io/domain: web}
                spec:
                  nodeName: n1
                  containers: [{name: compute, image: x}]
                status:
                  phase: %s
                  podIPs: [{ip: 127.88.0.1}]
                  containerStatuses: [{name: compute, state: %s}]
                """.formatted(POD_NAME, POD_UID, phase, state);
    }

    private void awaitPhase(String phase) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(vmi().path("status").path("phase").asText()).isEqualTo(phase));
    }

    private JsonNode vmi() {
        return cluster.get(VMI).orElseThrow();
    }

    private JsonNode condition(String type) {
        return StreamSupport.stream(vmi().path("status").path("conditions").spliterator(), false)
                .filter(condition -> condition.path("type").asText().equals(type))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static List<String> phases(JsonNode status) {
        return StreamSupport.stream(status.path("phaseTransitionTimestamps").spliterator(), false)
                .map(entry -> entry.path("phase").asText())
                .toList();
    }

    private List<String> eventReasons() {
        return cluster.all("/api/v1/namespaces/shop/events/").stream()
                .map(event -> event.path("reason").asText())
                .toList();
    }

    private long patchesOfInstance() {
        return cluster.patches().stream().filter(VMI::equals).count();
    }
}
