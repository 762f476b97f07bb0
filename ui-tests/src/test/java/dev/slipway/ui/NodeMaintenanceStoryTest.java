package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Somebody empties a node in the browser, sees its machine move, takes the node back, and makes and deletes a network. */
class NodeMaintenanceStoryTest {
    private static final double PATIENCE = 180_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void node_is_drained_and_taken_back_and_its_machine_runs_on_elsewhere() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = directory.resolve("data");
        try (RunningSlipway slipway = RunningSlipway.startWith(List.of("--nodes", "2"), data);
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            BareMachine machine = new BareMachine(client, data, "mover").create("Halted");
            client.resources(VirtualMachine.class)
                    .inNamespace("default")
                    .withName("mover")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"spec\":{\"template\":{\"spec\":{\"evictionStrategy\":\"LiveMigrate\"}}}}");
            machine.setStrategy("Always");
            machine.awaitStatus("Running");
            String node = String.valueOf(machine.instance().get().getStatus().nodeName());
            Page page = chromium.page();
            page.setDefaultTimeout(PATIENCE);
            chromium.signIn(slipway, "/nodes/" + node);

            seen(page.locator("#node-machines").getByText("moves to another node"));
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Drain"))
                    .click();
            seen(page.locator("#dialog").getByText("mover moves to other nodes and runs on."));
            page.locator("#dialog button[type=submit]").click();
            seen(page.getByText("No machine runs here."));
            seen(page.locator("#node").getByText("Cordoned"));
            chromium.shot("node-drained");

            page.navigate(slipway.portal() + "/migrations");
            Locator row = page.locator("#rows tr").filter(new Locator.FilterOptions().setHasText("mover"));
            seen(row.getByText("Done"));
            seen(row.getByText(node));
            chromium.shot("migrations");
            page.navigate(slipway.portal() + "/tasks");
            seen(page.getByText("No machine runs on it any more."));

            page.navigate(slipway.portal() + "/nodes/" + node);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Uncordon"))
                    .click();
            seen(page.locator("#node").getByText("Ready"));

            networkComesAndGoes(slipway, page, chromium);
            machine.delete();
        }
    }

    private static void networkComesAndGoes(RunningSlipway slipway, Page page, Chromium chromium) {
        page.navigate(slipway.portal() + "/networks");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Create network"))
                .click();
        page.locator("#project").selectOption("default");
        page.locator("#name").fill("vlan-20");
        page.locator("#device").fill("br0");
        page.locator("#vlan").fill("20");
        seen(page.locator("#yaml").getByText(Pattern.compile("\"vlan\":20")));
        chromium.shot("network-form");
        page.locator("#side button.pf-m-primary").click();
        Locator row = page.locator("#rows tr").filter(new Locator.FilterOptions().setHasText("vlan-20"));
        seen(row.getByText("on br0, VLAN 20"));
        row.getByRole(AriaRole.BUTTON).click();
        page.locator("#rowmenu").getByText("Delete").click();
        page.locator("#dialog input[name=word]").fill("vlan-20");
        page.locator("#dialog button[type=submit]").click();
        assertThat(row).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE));
    }

    private static void seen(Locator locator) {
        assertThat(locator.first()).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
    }
}
