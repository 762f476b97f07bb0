package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The story of images, in a real browser: import by address, upload with a cut and a reload, make a machine, delete. */
class ImageStoryTest {
    private static final double PATIENCE = 120_000;
    private static final Duration BOOT = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void images_are_imported_uploaded_used_and_deleted() throws Exception {
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path image = GuestImage.tiny();
        try (FileServer images = FileServer.onLoopback();
                RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"));
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            chromium.signIn(slipway, "/images");
            importFails(chromium, slipway, images.offer("there.qcow2", image).replace("there", "nowhere"));
            importByAddress(chromium, slipway, images.offer("tiny.qcow2", image));
            upload(chromium, slipway, unpacked(image, directory));
            createFrom(chromium, slipway, "uploaded");
            logIn(slipway, "uploaded-01");
            delete(chromium, slipway);
            cleanUp(client);
        }
    }

    private static void importFails(Chromium chromium, RunningSlipway slipway, String url) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/new");
        page.locator("#url").fill(url);
        page.locator("#new-image [type=submit]").click();
        assertThat(page.locator("#image-head")).containsText("Failed", patient());
        assertThat(page.locator("#body [role=alert]")).containsText("404");
        assertThat(page.getByText("Try again")).isVisible();
        chromium.shot("image-failed");
    }

    private static void importByAddress(Chromium chromium, RunningSlipway slipway, String url) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/new");
        page.locator("#url").fill(url);
        page.locator("#size").fill("0.125");
        page.locator("#new-image [type=submit]").click();
        page.waitForURL("**/images/default/tiny");
        assertThat(page.locator("#image-head")).containsText("Ready", patient());
        page.navigate(slipway.portal() + "/images");
        assertThat(page.locator("#rows tr")).hasCount(2);
        chromium.shot("images");
    }

    /** The connection breaks behind the first part; the user pauses, goes away, and comes back with the same file. */
    private static void upload(Chromium chromium, RunningSlipway slipway, Path disk) {
        Page page = chromium.page();
        page.route("**/v1beta1/upload-resumable", route -> {
            String offset = route.request().headerValue("Upload-Offset");
            if (offset == null || offset.equals("0")) {
                route.resume();
            } else {
                route.abort();
            }
        });
        page.navigate(slipway.portal() + "/images/new?how=upload");
        page.locator("#file").setInputFiles(disk);
        assertThat(page.locator("#size")).hasValue("0.125");
        page.locator("#name").fill("uploaded");
        page.locator("#new-image [type=submit]").click();
        assertThat(page.locator("[data-upload-say]")).containsText("The connection broke. Trying again in", patient());
        page.locator("[data-upload-pause]").click();
        assertThat(page.locator("[data-upload-say]")).containsText("Paused");
        assertThat(page.locator("[data-upload-amount]")).hasText("16 MiB of 128 MiB");
        chromium.shot("upload-paused");
        page.unroute("**/v1beta1/upload-resumable");
        page.onDialog(Dialog::accept);
        page.navigate(slipway.portal() + "/images/default/uploaded");
        page.locator("#file").setInputFiles(disk);
        String from = page.waitForRequest(
                        request -> request.method().equals("PATCH"),
                        () -> page.locator("[data-upload-again] [type=submit]").click())
                .headerValue("Upload-Offset");
        assertThat(from).isEqualTo(Integer.toString(16 << 20));
        assertThat(page.locator("#image-head")).containsText("Ready", patient());
        assertThat(page.locator("#file")).isHidden();
    }

    /** Returns the disk unpacked, so that it takes several parts. */
    private static Path unpacked(Path image, Path directory) throws IOException, InterruptedException {
        Path raw = directory.resolve("tiny.raw");
        Process convert = new ProcessBuilder("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString())
                .inheritIO()
                .start();
        assertThat(convert.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(convert.exitValue()).isZero();
        return raw;
    }

    private static void createFrom(Chromium chromium, RunningSlipway slipway, String name) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/default/" + name);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Create machine"))
                .click();
        assertThat(page.locator("#name")).hasValue(name + "-01");
        Locator yaml = page.locator("pre#yaml");
        page.locator("#disk").fill("0.1");
        assertThat(page.locator("#side")).containsText("is less than the disk of " + name);
        page.locator("#disk").fill("0.5");
        page.locator("#memory").fill("0.125");
        assertThat(yaml).containsText("storage: 512Mi");
        chromium.shot("create-from-image");
        page.locator("button[value=create]").click();
        page.waitForURL("**/machines/default/" + name + "-01");
        assertThat(page.locator(".sl-head")).containsText("Running", patient());
    }

    private static void logIn(RunningSlipway slipway, String name) throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", name)) {
            console.logIn(BOOT);
            console.type("echo copied-$((40+2))\n");
            console.awaitText("copied-42", BOOT);
        }
    }

    /** The machine has its own copy, so the image can go. */
    private static void delete(Chromium chromium, RunningSlipway slipway) {
        Page page = chromium.page();
        page.navigate(slipway.portal() + "/images/default/uploaded");
        assertThat(page.locator("#made")).containsText("uploaded-01");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Delete"))
                .click();
        assertThat(page.locator("#dialog")).containsText("1 machine was made from it and keeps its own copy");
        page.locator("#word").fill("uploaded");
        page.locator("#go").click();
        page.waitForURL("**/images");
        assertThat(page.locator("#rows"))
                .not()
                .containsText("uploaded", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
        page.navigate(slipway.portal() + "/machines/default/uploaded-01");
        assertThat(page.locator(".sl-head")).containsText("Running", patient());
    }

    private static void cleanUp(KubernetesClient client) {
        client.resources(VirtualMachine.class).inNamespace("default").delete();
        await().atMost(BOOT)
                .until(() -> client.pods().inNamespace("default").list().getItems().stream()
                        .noneMatch(pod -> pod.getMetadata().getName().startsWith("virt-launcher")));
    }

    private static LocatorAssertions.ContainsTextOptions patient() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE);
    }
}
