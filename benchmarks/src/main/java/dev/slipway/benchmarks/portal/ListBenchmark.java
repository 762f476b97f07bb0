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
 * The portal's list with 10,000 machines, at 200 requests a second from one signed-in browser: first page, a middle page, another
 * order, a query. Anchor: the JDK's own file server with one page's bytes, under the same load.
 *
 * <p>Arguments: data directory of a running Slipway, machines (10000), requests a second (200), seconds (20).
 */
public final class ListBenchmark {
    private static final int ROWS = 50;
    private static final List<String> PAGES =
            List.of("/machines", "/machines?page=100", "/machines?sort=name-desc&page=2", "/machines?q=name%3Alist-07");

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
            StoppedMachines machines = new StoppedMachines(client);
            try {
                machines.create(count);
                byte[] page = awaitPage(browser, slipway.portal(), count);
                // a portal that has just started is given time to compile what it does
                measure(browser, slipway.portal(), PAGES, rate / 4, WARM_UP);
                measure(browser, slipway.portal(), PAGES, rate, WARM_UP);
                Percentiles own = measure(browser, slipway.portal(), PAGES, rate, span);
                Percentiles anchor = anchor(browser, page, rate, span);
                print(own, anchor, page.length);
            } finally {
                machines.delete();
            }
        }
        System.exit(0); // the client leaves threads behind that are no daemons
    }

    private static Percentiles measure(Browser browser, String site, List<String> pages, int rate, Duration span)
            throws InterruptedException {
        return browser.load(pages.stream().map(page -> URI.create(site + page)).toList(), rate, span);
    }

    /** Waits until the operator has told of each machine that it is stopped, and the portal has heard it. */
    private static byte[] awaitPage(Browser browser, String portal, int count)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        URI stopped = URI.create(portal + "/machines?view=stopped&q=name%3Alist-");
        while (System.nanoTime() < deadline) {
            if (text(browser.get(stopped)).contains("of <b>" + count + "</b>")) {
                byte[] page = browser.get(URI.create(portal + PAGES.getFirst()));
                long rows = text(page).split(" id=\"vm-", -1).length - 1L;
                if (rows != ROWS) {
                    throw new IOException("the page has " + rows + " rows, not " + ROWS);
                }
                return page;
            }
            Thread.sleep(Duration.ofMillis(500));
        }
        throw new IOException("the portal does not show " + count + " stopped machines");
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

    private static void print(Percentiles own, Percentiles anchor, int bytes) {
        System.out.println("| what | requests | p50 ms | p99 ms | most ms |");
        System.out.println("|---|---|---|---|---|");
        row("list of machines", own);
        row("anchor: JDK file server, the same bytes", anchor);
        System.out.printf(
                Locale.ROOT,
                "ratio of p50: %.1f × the anchor (goals: p50 < 10 ms, p99 < 100 ms); page of %d rows: %.1f KB gzip (goal ≤ 15)%n",
                own.at(50) / anchor.at(50),
                ROWS,
                bytes / 1000.0);
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
