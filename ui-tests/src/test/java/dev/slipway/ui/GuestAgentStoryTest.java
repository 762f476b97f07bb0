package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the API does through a guest's agent, with the agent of a real Debian: one machine for all of it, since it boots slowly. */
@EnabledIfSystemProperty(
        named = "slipway.stories.long",
        matches = "true",
        disabledReason = "SKIPPED: takes minutes; asked for by -Dslipway.stories.long=true")
class GuestAgentStoryTest {
    /** A Debian takes half a minute to boot under emulation; test machines have other work, too. */
    private static final Duration BOOT = Duration.ofMinutes(6);

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration FROZEN = Duration.ofSeconds(10);

    private static final String NAME = "quay";
    private static final String FIRST_PASSWORD = "first-mooring-42";
    private static final String SECOND_PASSWORD = "second-mooring-43";
    private static final String PATH = "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void debian_tells_of_itself_lets_in_who_may_rests_boots_anew_and_is_without_its_agent() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        SshKey first = SshKey.make(directory.resolve("first"));
        SshKey second = SshKey.make(directory.resolve("second"));
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
            readinessFollowsTheAgent(slipway, kubectl);
            kubectl.run("wait vm/" + NAME + " --for=condition=AgentConnected --timeout=8m");
            assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath=" + condition("Ready", "status")))
                    .as("nobody has said that it is moored")
                    .isEqualTo("False");
            kubectl.run("wait vmi/" + NAME + " --for=condition=AccessCredentialsSynchronized --timeout=3m");
            String uid = kubectl.run("get vmi " + NAME + " -o jsonpath={.metadata.uid}");
            String address = kubectl.run("get vmi " + NAME + " -o jsonpath={.status.interfaces[0].ipAddress}");
            await("the first key is let in")
                    .atMost(SOON)
                    .until(() -> first.says("admin@" + address, "hostname").contains(NAME));
            try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
                logIn(console, FIRST_PASSWORD);
                readinessFollowsACommandInTheGuest(kubectl, console);
                tellsOfItself(kubectl);
                kubectl.apply(changed(second));
                restsAndGoesOnByItself(kubectl, console);
                countBoots(console, 1);
                await("the second key is let in")
                        .atMost(SOON)
                        .until(() -> second.says("admin@" + address, "hostname").contains(NAME));
                assertThat(first.says("admin@" + address, "hostname"))
                        .as("the first key is let in no more")
                        .contains("Permission denied");
                put(kubectl, "softreboot");
                console.awaitText("login:", BOOT);
                isRefused(console, FIRST_PASSWORD);
                logIn(console, SECOND_PASSWORD);
                countBoots(console, 2);
                put(kubectl, "reset");
                console.awaitText("login:", BOOT);
                logIn(console, SECOND_PASSWORD);
                countBoots(console, 3);
                withoutItsAgent(kubectl, client, console);
            }
            assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath={.metadata.uid}"))
                    .as("it has been one instance all the time")
                    .isEqualTo(uid);
            kubectl.run("delete vm --all --timeout=3m");
            await().atMost(SOON)
                    .until(() -> kubectl.run("get vm,vmi,dv,pods,pvc -o name").isBlank());
        }
    }

    /** A small guest, which has long booted when Debian has been imported. */
    private static void readinessFollowsTheAgent(RunningSlipway slipway, Kubectl kubectl) throws Exception {
        kubectl.run("wait vm/dinghy --for=condition=Ready --timeout=5m");
        try (SerialConsole console = SerialConsole.open(slipway, "default", "dinghy")) {
            console.type("\n");
            console.awaitText("login:", BOOT);
            console.type("root\n");
            console.awaitText("root@tiny:~# ", BOOT);
            console.type("mv /etc/agent /etc/away; killall qemu-ga\n");
            kubectl.run("wait vm/dinghy --for=condition=Ready=False --timeout=2m");
            assertThat(kubectl.run("get vmi dinghy -o jsonpath=" + condition("slipway.dev/GuestReady", "message")))
                    .contains("guest agent");
            console.type("mv /etc/away /etc/agent\n");
            kubectl.run("wait vm/dinghy --for=condition=Ready --timeout=2m");
        }
        kubectl.run("delete vm dinghy --timeout=2m");
    }

    private static void readinessFollowsACommandInTheGuest(Kubectl kubectl, SerialConsole console) throws Exception {
        console.type("sudo touch /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=2m");
        console.type("sudo rm /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready=False --timeout=2m");
        console.type("sudo touch /run/moored\n");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=2m");
    }

    private static void tellsOfItself(Kubectl kubectl) throws Exception {
        assertThat(kubectl.run("get --raw " + PATH + NAME + "/guestosinfo"))
                .contains("\"hostname\":\"" + NAME + "\"")
                .contains("\"id\":\"debian\"")
                .containsPattern("\"guestAgentVersion\":\"[0-9.]+\"")
                .containsPattern("\"timezone\":\"[A-Z]+, 0\"");
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

    private static void countBoots(SerialConsole console, int boots) throws Exception {
        console.type("cat /proc/sys/kernel/random/boot_id >> boots; sync; echo boots-$(sort -u boots | wc -l)\n");
        console.awaitText("boots-" + boots, SOON);
    }

    private static void withoutItsAgent(Kubectl kubectl, KubernetesClient client, SerialConsole console)
            throws Exception {
        kubectl.run("wait vm/" + NAME + " --for=condition=AgentConnected --timeout=3m");
        console.type("sudo systemctl stop qemu-guest-agent\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kubectl.run(
                                "get vmi " + NAME + " -o jsonpath=" + condition("AgentConnected", "status")))
                        .isEmpty());
        for (String question : List.of("guestosinfo", "userlist", "filesystemlist")) {
            assertThat(refusal(() -> client.raw(PATH + NAME + "/" + question)))
                    .as(question)
                    .startsWith("409 ")
                    .contains("agent");
        }
        assertThat(refusal(() -> client.raw(PATH + NAME + "/softreboot", "PUT", "{}")))
                .startsWith("409 ")
                .contains("agent");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath="
                                + condition("AccessCredentialsSynchronized", "message")))
                        .contains("wait for the guest's agent"));
        console.type("sudo systemctl start qemu-guest-agent\n");
        kubectl.run("wait vmi/" + NAME + " --for=condition=AgentConnected --timeout=2m");
        kubectl.run("wait vmi/" + NAME + " --for=condition=AccessCredentialsSynchronized --timeout=2m");
    }

    private static String refusal(Runnable call) {
        KubernetesClientException refused = catchThrowableOfType(KubernetesClientException.class, call::run);
        assertThat(refused).isNotNull();
        return refused.getCode() + " " + refused.getMessage();
    }

    private static void put(Kubectl kubectl, String command) throws Exception {
        kubectl.run("{}", List.of("replace", "--raw", PATH + NAME + "/" + command, "-f", "-"));
    }

    private static void isRefused(SerialConsole console, String password) throws Exception {
        answer(console, password, "Login incorrect");
    }

    private static void logIn(SerialConsole console, String password) throws Exception {
        answer(console, password, "$ ");
    }

    private static void answer(SerialConsole console, String password, String awaited) throws Exception {
        console.type("\n");
        console.awaitText("login:", BOOT);
        console.type("admin\n");
        console.awaitText("Password:", BOOT);
        console.type(password + "\n");
        console.awaitText(awaited, BOOT);
    }

    private static String condition(String type, String field) {
        return "{.status.conditions[?(@.type==\"" + type + "\")]." + field + "}";
    }

    private static String changed(SshKey key) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: quay-keys, namespace: default}
                stringData: {laptop: "%s"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: quay-password, namespace: default}
                stringData: {admin: %s}
                """.formatted(key.line(), SECOND_PASSWORD);
    }

    private static String manifest() throws IOException {
        try (var in = GuestAgentStoryTest.class.getResourceAsStream("quay.yaml")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
