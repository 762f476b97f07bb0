package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real Debian with cloud-init and guest agent, driven by kubectl alone, and looked at in the browser. */
class DebianGuestStoryTest {
    /** Debian's cloud-init takes 40 s of one processor under emulation; test machines have other work, too. */
    private static final Duration BOOT = Duration.ofMinutes(8);

    private static final String NAME = "bookworm";
    private static final String PATH = "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void debian_is_imported_and_configured_by_cloud_init_reaches_and_is_reached_and_keeps_its_files() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path debian = GuestImage.debian();
        try (FileServer images = FileServer.onLoopback();
                RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"))) {
            Kubectl kubectl = new Kubectl(slipway.kubeconfig());
            kubectl.apply(manifest().replace("IMAGE_URL", images.offer("debian.qcow2", debian)));
            kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=5m");
            agentTellsNameAndAddress(kubectl);
            String address = kubectl.run("get vmi " + NAME + " -o jsonpath={.status.interfaces[0].ipAddress}");
            hostReachesTheGuest(address);
            guestReachesTheHostAndWritesAFile(slipway, address);
            screenIsShown(slipway);
            stopAndStart(kubectl);
            fileIsStillThere(slipway);
            reads(kubectl);
            delete(kubectl);
        }
    }

    private static void agentTellsNameAndAddress(Kubectl kubectl) {
        await().atMost(BOOT).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(kubectl.run("get vmi " + NAME + " -o jsonpath={.status.interfaces[0].infoSource}"))
                    .contains("guest-agent");
            assertThat(kubectl.run("get --raw " + PATH + NAME + "/guestosinfo"))
                    .contains("\"hostname\":\"" + NAME + "\"")
                    .contains("\"id\":\"debian\"");
        });
        assertThat(kubectl(kubectl, "get vmi " + NAME + " -o jsonpath={.status.interfaces[0].ipAddress}"))
                .isEqualTo(kubectl(
                        kubectl, "get pods -l vm.kubevirt.io/name=" + NAME + " -o jsonpath={.items[0].status.podIP}"));
    }

    private static String kubectl(Kubectl kubectl, String command) {
        try {
            return kubectl.run(command);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The guest's sshd answers at the Pod's address. */
    private static void hostReachesTheGuest(String address) {
        await().atMost(BOOT)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, 22), 2000);
                        socket.setSoTimeout(10_000);
                        assertThat(new String(socket.getInputStream().readNBytes(7), US_ASCII))
                                .isEqualTo("SSH-2.0");
                    }
                });
    }

    private static void guestReachesTheHostAndWritesAFile(RunningSlipway slipway, String address) throws Exception {
        try (FileServer host = FileServer.on(hostBeside(address));
                SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            String url = host.offer("greeting", "ahoy-from-the-host");
            logIn(console);
            console.type("curl -s " + url + "\n");
            console.awaitText("ahoy-from-the-host", BOOT);
            console.type("echo kept-$((40+2)) > story && sync && echo written-$((1+1))\n");
            console.awaitText("written-2", BOOT);
        }
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
            console.type("cat story\n");
            console.awaitText("kept-42", BOOT);
        }
    }

    private static void logIn(SerialConsole console) throws Exception {
        console.type("\n");
        console.awaitText("login:", BOOT);
        console.type("admin\n");
        console.awaitText("Password:", BOOT);
        console.type("anchor-cable-42\n");
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
            }""";

    private static void stopAndStart(Kubectl kubectl) throws Exception {
        kubectl.run("patch vm " + NAME + " --type=merge -p {\"spec\":{\"runStrategy\":\"Halted\"}}");
        kubectl.run("wait vmi/" + NAME + " --for=delete --timeout=5m");
        await().atMost(BOOT)
                .until(() -> kubectl.run("get vm " + NAME + " -o jsonpath={.status.printableStatus}")
                        .equals("Stopped"));
        kubectl.run("patch vm " + NAME + " --type=merge -p {\"spec\":{\"runStrategy\":\"Always\"}}");
        kubectl.run("wait vm/" + NAME + " --for=condition=Ready --timeout=5m");
    }

    /** What an admin reads at a glance has KubeVirt's columns. */
    private static void reads(Kubectl kubectl) throws Exception {
        assertThat(kubectl.run("get vm")).containsPattern("NAME +AGE +STATUS +READY\n" + NAME + " .* Running +True");
        assertThat(kubectl.run("get vmi"))
                .containsPattern("NAME +AGE +PHASE +IP +NODENAME +READY\n" + NAME + " .* Running +[0-9.]+ +\\S+ +True");
        assertThat(kubectl.run("get dv"))
                .containsPattern("NAME +PHASE +PROGRESS +RESTARTS +AGE\n" + NAME + "-root +Succeeded +100.0%");
        assertThat(kubectl.run("get pods")).containsPattern("virt-launcher-" + NAME + "-\\S+ +2/2 +Running");
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
