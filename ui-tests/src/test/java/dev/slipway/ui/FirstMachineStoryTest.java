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
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The story of a first machine, in a real browser on a real guest: import, create, watch, log in, stop, start, crash, delete. It
 * is told of standalone and, by cluster-tests, of an installation on Kubernetes, after what is told of bare Kubernetes.
 */
@Order(Integer.MAX_VALUE - 1)
class FirstMachineStoryTest {
    private static final String NAME = "story";
    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final double PATIENCE = 120_000;

    @RegisterExtension
    static final SlipwayUnderTest SLIPWAY = SlipwayUnderTest.chosen();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void machine_is_created_used_stopped_started_and_deleted_and_survives_a_crash_of_slipway() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path image = GuestImage.tiny();
        try (InstalledSlipway slipway = SLIPWAY.open(directory);
                FileServer images = FileServer.on(slipway.host());
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            firstRun(chromium, slipway);
            importImage(chromium, slipway, images.offer("tiny.qcow2", image));
            create(chromium);
            watchItBoot(chromium);
            writeAFile(slipway);
            stopAndStart(chromium, slipway);
            readTheFile(slipway);
            crash(slipway, client);
            delete(client);
        }
    }

    private static void firstRun(Chromium chromium, InstalledSlipway slipway) throws IOException {
        chromium.signIn(slipway, "/machines");
        assertThat(chromium.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("No machines yet")))
                .isVisible();
        chromium.shot("first-run");
    }

    private static void importImage(Chromium chromium, InstalledSlipway slipway, String url) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/new");
        page.locator("#url").fill(url);
        page.locator("#size").fill("0.25");
        page.locator("#new-image [type=submit]").click();
        // The page of the image comes by itself.
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

    private static void writeAFile(InstalledSlipway slipway) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            console.logIn(BOOT);
            console.type("echo kept-$((40+2)) > /data/story && sync && echo written-$((1+1))\n");
            console.awaitText("written-2", BOOT);
        }
    }

    private static void readTheFile(InstalledSlipway slipway) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            console.logIn(BOOT);
            console.type("cat /data/story\n");
            console.awaitText("kept-42", BOOT);
        }
    }

    private static void stopAndStart(Chromium chromium, InstalledSlipway slipway) {
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
    private static void crash(InstalledSlipway slipway, KubernetesClient client) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            // Only the memory of the guest knows it, so it is gone with the guest.
            console.type("LIFE=still-the-$((40+3)); echo noted-$((1+1))\n");
            console.awaitText("noted-2", BOOT);
        }
        slipway.crash();
        await().atMost(BOOT).until(() -> "Running".equals(phase(client)));
        try (SerialConsole console = SerialConsole.open(slipway, "default", NAME)) {
            console.type("echo $LIFE\n");
            console.awaitText("still-the-43", BOOT);
        }
        await("the log of the Pod has what was said before the crash and after it")
                .atMost(BOOT)
                .until(() -> {
                    String log = consoleLog(client);
                    return log.contains("kept-42") && log.contains("still-the-43");
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
                                && client.persistentVolumes().list().getItems().stream()
                                        .map(volume -> volume.getSpec().getClaimRef())
                                        .noneMatch(claim -> claim != null && "default".equals(claim.getNamespace())));
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

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }
}
