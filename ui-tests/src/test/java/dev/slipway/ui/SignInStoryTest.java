package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.FormData;
import com.microsoft.playwright.options.RequestOptions;
import dev.slipway.ui.keycloak.Keycloak;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Users of a real Keycloak: what each sees in the portal and may do there. */
class SignInStoryTest {
    private static final String API = "/apis/subresources.kubevirt.io/v1/namespaces/lab/";
    private static final double PATIENCE = 120_000;
    private static final String MACHINES = """
        apiVersion: v1
        kind: Namespace
        metadata: {name: lab}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: busy, namespace: lab}
        spec:
          runStrategy: Always
          template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}, terminationGracePeriodSeconds: 0}}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: idle, namespace: lab}
        spec:
          runStrategy: Halted
          template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}, terminationGracePeriodSeconds: 0}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: viewers, namespace: lab}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "view"}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "oidc:vm-viewers"}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: editors, namespace: lab}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "edit"}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "oidc:vm-editors"}]
        """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void users_of_keycloak_see_and_do_what_their_groups_allow() throws Exception {
        Optional<String> hindrance = Keycloak.hindrance();
        assumeTrue(hindrance.isEmpty(), () -> "sign-in by Keycloak was not tested: " + hindrance.orElse(""));
        // Machines run as a user of their own, who must be able to enter.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (Keycloak keycloak = Keycloak.start("localhost", directory.resolve("keycloak"));
                RunningSlipway slipway = RunningSlipway.startSet(settings(keycloak), directory.resolve("data"));
                Chromium chromium = Chromium.launch()) {
            keycloak.realm(
                    URI.create(slipway.portal()),
                    Map.of(
                            "vera", List.of("vm-viewers"),
                            "eddie", List.of("vm-editors"),
                            "mallory", List.of("vm-viewers")),
                    // so short that it is asked for again while somebody looks
                    Duration.ofSeconds(30));
            Kubectl kubectl = new Kubectl(slipway.kubeconfig());
            try {
                kubectl.apply(MACHINES);
                kubectl.run("wait vm/busy -n lab --for=condition=Ready --timeout=3m");
                viewer(chromium, slipway, kubectl);
                editor(chromium, slipway, kubectl);
                disabled(chromium, slipway, keycloak);
            } finally {
                kubectl.run("delete vm --all -n lab --timeout=2m");
            }
        }
    }

    private static Map<String, String> settings(Keycloak keycloak) {
        return Map.of(
                "SLIPWAY_PORTAL_OIDC_ISSUER", keycloak.issuer(),
                "SLIPWAY_PORTAL_OIDC_CLIENT_ID", Keycloak.CLIENT,
                "SLIPWAY_PORTAL_OIDC_CLIENT_SECRET", Keycloak.SECRET,
                "SLIPWAY_PORTAL_OIDC_AUTHORITY", keycloak.authority().toString(),
                "SLIPWAY_PORTAL_OIDC_NAME", "Keycloak",
                "SLIPWAY_PORTAL_OIDC_USERNAME_CLAIM", "preferred_username",
                "SLIPWAY_PORTAL_OIDC_USERNAME_PREFIX", "oidc:",
                "SLIPWAY_PORTAL_OIDC_GROUPS_CLAIM", "groups",
                "SLIPWAY_PORTAL_OIDC_GROUPS_PREFIX", "oidc:");
    }

    private static void viewer(Chromium chromium, RunningSlipway slipway, Kubectl kubectl) {
        Page page = browser(chromium);
        signIn(page, slipway, "/machines/lab/busy", "vera");

        Locator head = page.locator("#machine-head");
        assertThat(page.locator("[popovertarget=me]")).containsText("oidc:vera");
        assertThat(head.locator("a:has-text('Console')")).hasCount(0);
        assertThat(head.locator("button[aria-disabled=true]:has-text('Console')"))
                .isVisible();
        assertThat(head.locator("button[aria-disabled=true]:has-text('Shut down')"))
                .isVisible();
        assertThat(head).containsText("it needs the right to get virtualmachineinstances/vnc");
        assertThat(head).containsText("it needs the right to update virtualmachines/stop");
        shot(page, "viewer-machine");
        page.navigate(slipway.portal() + "/machines/lab/busy/console");
        assertThat(page.locator("main")).containsText("You may not open this console");
        assertThat(page.locator("main")).containsText("it needs the right to get virtualmachineinstances/vnc");
        assertThat(page.locator("canvas")).hasCount(0);
        shot(page, "viewer-console");
        page.navigate(slipway.portal() + "/machines/lab/busy/snapshots");
        assertThat(page.locator("main")).containsText("it needs the right to create virtualmachinesnapshots");
        page.navigate(slipway.portal() + "/machines/lab/idle");
        assertThat(page.locator("#machine-head .pf-v6-c-button[aria-disabled=true]:has-text('Start')"))
                .isVisible();

        // what the buttons would have done is refused, too
        assertThat(post(page, slipway, "/machines/lab/busy/console/ticket").status())
                .isEqualTo(403);
        assertThat(post(page, slipway, "/machines/lab/idle/start").text())
                .contains("it needs the right to update virtualmachines/start");
        refusedByTheApi(kubectl, "replace --raw " + API + "virtualmachines/idle/start -f -", "virtualmachines/start");
        refusedByTheApi(
                kubectl, "get --raw " + API + "virtualmachineinstances/busy/vnc", "virtualmachineinstances/vnc");
        signOut(page, slipway);
    }

    private static void editor(Chromium chromium, RunningSlipway slipway, Kubectl kubectl) throws Exception {
        Page page = browser(chromium);
        signIn(page, slipway, "/machines/lab/idle", "eddie");

        page.locator("#machine-head button[type=submit]:has-text('Start')")
                .first()
                .click();

        kubectl.run("wait vm/idle -n lab --for=condition=Ready --timeout=3m");
        assertThat(page.locator("#machine-head a:has-text('Console')")).isVisible();
        shot(page, "editor-machine");
        page.locator("#machine-head a:has-text('Console')").click();
        assertThat(page.locator("#console [data-state]")).containsText("Connected");
    }

    /** A session ends when the provider says no more of the user: at the latest when its word has to be asked for again. */
    private static void disabled(Chromium chromium, RunningSlipway slipway, Keycloak keycloak) throws Exception {
        Page page = browser(chromium);
        signIn(page, slipway, "/overview", "mallory");
        keycloak.disable("mallory");
        long deadline = System.nanoTime() + (long) (PATIENCE * 1_000_000);
        while (!page.url().contains("/sign-in")) {
            assertThat(System.nanoTime()).as("still signed in").isLessThan(deadline);
            page.waitForTimeout(1_000);
            page.navigate(slipway.portal() + "/overview");
        }
    }

    private static void refusedByTheApi(Kubectl kubectl, String call, String resource) {
        assertThatThrownBy(() -> kubectl.run("--as=oidc:vera --as-group=oidc:vm-viewers " + call))
                .hasMessageContaining("Forbidden")
                .hasMessageContaining(resource);
    }

    private static Page browser(Chromium chromium) {
        Page page = chromium.another(new Browser.NewPageOptions().setIgnoreHTTPSErrors(true));
        page.setDefaultTimeout(PATIENCE);
        page.setDefaultNavigationTimeout(PATIENCE);
        return page;
    }

    private static void signIn(Page page, RunningSlipway slipway, String path, String user) {
        page.navigate(slipway.portal() + path);
        page.locator("a:has-text('Sign in with Keycloak')").click();
        page.locator("#username").fill(user);
        page.locator("#password").fill(user);
        page.locator("#kc-login").click();
        page.waitForURL(slipway.portal() + path);
    }

    private static void signOut(Page page, RunningSlipway slipway) {
        page.locator("[popovertarget=me]").click();
        page.locator("#me button:has-text('Sign out')").click();
        try {
            page.waitForURL(slipway.portal() + "/sign-in");
        } catch (TimeoutError e) {
            throw new AssertionError(
                    "the way out of Keycloak ended at " + page.url() + ": "
                            + page.locator("body").innerText(),
                    e);
        }
        // Keycloak has forgotten the user, too: it asks again
        page.locator("a:has-text('Sign in with Keycloak')").click();
        assertThat(page.locator("#username")).isVisible();
        page.navigate(slipway.portal() + "/machines");
        page.waitForURL(url -> url.contains("/sign-in"));
    }

    private static APIResponse post(Page page, RunningSlipway slipway, String path) {
        String token = page.locator("body").getAttribute("data-csrf");
        return page.request()
                .post(
                        slipway.portal() + path,
                        RequestOptions.create()
                                .setHeader("Origin", slipway.portal())
                                .setHeader("X-CSRF-Token", token)
                                .setHeader("HX-Request", "true")
                                .setForm(FormData.create()));
    }

    private static void shot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png")));
    }
}
