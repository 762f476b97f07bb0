package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code metadata.managedFields}: who owns what, since when. */
final class ManagedFields {
    private static final int MOST_UPDATERS = 10;
    private static final String ANCIENT = "ancient-changes";

    private final List<Entry> entries;

    /** What one manager owns. */
    record Entry(FieldManager manager, FieldSet fields, String time) {}

    private ManagedFields(List<Entry> entries) {
        this.entries = entries;
    }

    static ManagedFields none() {
        return new ManagedFields(new ArrayList<>());
    }

    static ManagedFields read(JsonNode list) {
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : list) {
            if (item.path("fieldsV1").isObject()) {
                entries.add(new Entry(
                        new FieldManager(
                                item.path("manager").asText(),
                                item.path("operation").asText().equals("Apply")
                                        ? FieldManager.Operation.APPLY
                                        : FieldManager.Operation.UPDATE,
                                item.path("apiVersion").asText(),
                                item.path("subresource").asText("")),
                        FieldSet.read(item.path("fieldsV1")),
                        item.path("time").asText("")));
            }
        }
        return new ManagedFields(entries);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<FieldSet> of(FieldManager manager) {
        return entries.stream()
                .filter(entry -> entry.manager.isSameAs(manager))
                .map(Entry::fields)
                .findFirst();
    }

    /** Replaces what a manager owns; the time moves only if that changed. An empty set removes it. */
    void put(FieldManager manager, FieldSet fields, String now) {
        Optional<Entry> old = entries.stream()
                .filter(entry -> entry.manager.isSameAs(manager))
                .findFirst();
        String time = old.filter(entry -> entry.fields.equals(fields))
                .map(Entry::time)
                .orElse(now);
        entries.removeIf(entry -> entry.manager.isSameAs(manager));
        if (!fields.isEmpty()) {
            entries.add(new Entry(manager, fields, time));
        }
    }

    /** Takes paths away from everybody but one manager. */
    void takeFromOthers(FieldManager keeper, FieldSet paths) {
        for (Entry entry : entries()) {
            if (!entry.manager.isSameAs(keeper)) {
                FieldSet rest = entry.fields.minus(paths);
                if (!rest.equals(entry.fields)) {
                    int place = entries.indexOf(entry);
                    if (rest.isEmpty()) {
                        entries.remove(place);
                    } else {
                        entries.set(place, new Entry(entry.manager, rest, entry.time));
                    }
                }
            }
        }
    }

    FieldSet all() {
        FieldSet all = new FieldSet();
        for (Entry entry : entries) {
            all = all.union(entry.fields);
        }
        return all;
    }

    /** Merges the oldest updaters into one where there are too many. */
    private List<Entry> capped() {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing((Entry entry) -> entry.manager.operation())
                .thenComparing(Entry::time)
                .thenComparing(entry -> entry.manager.name())
                .thenComparing(entry -> entry.manager.subresource()));
        List<Entry> updaters = new ArrayList<>(sorted.stream()
                .filter(entry -> entry.manager.operation() == FieldManager.Operation.UPDATE)
                .toList());
        while (updaters.size() > MOST_UPDATERS) {
            Entry oldest = updaters.removeFirst();
            Entry next = updaters.removeFirst();
            sorted.removeAll(List.of(oldest, next));
            Entry both = new Entry(
                    new FieldManager(ANCIENT, FieldManager.Operation.UPDATE, next.manager.apiVersion(), ""),
                    oldest.fields.union(next.fields),
                    next.time);
            updaters.addFirst(both);
            sorted.add(
                    (int) sorted.stream()
                            .filter(entry -> entry.manager.operation() == FieldManager.Operation.APPLY)
                            .count(),
                    both);
        }
        return sorted;
    }

    /** Writes the entries into an object's metadata. */
    void writeTo(ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        metadata.remove("managedFields");
        if (entries.isEmpty()) {
            return;
        }
        ArrayNode list = metadata.putArray("managedFields");
        for (Entry entry : capped()) {
            ObjectNode item = list.addObject();
            item.put("manager", entry.manager.name());
            item.put("operation", entry.manager.operation().word());
            item.put("apiVersion", entry.manager.apiVersion());
            item.put("time", entry.time).put("fieldsType", "FieldsV1");
            item.set("fieldsV1", entry.fields.toJson());
            if (!entry.manager.subresource().isEmpty()) {
                item.put("subresource", entry.manager.subresource());
            }
        }
    }
}
