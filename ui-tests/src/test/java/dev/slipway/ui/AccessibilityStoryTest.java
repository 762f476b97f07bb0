package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is kept out: every page by the rules of axe-core, wide and narrow, light and dark; and the portal without a mouse. */
class AccessibilityStoryTest {
    private static final double PATIENCE = 60_000;
    private static final String LONG = "a-name-of-sixty-three-characters-which-is-the-longest-there-is0";
    private static final List<String> PAGES = List.of(
            "/overview",
            "/machines",
            "/machines?q=nobody-is-called-so",
            "/machines?q=memory>lots",
            "/machines/new",
            "/machines/new/libvirt",
            "/machines/default/web",
            "/machines/default/web/console",
            "/machines/default/web/console?kind=serial",
            "/machines/default/web/console?window=1",
            "/machines/default/web/disks",
            "/machines/default/web/network",
            "/machines/default/web/snapshots",
            "/machines/default/web/events",
            "/machines/default/web/yaml",
            "/machines/default/web/size",
            "/machines/default/web/notes",
            "/machines/default/web/delete",
            "/machines/default/web/confirm/power-off",
            "/machines/default/web/disks/add",
            "/machines/default/web/interfaces/add",
            "/machines/default/web/clone",
            "/machines/default/" + LONG,
            "/images",
            "/images/new",
            "/images/new?how=upload",
            "/disks",
            "/networks",
            "/networks/new",
            "/nodes",
            "/migrations",
            "/storage",
            "/exports",
            "/tasks",
            "/search?q=web",
            "/me/password",
            "/machines/default/nobody",
            "/no-such-page");

    @TempDir
    private static Path directory;

    private static RunningSlipway slipway;
    private static KubernetesClient client;
    private static Chromium chromium;
    private static BareMachine running;
    private static BareMachine stopped;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        slipway = RunningSlipway.start(directory.resolve("data"));
        client = slipway.client();
        chromium = Chromium.launch();
        running = new BareMachine(client, slipway.data(), "web").createWithDisk("Always");
        stopped = new BareMachine(client, slipway.data(), LONG).create("Halted");
        running.awaitStatus("Running");
    }

    @AfterAll
    static void stop() throws Exception {
        try (RunningSlipway _ = slipway;
                KubernetesClient _ = client;
                Chromium _ = chromium) {
            running.delete();
            stopped.delete();
        }
    }

    @Test
    void no_page_keeps_anybody_out_or_scrolls_sideways_on_a_phone() throws Exception {
        Axe axe = Axe.load();
        Page page = chromium.another();
        page.setDefaultTimeout(PATIENCE);
        List<String> barriers = new ArrayList<>();
        page.navigate(slipway.portal() + "/sign-in");
        barriers.addAll(wideAndNarrow(axe, page, "/sign-in"));
        Chromium.signIn(page, slipway, "/sign-in?next=/overview");
        page.waitForURL("**/overview");
        for (String path : PAGES) {
            page.navigate(slipway.portal() + path);
            barriers.addAll(wideAndNarrow(axe, page, path));
        }
        page.navigate(slipway.portal() + "/nodes");
        page.locator("#rows a.nm").first().click();
        page.waitForURL("**/nodes/*");
        barriers.addAll(wideAndNarrow(axe, page, "a node"));
        barriers.addAll(opened(axe, page));
        page.close();
        assertThat(barriers).isEmpty();
    }

    @Test
    void lists_menus_and_dialogs_go_without_a_mouse() throws Exception {
        Page page = chromium.another();
        page.setDefaultTimeout(PATIENCE);
        Chromium.signIn(page, slipway, "/sign-in?next=/overview");
        page.waitForURL("**/overview");

        press(page, "g", "m");
        page.waitForURL("**/machines");
        press(page, "j");
        Locator first = page.locator("#rows a.nm").first();
        assertThat(first).isFocused();
        press(page, "j");
        assertThat(page.locator("#rows a.nm").nth(1)).isFocused();
        press(page, "k", "x");
        assertThat(page.locator("#selected")).hasText("1 selected");
        press(page, "Escape");
        assertThat(page.locator("#selected")).hasText("0 selected");

        press(page, "k", ".");
        Locator items = page.locator("#rowmenu [role=menuitem]");
        seen(items.first());
        assertThat(items.first()).isFocused();
        press(page, "ArrowDown");
        assertThat(items.nth(1)).isFocused();
        press(page, "End");
        assertThat(items.last()).isFocused();
        press(page, "Enter");
        seen(page.locator("#dialog[open]"));
        assertThat(page.locator("#dialog #word")).isFocused();
        press(page, "Escape");
        assertThat(first).isFocused();

        press(page, "?");
        seen(page.locator("#keys[open]").getByText("Networks"));
        press(page, "Escape");
        press(page, "/");
        assertThat(page.locator("#q")).isFocused();
        page.keyboard().type("web");
        press(page, "Enter");
        page.waitForURL(Pattern.compile(".*q=web.*"));
        page.close();
    }

    /** By the rules of axe-core; what colours say in the dark does not hang on the width. */
    private static List<String> wideAndNarrow(Axe axe, Page page, String name) {
        List<String> barriers = new ArrayList<>();
        theme(page, true);
        axe.poorColours(page).forEach(barrier -> barriers.add(name + " dark: " + barrier));
        theme(page, false);
        axe.barriers(page).forEach(barrier -> barriers.add(name + " wide: " + barrier));
        page.setViewportSize(390, 844);
        axe.barriers(page).forEach(barrier -> barriers.add(name + " narrow: " + barrier));
        int over = (int) page.evaluate("() => Math.max(document.documentElement.scrollWidth - innerWidth,"
                + " ...[...document.querySelectorAll('main')].map(main => main.scrollWidth - main.clientWidth))");
        if (over > 0) {
            barriers.add(name + " narrow: scrolls sideways by " + over + " pixels");
        }
        page.setViewportSize(1440, 900);
        return barriers;
    }

    private static void theme(Page page, boolean dark) {
        page.evaluate(
                "dark => { document.documentElement.classList.toggle('pf-v6-theme-dark', dark);"
                        + " document.getAnimations().filter(it => it instanceof CSSTransition).forEach(it => it.finish()); }",
                dark);
    }

    /** What only scripts open. */
    private static List<String> opened(Axe axe, Page page) {
        List<String> barriers = new ArrayList<>();
        page.navigate(slipway.portal() + "/machines");
        page.locator("#rows .act button").first().click();
        seen(page.locator("#rowmenu [role=menuitem]").first());
        barriers.addAll(wideAndNarrow(axe, page, "menu of a row"));
        page.navigate(slipway.portal() + "/machines");
        press(page, "?");
        seen(page.locator("#keys[open]"));
        barriers.addAll(wideAndNarrow(axe, page, "keys"));
        page.navigate(slipway.portal() + "/machines");
        page.keyboard().press("Control+k");
        page.keyboard().type("web");
        seen(page.locator("#found a").first());
        barriers.addAll(wideAndNarrow(axe, page, "palette"));
        for (String popover : List.of("projects", "me", "tasks")) {
            page.navigate(slipway.portal() + "/machines");
            page.locator("[popovertarget=" + popover + "]").click();
            seen(page.locator("#" + popover));
            barriers.addAll(wideAndNarrow(axe, page, "#" + popover));
        }
        return barriers;
    }

    private static void press(Page page, String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
    }

    private static void seen(Locator locator) {
        assertThat(locator).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE));
    }
}
