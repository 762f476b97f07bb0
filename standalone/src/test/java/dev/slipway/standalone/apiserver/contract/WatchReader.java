package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads the events of one watch as they come. */
public final class WatchReader implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 10;

    private final HttpResponse<InputStream> response;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** One event; after the last one comes {@link #END}. */
    public record Event(String type, JsonNode object) {
        static final Event END = new Event("END", ApiClient.JSON.createObjectNode());

        public String name() {
            return object.at("/metadata/name").asText();
        }

        @Override
        public String toString() {
            return type + " " + name();
        }
    }

    private WatchReader(HttpResponse<InputStream> response) {
        this.response = response;
        this.thread = Thread.startVirtualThread(this::read);
    }

    static WatchReader open(HttpClient http, HttpRequest request) {
        try {
            return new WatchReader(http.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new AssertionError("the watch did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public int code() {
        return response.statusCode();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = ApiClient.JSON.readTree(line);
                events.add(new Event(event.path("type").asText(), event.path("object")));
            }
        } catch (IOException _) {
            // the test closed it, or the server cut it: the end either way
        }
        events.add(Event.END);
    }

    /** Returns the next event; fails if none comes in time. */
    public Event next() {
        try {
            Event event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no event within " + DEADLINE_SECONDS + " s");
            }
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns what comes before the watch ends. */
    public List<Event> untilEnd() {
        return Stream.generate(this::next)
                .takeWhile(event -> !event.equals(Event.END))
                .toList();
    }

    @Override
    public void close() {
        try {
            response.body().close();
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException _) {
            // closing is all that is wanted
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
