package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Debian with cloud-init and guest agent, driven by kubectl alone, and looked at in the browser. A small guest beside it
 * stands in where a Debian would have to boot once more: it boots while Debian does.
 */
class DebianGuestStoryTest {
    /** Debian's cloud-init takes 40 s of one processor under emulation; test machines have other work, too. */
    private static final Duration BOOT = Duration.ofMinutes(8);

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration FROZEN = Duration.ofSeconds(10);

    private static final String NAME = "bookworm";
    private static final String SMALL = "dinghy";

    /** What cloud-init sets for the user, and the agent for root, who is given another one later. */
    private static final String PASSWORD = "anchor-cable-42";

    private static final String FIRST_PASSWORD = "first-mooring-42";
    private static final String SECOND_PASSWORD = "second-mooring-43";
    private static final String PATH = "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private SshKey first;
    private SshKey second;

    @BeforeEach
    void makeKeys() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        first = SshKey.make(directory.resolve("first"));
        second = SshKey.make(directory.resolve("second"));
    }

    @Test
    void debian_is_imported_and_configured_obeys_through_its_agent_reaches_and_is_reached_and_keeps_its_files()
            throws Exception {
        Path debian = GuestImage.debian();
        Path tiny = GuestImage.tiny();
        try (FileServer images = FileServer.onLoopback();
                RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"));
                KubernetesClient client = slipway.client()) {
            Kubectl kubectl = new Kubectl(slipway.kubeconfig());
            kubectl.apply(manifest()
                    .replace("FIRST_KEY", first.line())
                    .replace("DEBIAN_URL", images.offer("debian.qcow2", debian))
                    .replace("TINY_URL", images.offer("tiny.qcow2", tiny)));
            bootsAnewAndIsWithoutItsAgent(slipway, kubectl, client);
            screenIsShown(slipway);
            agentTellsNameAndAddress(kubectl);
            obeysThroughItsAgent(slipway, kubectl);
            stopAndStart(kubectl);
            fileIsStillThere(slipway);
            reads(kubectl);
            delete(kubectl);
        }
    }

    /** A small guest, whose readiness its agent tells. */
    private static void bootsAnewAndIsWithoutItsAgent(RunningSlipway slipway, Kubectl kubectl, KubernetesClient client)
            throws Exception {
        kubectl.run("wait vm/" + SMALL + " --for=condition=Ready --timeout=5m");
        String uid = kubectl.run("get vmi " + SMALL + " -o jsonpath={.metadata.uid}");
        try (SerialConsole console = SerialConsole.open(slipway, "default", SMALL)) {
            countBoots(console, 1);
            put(kubectl, SMALL, "softreboot");
            countBoots(console, 2);
            put(kubectl, SMALL, "reset");
            countBoots(console, 3);
            kubectl.run("wait vm/" + SMALL + " --for=condition=Ready --timeout=2m");
            console.type("mv /etc/agent /etc/away; killall qemu-ga\n");
            kubectl.run("wait vm/" + SMALL + " --for=condition=Ready=False --timeout=2m");
            assertThat(kubectl.run(
                            "get vmi " + SMALL + " -o jsonpath=" + condition("slipway.dev/GuestReady", "message")))
                    .contains("guest agent");
            refusesWhatNeedsItsAgent(kubectl, client);
            console.type("mv /etc/away /etc/agent\n");
            kubectl.run("wait vm/" + SMALL + " --for=condition=Ready --timeout=2m");
        }
        assertThat(kubectl.run("get vmi " + SMALL + " -o jsonpath={.metadata.uid}"))
                .as("it has been one instance all the time")
                .isEqualTo(uid);
        kubectl.run("delete vm " + SMALL + " --timeout=2m");
    }

    private static void countBoots(SerialConsole console, int boots) throws Exception {
        if (boots == 1) {
            console.type("\n");
        }
        console.awaitText("login:", BOOT);
        console.type("root\n");
        console.awaitText("root@tiny:~# ", BOOT);
        console.type("cat /proc/sys/kernel/random/boot_id >> boots; sync; echo boots-$(sort -u boots | wc -l)\n");
        console.awaitText("boots-" + boots, SOON);
    }

    private static void refusesWhatNeedsItsAgent(Kubectl kubectl, KubernetesClient client) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kubectl.run(
                                "get vmi " + SMALL + " -o jsonpath=" + condition("AgentConnected", "status")))
                        .isEmpty());
        for (String question : List.of("guestosinfo", "userlist", "filesystemlist")) {
            assertThat(refusal(() -> client.raw(PATH + SMALL + "/" + question)))
                    .as(question)
                    // As in KubeVirt, whose documents know no other code.
                    .startsWith("500 ")
                    .contains("VMI does not have guest agent connected");
        }
        assertThat(refusal(() -> client.raw(PATH + SMALL + "/softreboot", "PUT", "{}")))
                .startsWith("409 ")
                .contains("agent");
    }

    private static String refusal(Runnable call) {
        KubernetesClientException refused = catchThrowableOfType(KubernetesClientException.class, call::run);
        assertThat(refused).isNotNull();
        return refused.getCode() + " " + refused.getMessage();
    }

    private static void agentTellsNameAndAddress(Kubectl kubectl) throws Exception {
        kubectl.run("wait vm/" + NAME + " --for=condition=AgentConnected --timeout=8m");
        assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath=" + condition("Ready", "status")))
                .as("nobody has said that it is moored")
                .isEqualTo("False");
        await().atMost(BOOT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath={.status.interfaces[0].infoSource}"))
                    .contains("guest-agent");
            assertThat(kubectl.run("get --raw " + PATH + NAME + "/guestosinfo"))
                    .contains("\"hostname\":\"" + NAME + "\"")
                    .contains("\"id\":\"debian\"")
                    .containsPattern("\"guestAgentVersion\":\"[0-9.]+\"")
                    .containsPattern("\"timezone\":\"[A-Z]+, 0\"");
        });
        assertThat(address(kubectl))
                .isEqualTo(kubectl.run(
                        "get pods -l vm.kubevirt.io/name=" + NAME + " -o jsonpath={.items[0].status.podIP}"));
        kubectl.run("wait vmi/" + NAME + " --for=condition=AccessCredentialsSynchronized --timeout=3m");
    }

    private static String address(Kubectl kubectl) throws Exception {
        return kubectl.run("get vmi " + NAME + " -o jsonpath={.status.interfaces[0].ipAddress}");
    }

    private void obeysThroughItsAgent(RunningSlipway slipway, Kubectl kubectl) throws Exception {
        String address = address(kubectl);
        await("the host reaches it, and the first key is let in")
                .atMost(BOOT)
                .until(() -> first.says("admin@" + address, "hostname").contains(NAME));
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            logIn(console);
            isReadyWhenItsCommandSaysSo(kubectl, console);
            reachesTheHostAndWritesAFile(console, address);
            tellsOfItself(kubectl);
            assertThat(becomesRoot(console, FIRST_PASSWORD)).isTrue();
            kubectl.apply(changed(second));
            restsAndGoesOnByItself(kubectl, console);
            await("the second key is let in")
                    .atMost(SOON)
                    .until(() -> second.says("admin@" + address, "hostname").contains(NAME));
            assertThat(first.says("admin@" + address, "hostname"))
                    .as("the first key is let in no more")
                    .contains("Permission denied");
            await("root has the second password")
                    .atMost(SOON)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> becomesRoot(console, SECOND_PASSWORD));
            assertThat(becomesRoot(console, FIRST_PASSWORD)).isFalse();
            waitsForItsAgent(kubectl, console);
        }
    }

    /** Only the agent gives root a password. */
    private static boolean becomesRoot(SerialConsole console, String password) throws Exception {
        console.type("su -c 'echo root-$((20+3))'\n");
        console.awaitText("Password:", SOON);
        console.type(password + "\n");
        boolean root = console.awaitEither("root-23", "Authentication failure", SOON);
        console.awaitText("$ ", SOON);
        return root;
    }

    private static void isReadyWhenItsCommandSaysSo(Kubectl kubectl, SerialConsole console) throws Exception {
        console.type("sudo touch /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=2m");
        console.type("sudo rm /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready=False --timeout=2m");
        console.type("sudo touch /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=2m");
    }

    private static void reachesTheHostAndWritesAFile(SerialConsole console, String address) throws Exception {
        try (FileServer host = FileServer.on(hostBeside(address))) {
            console.type("curl -s " + host.offer("greeting", "ahoy-from-the-host") + "\n");
            console.awaitText("ahoy-from-the-host", BOOT);
            console.type("echo kept-$((40+2)) > story && sync && echo written-$((1+1))\n");
            console.awaitText("written-2", BOOT);
        }
    }

    private static void tellsOfItself(Kubectl kubectl) throws Exception {
        await("who is logged in")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(kubectl.run("get --raw " + PATH + NAME + "/userlist"))
                        .containsPattern("\"userName\":\"admin\",\"loginTime\":[0-9.E]+"));
        assertThat(kubectl.run("get --raw " + PATH + NAME + "/filesystemlist"))
                .containsPattern("\"diskName\":\"vda[0-9]+\",\"mountPoint\":\"/\",\"fileSystemType\":\"ext4\","
                        + "\"usedBytes\":[1-9][0-9]{8,},\"totalBytes\":[1-9][0-9]{9,},"
                        + "\"disk\":\\[\\{\"busType\":\"virtio\"");
    }

    /** Who writes to a file system at rest waits until it is awake again. */
    private static void restsAndGoesOnByItself(Kubectl kubectl, SerialConsole console) throws Exception {
        String ready = kubectl.run("get vmi " + NAME + " -o jsonpath=" + condition("Ready", "lastTransitionTime"));
        Instant begun = Instant.now();
        kubectl.run(
                "{\"unfreezeTimeout\":\"" + FROZEN.toSeconds() + "s\"}",
                List.of("replace", "--raw", PATH + NAME + "/freeze", "-f", "-"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath={.status.fsFreezeStatus}"))
                                .isEqualTo("frozen"));
        console.type("date > frost && echo wrote-$((1+1))\n");
        console.awaitText("wrote-2", SOON);
        assertThat(Duration.between(begun, Instant.now())).isGreaterThanOrEqualTo(FROZEN);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath={.status.fsFreezeStatus}"))
                                .isEmpty());
        assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath=" + condition("Ready", "lastTransitionTime")))
                .as("a guest at rest is not asked whether it is ready")
                .isEqualTo(ready);
    }

    private static void waitsForItsAgent(Kubectl kubectl, SerialConsole console) throws Exception {
        console.type("sudo systemctl stop qemu-guest-agent\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath="
                                + condition("AccessCredentialsSynchronized", "message")))
                        .contains("wait for the guest's agent"));
        console.type("sudo systemctl start qemu-guest-agent\n");
        kubectl.run("wait vmi/" + NAME + " --for=condition=AgentConnected --timeout=2m");
        kubectl.run("wait vmi/" + NAME + " --for=condition=AccessCredentialsSynchronized --timeout=2m");
    }

    private static void put(Kubectl kubectl, String machine, String command) throws Exception {
        kubectl.run("{}", List.of("replace", "--raw", PATH + machine + "/" + command, "-f", "-"));
    }

    private static String condition(String type, String field) {
        return "{.status.conditions[?(@.type==\"" + type + "\")]." + field + "}";
    }

    private static String changed(SshKey key) {
        return """
            apiVersion: v1
            kind: Secret
            metadata: {name: bookworm-keys, namespace: default}
            stringData: {laptop: "%s"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: bookworm-password, namespace: default}
            stringData: {root: %s}
            """.formatted(key.line(), SECOND_PASSWORD);
    }

    /** This machine's address on the bridge of the Pods: the first of their network. */
    private static InetAddress hostBeside(String podAddress) throws IOException {
        byte[] bytes = InetAddress.getByName(podAddress).getAddress();
        bytes[3] = 1;
        return InetAddress.getByAddress(bytes);
    }

    private static void fileIsStillThere(RunningSlipway slipway) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            logIn(console);
            console.type("cat story; sudo touch /run/moored\n");
            console.awaitText("kept-42", BOOT);
        }
    }

    private static void logIn(SerialConsole console) throws Exception {
        console.type("\n");
        console.awaitText("login:", BOOT);
        console.type("admin\n");
        console.awaitText("Password:", BOOT);
        console.type(PASSWORD + "\n");
        console.awaitText("$ ", BOOT);
    }

    /** The picture in the browser has light points on its dark ground: the text of the guest. */
    private static void screenIsShown(RunningSlipway slipway) throws IOException {
        try (Chromium chromium = Chromium.launch()) {
            chromium.signIn(slipway, "/machines/default/" + NAME + "/console");
            Page page = chromium.page();
            assertThat(page.getByText("Connected"))
                    .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(120_000));
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(((Number) page.evaluate(LIGHT_POINTS)).intValue())
                            .isGreaterThan(200));
            chromium.shot("debian-console");
        }
    }

    private static final String LIGHT_POINTS = """
        () => {
          const canvas = document.querySelector('canvas');
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let light = 0;
          for (let at = 0; at < pixels.length; at += 4) {
            if (pixels[at] + pixels[at + 1] + pixels[at + 2] > 300) light++;
          }
          return light;
        }\
        """;

    private static void stopAndStart(Kubectl kubectl) throws Exception {
        kubectl.run("patch vm " + NAME + " --type=merge -p {\"spec\":{\"runStrategy\":\"Halted\"}}");
        kubectl.run("wait vmi/" + NAME + " --for=delete --timeout=5m");
        await().atMost(BOOT)
                .until(() -> kubectl.run("get vm " + NAME + " -o jsonpath={.status.printableStatus}")
                        .equals("Stopped"));
        kubectl.run("patch vm " + NAME + " --type=merge -p {\"spec\":{\"runStrategy\":\"Always\"}}");
        kubectl.run("wait vm/" + NAME + " --for=jsonpath={.status.printableStatus}=Running --timeout=5m");
    }

    /** What an admin reads at a glance has KubeVirt's columns. */
    private static void reads(Kubectl kubectl) throws Exception {
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=5m");
        assertThat(kubectl.run("get vm")).containsPattern("NAME +AGE +STATUS +READY\n" + NAME + " .* Running +True");
        assertThat(kubectl.run("get vmi"))
                .containsPattern("NAME +AGE +PHASE +IP +NODENAME +READY\n" + NAME + " .* Running +[0-9.]+ +\\S+ +True");
        assertThat(kubectl.run("get dv"))
                .containsPattern("NAME +PHASE +PROGRESS +RESTARTS +AGE\n" + NAME + "-root +Succeeded +100.0%");
        assertThat(kubectl.run("get pods")).containsPattern("virt-launcher-" + NAME + "-\\S+ +1/1 +Running");
        assertThat(kubectl.run("get events"))
                .contains("ImportSucceeded")
                .contains("SuccessfulCreate")
                .contains("VirtualMachineInstance started.");
    }

    private static void delete(Kubectl kubectl) throws Exception {
        kubectl.run("delete vm " + NAME + " --timeout=5m");
        await().atMost(BOOT)
                .until(() -> kubectl.run("get vm,vmi,dv,pods,pvc -o name").isBlank());
    }

    private static String manifest() throws IOException {
        try (var in = DebianGuestStoryTest.class.getResourceAsStream("debian.yaml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
