package dev.slipway.portal.cluster;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Events by the object they are about, the newest {@value #KEPT} of each object. */
public final class EventsByObject {
    static final int KEPT = 100;

    private final Map<About, Map<String, Event>> events = new ConcurrentHashMap<>();
    private final List<Consumer<About>> listeners = new CopyOnWriteArrayList<>();

    /** The object of an event: kind, namespace, name. */
    public record About(String kind, String namespace, String name) {}

    /** Returns the events about an object, newest first. */
    public List<Event> about(String kind, ObjectKey object) {
        return about(new About(kind, object.namespace(), object.name()))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Calls {@code listener} with the object of every event that comes, changes or goes. */
    public void listen(Consumer<About> listener) {
        listeners.add(listener);
    }

    /** Takes over the newest state of an event. */
    public void put(Event event) {
        About about = object(event);
        events.compute(about, (_, known) -> {
            Map<String, Event> all = known == null ? new ConcurrentHashMap<>() : known;
            all.put(event.getMetadata().getName(), event);
            if (all.size() > KEPT) {
                all.values().stream()
                        .min(NEWEST_FIRST.reversed())
                        .ifPresent(oldest -> all.remove(oldest.getMetadata().getName()));
            }
            return all;
        });
        listeners.forEach(listener -> listener.accept(about));
    }

    /** Forgets an event. */
    public void remove(Event event) {
        About about = object(event);
        events.computeIfPresent(about, (_, known) -> {
            known.remove(event.getMetadata().getName());
            return known.isEmpty() ? null : known;
        });
    }

    /** Returns the time an event was last seen, RFC 3339; "" if the event does not say. */
    public static String time(Event event) {
        if (event.getLastTimestamp() != null) {
            return event.getLastTimestamp();
        }
        if (event.getEventTime() != null && event.getEventTime().getTime() != null) {
            return event.getEventTime().getTime();
        }
        String created = event.getMetadata().getCreationTimestamp();
        return created == null ? "" : created;
    }

    private Stream<Event> about(About about) {
        return events.getOrDefault(about, Map.of()).values().stream();
    }

    private static About object(Event event) {
        var object = event.getInvolvedObject();
        return new About(
                text(object == null ? null : object.getKind()),
                text(object == null ? null : object.getNamespace()),
                text(object == null ? null : object.getName()));
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }

    private static final Comparator<Event> NEWEST_FIRST = Comparator.comparing(EventsByObject::time)
            .thenComparing(EventsByObject::number)
            .reversed();

    /** Names end with a number that grows with time, which tells the order within a second. */
    private static String number(Event event) {
        String name = event.getMetadata().getName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
