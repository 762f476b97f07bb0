package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What {@code kubectl get events} shows, of either event API. */
final class EventColumns {
    private EventColumns() {}

    static List<Column> all() {
        return List.of(
                Column.text("Last Seen", EventColumns::lastSeen),
                Column.at("Type", "/type", ""),
                Column.at("Reason", "/reason", ""),
                Column.text("Object", EventColumns::object),
                Column.text("Subobject", event -> about(event).path("fieldPath").asText(""))
                        .wide(),
                Column.text("Source", EventColumns::source).wide(),
                Column.text("Message", event -> either(event, "message", "note").strip()),
                Column.text("First Seen", EventColumns::firstSeen).wide(),
                new Column("Count", "string", "", "", 1, (event, now) -> LongNode.valueOf(count(event))),
                Column.ofName().wide());
    }

    private static JsonNode about(JsonNode event) {
        return event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    }

    private static String object(JsonNode event) {
        String kind = about(event).path("kind").asText("").toLowerCase(Locale.ROOT);
        String name = about(event).path("name").asText("");
        return name.isEmpty() ? kind : kind + "/" + name;
    }

    private static String source(JsonNode event) {
        JsonNode source = event.has("deprecatedSource") ? event.path("deprecatedSource") : event.path("source");
        String component = first(
                source.path("component").asText(""),
                first(
                        event.path("reportingComponent").asText(""),
                        event.path("reportingController").asText("")));
        String host = first(
                source.path("host").asText(""), event.path("reportingInstance").asText(""));
        return host.isEmpty() ? component : component + ", " + host;
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }

    private static String firstSeen(JsonNode event, Instant now) {
        JsonNode first = time(event, "firstTimestamp", "deprecatedFirstTimestamp");
        return Column.since(first.isTextual() ? first : event.path("eventTime"), now);
    }

    private static String lastSeen(JsonNode event, Instant now) {
        JsonNode observed = event.at("/series/lastObservedTime");
        if (observed.isTextual()) {
            return Column.since(observed, now);
        }
        JsonNode last = time(event, "lastTimestamp", "deprecatedLastTimestamp");
        return last.isTextual() ? Column.since(last, now) : firstSeen(event, now);
    }

    private static long count(JsonNode event) {
        JsonNode series = event.path("series");
        if (series.isObject()) {
            return series.path("count").asLong();
        }
        return Math.max(
                1, event.path("count").asLong(event.path("deprecatedCount").asLong()));
    }

    private static JsonNode time(JsonNode event, String field, String newField) {
        return event.path(field).isTextual() ? event.path(field) : event.path(newField);
    }

    private static String either(JsonNode event, String field, String newField) {
        return event.path(field).asText(event.path(newField).asText(""));
    }
}
