package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The story of a first machine, in a real browser on a real guest: create, watch, log in, stop, start, crash, delete. */
class FirstMachineStoryTest {
    private static final String NAME = "story";
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final double PATIENCE = 120_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void machine_is_created_used_stopped_started_and_deleted_and_survives_a_crash_of_slipway() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path image = GuestImage.tiny();
        try (RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"));
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            firstRun(chromium, slipway);
            upload(chromium, slipway, image);
            create(chromium);
            watchItBoot(chromium);
            writeAFile(slipway);
            stopAndStart(chromium, slipway);
            readTheFile(slipway);
            crash(slipway, client);
            delete(client);
        }
    }

    private static void firstRun(Chromium chromium, RunningSlipway slipway) throws IOException {
        chromium.signIn(slipway, "/machines");
        assertThat(chromium.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("No machines yet")))
                .isVisible();
        chromium.shot("first-run");
    }

    private static void upload(Chromium chromium, RunningSlipway slipway, Path image) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/new?how=upload");
        page.locator("#file").setInputFiles(image);
        page.locator("#name").fill("tiny");
        page.locator("#size").fill("0.25");
        page.locator("#new-image button[type=submit]").click();
        // The page of the image comes by itself once the upload is complete.
        assertThat(page.locator("#image-head")).containsText("Ready", patient());
        chromium.shot("image");
    }

    private static void create(Chromium chromium) {
        Page page = chromium.page();
        page.getByText("Create machine").first().click();
        page.locator("#name").fill(NAME);
        page.locator("#memory").fill("0.125");
        page.locator("#disk").fill("0.25");
        page.locator("button[value=create]").click();
        page.waitForURL("**/machines/default/" + NAME);
        assertThat(page.locator(".sl-head")).containsText("Running", patient());
        chromium.shot("machine");
    }

    private static void watchItBoot(Chromium chromium) {
        Page page = chromium.page();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Console"))
                .first()
                .click();
        assertThat(page.getByText("Connected"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
        assertThat(page.locator("canvas").first()).isVisible();
        chromium.shot("console");
    }

    private static void writeAFile(RunningSlipway slipway) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            logIn(console);
            console.type("echo kept-$((40+2)) > /data/story && sync && echo written-$((1+1))\n");
            console.awaitText("written-2", BOOT);
        }
    }

    private static void readTheFile(RunningSlipway slipway) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            logIn(console);
            console.type("cat /data/story\n");
            console.awaitText("kept-42", BOOT);
        }
    }

    private static void logIn(SerialConsole console) throws Exception {
        console.type("\n");
        console.awaitText("login:", BOOT);
        console.type("root\n");
        console.awaitText("# ", BOOT);
    }

    private static void stopAndStart(Chromium chromium, RunningSlipway slipway) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/machines/default/" + NAME);
        page.getByText("Shut down").first().click();
        assertThat(page.locator(".sl-head")).containsText("Stopped", patient());
        chromium.shot("stopped");
        page.navigate(slipway.portal() + "/machines/default/" + NAME);
        page.getByText("Start", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        assertThat(page.locator(".sl-head")).containsText("Running", patient());
    }

    /** Machines are no children of Slipway: it may die at any moment, and finds them when it comes back. */
    private static void crash(RunningSlipway slipway, KubernetesClient client) throws Exception {
        long before = qemu(slipway).orElseThrow().pid();
        slipway.kill();
        assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isPresent();
        slipway.startAgain();
        await().atMost(BOOT).until(() -> "Running".equals(phase(client)));
        assertThat(qemu(slipway).orElseThrow().pid()).isEqualTo(before);
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            console.type("echo still-$((40+3))\n");
            console.awaitText("still-43", BOOT);
        }
        await("the log of the Pod has what was said before the crash and after it")
                .atMost(BOOT)
                .until(() -> {
                    String log = consoleLog(client);
                    return log.contains("kept-42") && log.contains("still-43");
                });
    }

    private static String consoleLog(KubernetesClient client) {
        return client.pods()
                .inNamespace("default")
                .withLabel("vm.kubevirt.io/name", NAME)
                .resources()
                .map(pod -> pod.inContainer("guest-console-log").getLog())
                .collect(Collectors.joining());
    }

    private static void delete(KubernetesClient client) {
        client.resources(VirtualMachine.class)
                .inNamespace("default")
                .withName(NAME)
                .delete();
        client.resources(DataSource.class)
                .inNamespace("default")
                .withName("tiny")
                .delete();
        client.resources(DataVolume.class)
                .inNamespace("default")
                .withName("tiny")
                .delete();
        await().atMost(BOOT)
                .until(() ->
                        client.pods().inNamespace("default").list().getItems().isEmpty()
                                && client.resources(VirtualMachine.class)
                                        .inNamespace("default")
                                        .list()
                                        .getItems()
                                        .isEmpty()
                                && client.persistentVolumes().list().getItems().isEmpty());
    }

    private static String phase(KubernetesClient client) {
        return Optional.ofNullable(client.resources(VirtualMachineInstance.class)
                        .inNamespace("default")
                        .withName(NAME)
                        .get())
                .flatMap(instance -> Optional.ofNullable(instance.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.phase()))
                .orElse("");
    }

    /** QEMU's working directory is its Pod's run directory, below this Slipway's data. */
    private static Optional<ProcessHandle> qemu(RunningSlipway slipway) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").contains("qemu-system"))
                .filter(process -> {
                    try {
                        return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                                .startsWith(slipway.data().toRealPath());
                    } catch (IOException e) {
                        return false; // it ended while we looked
                    }
                })
                .findFirst();
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }
}
