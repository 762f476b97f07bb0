package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Somebody gives a machine a drive, starts it, plugs a disk in and out, pulls its cable and makes it larger, all in the browser. */
class HardwareStoryTest {
    private static final double PATIENCE = 120_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void hardware_of_a_running_machine_is_changed_in_the_browser() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = directory.resolve("data");
        try (RunningSlipway slipway = RunningSlipway.start(data);
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            BareMachine machine = new BareMachine(client, data, "bench").create("Halted");
            Page page = chromium.page();
            page.setDefaultTimeout(PATIENCE);
            chromium.signIn(slipway, "/machines/default/bench/disks");

            open(page, "Add CD-ROM drive");
            submit(page, "Add drive");
            seen(page.locator("#disks tr").filter(containing("cdrom-1")).getByText("no disc"));
            machine.setStrategy("Always");
            seen(page.locator("#machine-head").getByText("Running"));

            open(page, "Add disk");
            page.locator("#dialog #size").fill("0.02");
            page.locator("#dialog #name").fill("scratch");
            page.locator("#dialog #bus").selectOption("scsi");
            submit(page, "Add disk");
            Locator disk = page.locator("#disks tr").filter(containing("scratch"));
            seen(disk.getByText(Pattern.compile("^sd[a-z]$")));
            chromium.shot("hardware-disk");
            disk.getByText("Remove").click();
            submit(page, "Remove");
            assertThat(disk).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));

            page.locator("#tabs").getByText("Network").click();
            page.getByText("Disconnect cable").click();
            seen(page.getByText("Connect cable", new Page.GetByTextOptions().setExact(true)));

            page.locator("#tabs").getByText("Summary").click();
            page.locator("#facts").getByText("Change").click();
            page.locator("#dialog #threads").fill("2");
            submit(page, "Change size");
            seen(page.locator("#health").getByText(Pattern.compile("cpu\\.threads (1 )?→ 2")));
            chromium.shot("hardware-pending");
            machine.delete();
        }
    }

    private static void open(Page page, String button) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(button))
                .click();
    }

    private static void submit(Page page, String button) {
        page.locator("#dialog button[type=submit]").filter(containing(button)).click();
    }

    private static Locator.FilterOptions containing(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private static void seen(Locator locator) {
        assertThat(locator.first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
    }
}
