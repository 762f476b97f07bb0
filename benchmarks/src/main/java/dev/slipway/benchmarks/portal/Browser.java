package dev.slipway.benchmarks.portal;

import dev.slipway.benchmarks.Percentiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in client that asks for pages at a fixed rate, however long answers take. All of it is one event loop on kept
 * connections: it shares the processors with what it measures.
 */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST = PATIENCE.multipliedBy(4); // of all requests that are on their way
    private static final int CONNECTIONS = 32;

    private final Vertx vertx;
    private final HttpClient client;
    private final String cookies;

    private Browser(Vertx vertx, HttpClient client, String cookies) {
        this.vertx = vertx;
        this.client = client;
        this.cookies = cookies;
    }

    static Browser signIn(String portal, String user, String password) throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        RequestOptions form = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(portal + "/sign-in")
                .putHeader("Content-Type", "application/x-www-form-urlencoded")
                .putHeader("Origin", portal);
        Future<HttpClientResponse> answer = client.request(form)
                .compose(request -> request.send(
                        "user=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)));
        try {
            HttpClientResponse response = await(answer);
            if (response.statusCode() != 303) {
                throw new IOException("signing in was answered with " + response.statusCode());
            }
            String cookies = response.cookies().stream()
                    .map(cookie -> cookie.split(";", 2)[0])
                    .collect(Collectors.joining("; "));
            return new Browser(vertx, client, cookies);
        } catch (IOException | InterruptedException | RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the portal did not answer", e);
        }
    }

    /** Returns a page as it travels, compressed. */
    byte[] get(URI page) throws IOException, InterruptedException {
        return await(ask(page)).getBytes();
    }

    /** Fails for an answer that is no page. */
    private Future<Buffer> ask(URI page) {
        RequestOptions options = new RequestOptions()
                .setAbsoluteURI(page.toString())
                .setTimeout(PATIENCE.toMillis())
                .putHeader("Accept-Encoding", "gzip")
                .putHeader("Accept", "text/html")
                .putHeader("Cookie", cookies);
        // Nested: what is chained from this thread may come after the last byte, and then never gets it.
        return client.request(options)
                .compose(request -> request.send()
                        .compose(answer -> answer.statusCode() == 200
                                ? answer.body()
                                : Future.failedFuture(page + " was answered with " + answer.statusCode())));
    }

    /** Asks for the pages in turn; a latency counts from the moment at which the request was due. */
    Percentiles load(List<URI> pages, int rate, Duration span) throws InterruptedException {
        int requests = Math.toIntExact(span.toSeconds() * rate);
        List<Future<Double>> milliseconds = new ArrayList<>();
        long begin = System.nanoTime();
        for (int number = 0; number < requests; number++) {
            long due = begin + number * TimeUnit.SECONDS.toNanos(1) / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            milliseconds.add(ask(pages.get(number % pages.size())).map(_ -> (System.nanoTime() - due) / 1e6));
        }
        try {
            await(Future.join(milliseconds));
        } catch (IOException e) {
            throw new IllegalStateException(failed(milliseconds), e);
        }
        return Percentiles.of(milliseconds.stream().map(Future::result).toList());
    }

    private static String failed(List<Future<Double>> answers) {
        List<@Nullable Throwable> failures = answers.stream()
                .filter(answer -> !answer.succeeded())
                .map(Future::cause)
                .toList();
        return "%d of %d requests failed, the first: %s"
                .formatted(
                        failures.size(),
                        answers.size(),
                        failures.isEmpty() ? "no answer in time" : failures.getFirst());
    }

    @Override
    public void close() {
        vertx.close();
    }
}
