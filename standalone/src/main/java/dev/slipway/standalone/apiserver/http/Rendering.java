package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.verbs.Answer;
import dev.slipway.standalone.apiserver.watch.WatchFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns answers into the bytes of the form that the client accepts. Whole objects are sent as they are stored. */
final class Rendering {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Rendering() {}

    static String contentType(Accepted form) {
        return form == Accepted.YAML ? "application/yaml" : "application/json";
    }

    static Buffer render(Answer answer, Accepted form) {
        Buffer json = switch (answer) {
            case Answer.Other other -> Buffer.buffer(Json.bytes(other.document()));
            case Answer.One one -> one(one, form);
            case Answer.Many many -> many(many, form);
        };
        return form == Accepted.YAML ? yaml(json) : json;
    }

    private static Buffer one(Answer.One one, Accepted form) {
        return switch (form) {
            case JSON, YAML, TABLE -> Buffer.buffer(one.object().json(one.type()));
            case METADATA -> Buffer.buffer(Json.bytes(partial(one.object().tree(one.type()))));
        };
    }

    private static Buffer many(Answer.Many many, Accepted form) {
        ResourceType type = many.type();
        return switch (form) {
            case JSON, YAML, TABLE ->
                list(
                        type.apiVersion(),
                        type.kind() + "List",
                        many.metadata(),
                        many.objects().stream()
                                .map(object -> Versions.served(type, object))
                                .toList());
            case METADATA ->
                list(
                        "meta.k8s.io/v1",
                        "PartialObjectMetadataList",
                        many.metadata(),
                        many.objects().stream()
                                .map(object -> Json.bytes(partial(object.tree())))
                                .toList());
        };
    }

    private static Buffer list(String apiVersion, String kind, ObjectNode metadata, List<byte[]> items) {
        byte[] head = "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                .formatted(kind, apiVersion, metadata)
                .getBytes(StandardCharsets.UTF_8);
        int size = head.length + 2;
        for (byte[] item : items) {
            size += item.length + 1;
        }
        Buffer list = Buffer.buffer(size).appendBytes(head);
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                list.appendByte((byte) ',');
            }
            list.appendBytes(items.get(i));
        }
        return list.appendString("]}");
    }

    /** Returns how a watcher gets objects. */
    static WatchFormat watchFormat(ResourceType type, Accepted form) {
        return new WatchFormat() {
            @Override
            public byte[] object(StoredObject object) {
                return form == Accepted.METADATA
                        ? Json.bytes(partial(Versions.served(type, object.tree())))
                        : Versions.served(type, object);
            }

            @Override
            public byte[] bookmark(long revision, boolean initialEventsEnd) {
                ObjectNode bookmark = Json.object().put("kind", type.kind()).put("apiVersion", type.apiVersion());
                ObjectNode metadata = bookmark.putObject("metadata");
                metadata.put("resourceVersion", Long.toString(revision)).putNull("creationTimestamp");
                if (initialEventsEnd) {
                    metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
                }
                return Json.bytes(form == Accepted.METADATA ? partial(bookmark) : bookmark);
            }
        };
    }

    private static ObjectNode partial(JsonNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private static Buffer yaml(Buffer json) {
        try {
            return Buffer.buffer(YAML.writeValueAsBytes(Json.parse(json.getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException("answer cannot be written as YAML", e);
        }
    }
}
