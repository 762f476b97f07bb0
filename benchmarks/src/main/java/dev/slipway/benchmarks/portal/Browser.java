package dev.slipway.benchmarks.portal;

import dev.slipway.benchmarks.Percentiles;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A signed-in client that asks for pages at a fixed rate, however long answers take. */
final class Browser implements AutoCloseable {
    private final HttpClient client;

    private Browser(HttpClient client) {
        this.client = client;
    }

    static Browser signIn(String portal, String user, String password) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
        HttpResponse<Void> answer = client.send(
                HttpRequest.newBuilder(URI.create(portal + "/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", portal)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "user=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 303) {
            throw new IOException("signing in was answered with " + answer.statusCode());
        }
        return new Browser(client);
    }

    /** Returns a page as it travels, compressed. */
    byte[] get(URI page) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(request(page), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(page + " was answered with " + answer.statusCode());
        }
        return answer.body();
    }

    private static HttpRequest request(URI page) {
        return HttpRequest.newBuilder(page)
                .header("Accept-Encoding", "gzip")
                .header("Accept", "text/html")
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    /** Asks for the pages in turn; a latency counts from the moment at which the request was due. */
    Percentiles load(List<URI> pages, int rate, Duration span) {
        int requests = Math.toIntExact(span.toSeconds() * rate);
        List<Double> milliseconds = new ArrayList<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int number = 0; number < requests; number++) {
            long due = begin + number * TimeUnit.SECONDS.toNanos(1) / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            answers.add(client.sendAsync(
                            request(pages.get(number % pages.size())), HttpResponse.BodyHandlers.ofByteArray())
                    .handle((answer, problem) -> {
                        synchronized (milliseconds) {
                            milliseconds.add((System.nanoTime() - due) / 1e6);
                        }
                        if (problem != null) {
                            failures.add(problem.toString());
                        } else if (answer.statusCode() != 200) {
                            failures.add(answer.uri() + " was answered with " + answer.statusCode());
                        }
                        return answer;
                    }));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        if (!failures.isEmpty()) {
            throw new IllegalStateException(
                    "%d of %d requests failed, the first: %s".formatted(failures.size(), requests, failures.peek()));
        }
        return Percentiles.of(milliseconds);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
