package dev.slipway.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What people and strangers get wrong, in a real browser: one clear sentence each, and nothing is changed. */
class BadInputStoryTest {
    private static final String SUBMIT = "#new-image [type=submit]";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void wrong_input_gets_a_sentence_and_changes_nothing() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (RunningSlipway slipway = RunningSlipway.start(directory.resolve("data"));
                KubernetesClient client = slipway.client();
                Chromium chromium = Chromium.launch()) {
            guessPasswords(chromium.another(), slipway);
            chromium.signIn(slipway, "/machines");
            nameMachinesWrongly(chromium, slipway);
            nameImagesWrongly(chromium, slipway);
            new BareMachine(client, slipway.data(), "web").create("Halted");
            editFromTwoBrowsers(chromium, slipway, client);
            editWrongly(chromium, slipway, client);
            sendWithoutToken(chromium, slipway, client);
            assertThat(machines(client)).containsExactly("web");
            assertThat(client.resources(DataVolume.class)
                            .inAnyNamespace()
                            .list()
                            .getItems())
                    .isEmpty();
            client.resources(VirtualMachine.class)
                    .inNamespace("default")
                    .withName("web")
                    .delete();
        }
    }

    /** The sixth wrong password in a row has to wait, and so has the right one behind it. */
    private static void guessPasswords(Page page, RunningSlipway slipway) {
        page.navigate(slipway.portal() + "/sign-in");
        Locator alert = page.locator("[role=alert]");
        for (int guess = 0; guess < 10; guess++) {
            page.locator("#user").fill("guessed");
            page.locator("#password").fill("wrong " + guess);
            page.locator("button[type=submit]").first().click();
            assertThat(alert).isVisible();
        }
        assertThat(alert).containsText("too many wrong passwords");
        page.close();
    }

    private static void nameMachinesWrongly(Chromium chromium, RunningSlipway slipway) {
        Page page = chromium.page();
        for (String name : new String[] {"../etc", "a/b", "web\u0007", "Web", "-web"}) {
            page.navigate(slipway.portal() + "/machines/new");
            page.locator("#name").fill(name);
            page.locator("button[value=create]").click();
            assertThat(page.locator("#create")).containsText("letters, digits");
        }
        chromium.shot("bad-machine-name");
    }

    private static void nameImagesWrongly(Chromium chromium, RunningSlipway slipway) {
        Page page = chromium.page();
        for (String url : new String[] {
            "file:///etc/passwd",
            "http://169.254.169.254/latest/meta-data/disk.qcow2",
            "images.example.com/debian.qcow2"
        }) {
            page.navigate(slipway.portal() + "/images/new");
            page.locator("#url").fill(url);
            page.locator("#name").fill("stranger");
            page.locator("#size").fill("1");
            page.locator(SUBMIT).click();
            assertThat(page.locator("#new-image"))
                    .containsText(Pattern.compile("neither http:// nor https://|link-local address"));
        }
        page.navigate(slipway.portal() + "/images/new");
        page.locator("#url").fill("http://127.0.0.1:9/disk.qcow2");
        page.locator("#name").fill("../stranger");
        page.locator("#size").fill("1");
        page.locator(SUBMIT).click();
        assertThat(page.locator("#new-image")).containsText("letters, digits");
        chromium.shot("bad-image-name");
    }

    /** The second to save sees what the first changed, and loses neither change. */
    private static void editFromTwoBrowsers(Chromium chromium, RunningSlipway slipway, KubernetesClient client)
            throws Exception {
        String path = slipway.portal() + "/machines/default/web/yaml";
        Page first = chromium.page();
        Page second = chromium.another();
        Chromium.signIn(second, slipway, "/machines/default/web/yaml");
        first.navigate(path);
        replace(first, "name: web", "name: web\n  labels: {tier: front}");
        replace(second, "terminationGracePeriodSeconds: 0", "terminationGracePeriodSeconds: 7");
        first.locator("button[value=save]").click();
        assertThat(first.locator("#toasts")).containsText("web");
        second.locator("button[value=save]").click();
        assertThat(second.locator("[role=alert]")).containsText("Somebody else has changed this machine");
        assertThat(second.locator("table.diff").first()).containsText("metadata.labels");
        second.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "edit-conflict.png")));
        assertThat(grace(client)).isZero();
        second.locator("button[value=save]").click();
        assertThat(second.locator("#toasts")).containsText("web");
        assertThat(grace(client)).isEqualTo(7);
        assertThat(machine(client).getMetadata().getLabels()).containsEntry("tier", "front");
        second.close();
    }

    private static void editWrongly(Chromium chromium, RunningSlipway slipway, KubernetesClient client) {
        Page page = chromium.page();
        String version = machine(client).getMetadata().getResourceVersion();
        page.navigate(slipway.portal() + "/machines/default/web/yaml");
        replace(page, "terminationGracePeriodSeconds", "terminationGracePeriod");
        page.locator("button[value=save]").click();
        assertThat(page.locator("[role=alert]")).containsText("terminationGracePeriod");
        page.navigate(slipway.portal() + "/machines/default/web/yaml");
        replace(page, "spec:", "spec: [");
        page.locator("button[value=save]").click();
        assertThat(page.locator("[role=alert]")).containsText("line");
        chromium.shot("bad-yaml");
        assertThat(machine(client).getMetadata().getResourceVersion()).isEqualTo(version);
    }

    /** As a form of a foreign page would: with the cookie, without the token. */
    private static void sendWithoutToken(Chromium chromium, RunningSlipway slipway, KubernetesClient client) {
        Page page = chromium.page();
        String version = machine(client).getMetadata().getResourceVersion();
        page.navigate(slipway.portal() + "/machines/default/web/yaml");
        replace(page, "terminationGracePeriodSeconds: 7", "terminationGracePeriodSeconds: 9");
        page.evaluate("document.querySelectorAll('[name=csrf]').forEach(field => field.remove())");
        Response answer = page.waitForResponse(
                response -> response.request().method().equals("POST"),
                () -> page.locator("button[value=save]").click());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(machine(client).getMetadata().getResourceVersion()).isEqualTo(version);
    }

    private static void replace(Page page, String from, String to) {
        Locator yaml = page.locator("#yaml");
        String before = yaml.inputValue();
        assertThat(before).contains(from);
        yaml.fill(before.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    }

    private static VirtualMachine machine(KubernetesClient client) {
        return client.resources(VirtualMachine.class)
                .inNamespace("default")
                .withName("web")
                .get();
    }

    private static int grace(KubernetesClient client) {
        JsonNode machine = new ObjectMapper().valueToTree(machine(client));
        return machine.at("/spec/template/spec/terminationGracePeriodSeconds").asInt(-1);
    }

    private static List<String> machines(KubernetesClient client) {
        return client.resources(VirtualMachine.class).inAnyNamespace().list().getItems().stream()
                .map(machine -> machine.getMetadata().getName())
                .toList();
    }
}
