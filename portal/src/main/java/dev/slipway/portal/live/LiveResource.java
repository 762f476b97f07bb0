package dev.slipway.portal.live;

import dev.slipway.portal.access.CurrentVisit;
import dev.slipway.portal.access.OpenSessions;
import dev.slipway.portal.access.SameOrigin;
import dev.slipway.portal.access.Unattended;
import dev.slipway.portal.access.Visit;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** One stream of changes per browser tab: at most one message every half second, and a beat when there is nothing to tell. */
@Path("/live")
@Singleton
public class LiveResource {
    private static final Logger LOG = Logger.getLogger(LiveResource.class);
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(500);
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final Duration SLOWEST_READER = Duration.ofSeconds(20);
    private static final int MOST_PER_SESSION = 30;

    private final List<LivePart> parts;
    private final Pulse pulse;
    private final CurrentVisit current;
    private final OpenSessions sessions;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    LiveResource(@All List<LivePart> parts, Pulse pulse, CurrentVisit current, OpenSessions sessions) {
        this.parts = parts;
        this.pulse = pulse;
        this.current = current;
        this.sessions = sessions;
    }

    @GET
    @SameOrigin
    @Unattended
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RunOnVirtualThread
    public void stream(@Context SseEventSink sink, @Context Sse sse, @Context UriInfo address) {
        Visit visit = current.get();
        if (open.merge(visit.session(), 1, Integer::sum) > MOST_PER_SESSION) {
            open.merge(visit.session(), -1, Integer::sum);
            sink.close();
            return;
        }
        List<LiveView> views = new ArrayList<>();
        parts.forEach(part -> part.open(visit, address.getQueryParameters()).ifPresent(views::add));
        Thread.ofVirtual().name("live").start(() -> {
            threads.add(Thread.currentThread());
            try (sink) {
                tell(visit, views, sink, sse);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException | IllegalStateException e) {
                // the browser went away, or is too slow
                LOG.debugf("a stream of %s ended: %s", visit.identity().user(), e.getMessage());
            } finally {
                threads.remove(Thread.currentThread());
                open.computeIfPresent(visit.session(), (_, count) -> count > 1 ? count - 1 : null);
                views.forEach(LiveResource::close);
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        threads.forEach(Thread::interrupt);
    }

    private void tell(Visit visit, List<LiveView> views, SseEventSink sink, Sse sse)
            throws InterruptedException, ExecutionException, TimeoutException {
        // the first beat tells the browser that the stream stands
        send(sink, sse.newEventBuilder().name("beat").data("1").build());
        long seen = -1;
        while (!sink.isClosed()) {
            seen = pulse.await(seen, views.stream().anyMatch(LiveView::putOff) ? Pace.AT_MOST_EVERY : BEAT);
            switch (sessions.course(visit.session())) {
                case GOES_ON -> {}
                case TO_BE_RENEWED -> {
                    // the browser opens another stream by itself, and with that request the session is renewed
                    return;
                }
                case OVER -> {
                    send(sink, sse.newEventBuilder().name("over").data("1").build());
                    return;
                }
            }
            List<String> fragments = new ArrayList<>();
            boolean stale = false;
            for (LiveView view : views) {
                LiveView.Update update = view.next();
                fragments.addAll(update.fragments());
                stale |= update.stale();
            }
            if (stale) {
                send(sink, sse.newEventBuilder().name("stale").data("1").build());
            }
            if (!fragments.isEmpty()) {
                send(
                        sink,
                        sse.newEventBuilder().data(String.join("\n", fragments)).build());
            } else if (!stale) {
                send(sink, sse.newEventBuilder().name("beat").data("1").build());
            }
            Thread.sleep(AT_MOST_EVERY);
        }
    }

    /** Sends and waits until the browser has taken it: a slow one is left behind, not buffered for. */
    private static void send(SseEventSink sink, OutboundSseEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        sink.send(event).toCompletableFuture().get(SLOWEST_READER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void close(LiveView view) {
        if (view instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("a live view could not be closed", e);
            }
        }
    }
}
