package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The rules of axe-core, which find what keeps people out of a page. npm fetches them once, as {@code axe/package-lock.json} says. */
final class Axe {
    private static final Path FOLDER = Path.of("axe");
    private static final int LIMIT_MINUTES = 5;
    private static final String RUN = """
        async rules => (await axe.run(document, {resultTypes: ['violations'], ...(rules.length && {runOnly: rules})}))
            .violations.flatMap(rule =>
                rule.nodes.map(node => `${rule.impact} ${rule.id}: ${node.html.slice(0, 200)} (${rule.help})`))
        """;

    /** The rules that ask how things are coloured; all others say the same of the same page in other colours. */
    private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");

    private final String script;

    private Axe(String script) {
        this.script = script;
    }

    static Axe load() throws IOException, InterruptedException {
        Path script = FOLDER.resolve("node_modules/axe-core/axe.min.js");
        if (!Files.exists(script)) {
            Path log = Files.createDirectories(Path.of("target")).resolve("axe-npm.log");
            Process npm = new ProcessBuilder(
                            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IOException("npm ci did not fetch axe-core; " + log + " says why.");
            }
        }
        return new Axe(Files.readString(script, UTF_8));
    }

    /** Returns what is wrong with a page as it is now, a line for each element. */
    List<String> barriers(Page page) {
        return run(page, List.of());
    }

    /** Returns what is wrong with the colours of a page as it is now, a line for each element. */
    List<String> poorColours(Page page) {
        return run(page, COLOURS);
    }

    @SuppressWarnings("unchecked")
    private List<String> run(Page page, List<String> rules) {
        if (!(boolean) page.evaluate("() => 'axe' in window")) {
            page.evaluate(script);
        }
        return (List<String>) page.evaluate(RUN, rules);
    }
}
