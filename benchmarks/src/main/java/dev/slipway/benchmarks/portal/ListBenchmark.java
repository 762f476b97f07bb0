package dev.slipway.benchmarks.portal;

import dev.slipway.benchmarks.Installation;
import dev.slipway.benchmarks.Percentiles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPInputStream;

/**
 * The portal's lists with 10,000 machines and as many disks, at 200 requests a second from one signed-in browser: of each the first page,
 * a middle page, another order, a query. Anchor: the JDK's own file server with the bytes of a page of machines, under the same load.
 *
 * <p>Arguments: data directory of a running Slipway, machines and disks (10000), requests a second (200), seconds (20).
 */
public final class ListBenchmark {
    private static final int ROWS = 50;
    private static final List<String> MACHINES =
            List.of("/machines", "/machines?page=100", "/machines?sort=-name&page=2", "/machines?q=name%3Alist-07");
    private static final List<String> DISKS =
            List.of("/disks", "/disks?page=100", "/disks?sort=-name&page=2", "/disks?q=list-07");

    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private ListBenchmark() {}

    /** Runs and prints percentiles, the ratio and the page's size. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Installation slipway = Installation.in(Path.of(arguments[0]));
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int rate = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
        Duration span = Duration.ofSeconds(arguments.length > 3 ? Integer.parseInt(arguments[3]) : 20);
        try (KubernetesClient client = slipway.client();
                Browser browser = Browser.signIn(slipway.portal(), "admin", slipway.password())) {
            Crowd crowd = new Crowd(client);
            try {
                crowd.create(count);
                byte[] machines = awaitPage(
                        browser,
                        slipway.portal(),
                        "/machines?view=stopped&q=name%3Alist-",
                        MACHINES.getFirst(),
                        "vm-",
                        count);
                byte[] disks = awaitPage(
                        browser, slipway.portal(), "/disks?view=unused&q=list-", DISKS.getFirst(), "disk-", count);
                print(
                        load(browser, slipway.portal(), MACHINES, rate, span),
                        machines.length,
                        load(browser, slipway.portal(), DISKS, rate, span),
                        disks.length,
                        anchor(browser, machines, rate, span));
            } finally {
                crowd.delete();
            }
        }
        System.exit(0); // the client leaves threads behind that are no daemons
    }

    /** Measures after a time in which a portal that has just started compiles what it does. */
    private static Percentiles load(Browser browser, String site, List<String> pages, int rate, Duration span)
            throws InterruptedException {
        measure(browser, site, pages, rate / 4, WARM_UP);
        measure(browser, site, pages, rate, WARM_UP);
        return measure(browser, site, pages, rate, span);
    }

    private static Percentiles measure(Browser browser, String site, List<String> pages, int rate, Duration span)
            throws InterruptedException {
        return browser.load(pages.stream().map(page -> URI.create(site + page)).toList(), rate, span);
    }

    /** Waits until the portal has heard of everything, of machines also that they are stopped. Returns the first page. */
    private static byte[] awaitPage(Browser browser, String portal, String all, String first, String id, int count)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (System.nanoTime() < deadline) {
            if (text(browser.get(URI.create(portal + all))).contains("of <b>" + count + "</b>")) {
                byte[] page = browser.get(URI.create(portal + first));
                long rows = text(page).split(" id=\"" + id, -1).length - 1L;
                if (rows != ROWS) {
                    throw new IOException("the page has " + rows + " rows, not " + ROWS);
                }
                return page;
            }
            Thread.sleep(Duration.ofMillis(500));
        }
        throw new IOException("the portal does not show " + count + " rows at " + all);
    }

    private static String text(byte[] page) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static Percentiles anchor(Browser browser, byte[] page, int rate, Duration span)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("slipway-list-benchmark");
        Path file = Files.write(directory.resolve("page"), page);
        try (FileServer server = FileServer.start(directory)) {
            measure(browser, server.address(), List.of("/page"), rate, Duration.ofSeconds(5)); // warms up
            return measure(browser, server.address(), List.of("/page"), rate, span);
        } finally {
            Files.delete(file);
            Files.delete(directory);
        }
    }

    private static void print(
            Percentiles machines, int machinesPage, Percentiles disks, int disksPage, Percentiles anchor) {
        System.out.println("| what | requests | p50 ms | p99 ms | most ms |");
        System.out.println("|---|---|---|---|---|");
        row("list of machines", machines);
        row("list of disks", disks);
        row("anchor: JDK file server, a page of machines", anchor);
        System.out.printf(
                Locale.ROOT,
                "ratio of p50: machines %.1f ×, disks %.1f × the anchor (goals: p50 < 10 ms, p99 < 100 ms);"
                        + " pages of %d rows: %.1f and %.1f KB gzip (goal ≤ 15)%n",
                machines.at(50) / anchor.at(50),
                disks.at(50) / anchor.at(50),
                ROWS,
                machinesPage / 1000.0,
                disksPage / 1000.0);
    }

    private static void row(String what, Percentiles figures) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |%n",
                what,
                figures.sorted().size(),
                figures.at(50),
                figures.at(99),
                figures.at(100));
    }
}
