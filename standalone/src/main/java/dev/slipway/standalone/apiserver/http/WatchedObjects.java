package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.table.IncludeObject;
import dev.slipway.standalone.apiserver.table.Tables;
import dev.slipway.standalone.apiserver.watch.WatchFormat;
import java.time.Instant;
import java.util.List;

/** Objects in watch events, in the form that the client accepts; only the first table names its columns. */
final class WatchedObjects implements WatchFormat {
    private final ResourceType type;
    private final Accepted form;
    private final IncludeObject include;
    private boolean columnsSent;

    private WatchedObjects(ResourceType type, Accepted form, IncludeObject include) {
        this.type = type;
        this.form = form;
        this.include = include;
    }

    static WatchFormat of(ResourceType type, Accepted form, IncludeObject include) {
        return new WatchedObjects(type, form, include);
    }

    @Override
    public byte[] object(StoredObject object) {
        return switch (form) {
            case JSON, YAML -> Versions.served(type, object);
            case METADATA -> Json.bytes(Tables.partial(Versions.served(type, object.tree())));
            case TABLE -> {
                ObjectNode tree = Versions.served(type, object.tree());
                yield Json.bytes(withoutRepeatedColumns(
                        Tables.of(type, tree.path("metadata"), List.of(tree), include, Instant.now())));
            }
        };
    }

    @Override
    public byte[] bookmark(long revision, boolean initialEventsEnd) {
        ObjectNode bookmark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = bookmark.putObject("metadata");
        metadata.put("resourceVersion", Long.toString(revision)).putNull("creationTimestamp");
        if (initialEventsEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return Json.bytes(
                switch (form) {
                    case JSON, YAML -> bookmark;
                    case METADATA -> Tables.partial(bookmark);
                    case TABLE -> {
                        ObjectNode table = Tables.of(type, metadata, List.of(), include, Instant.now());
                        yield withoutRepeatedColumns(table);
                    }
                });
    }

    private ObjectNode withoutRepeatedColumns(ObjectNode table) {
        if (columnsSent) {
            table.putNull("columnDefinitions");
        }
        columnsSent = true;
        return table;
    }
}
