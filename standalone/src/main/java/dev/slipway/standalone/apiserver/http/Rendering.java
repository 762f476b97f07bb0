package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.table.IncludeObject;
import dev.slipway.standalone.apiserver.table.Tables;
import dev.slipway.standalone.apiserver.verbs.Answer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Turns answers into the bytes of the form that the client accepts. Whole objects are sent as they are stored. */
final class Rendering {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Rendering() {}

    static String contentType(Accepted form) {
        return form == Accepted.YAML ? "application/yaml" : "application/json";
    }

    /** @param include what table rows carry of their objects */
    static Buffer render(Answer answer, Accepted form, IncludeObject include) {
        Buffer json = switch (answer) {
            case Answer.Other other -> Buffer.buffer(Json.bytes(other.document()));
            case Answer.One one -> one(one, form, include);
            case Answer.Many many -> many(many, form, include);
        };
        return form == Accepted.YAML ? yaml(json) : json;
    }

    private static Buffer one(Answer.One one, Accepted form, IncludeObject include) {
        return switch (form) {
            case TABLE -> {
                ObjectNode tree = one.object().tree(one.type());
                yield Buffer.buffer(Json.bytes(
                        Tables.of(one.type(), tree.path("metadata"), List.of(tree), include, Instant.now())));
            }
            case JSON, YAML -> Buffer.buffer(one.object().json(one.type()));
            case METADATA ->
                Buffer.buffer(Json.bytes(Tables.partial(one.object().tree(one.type()))));
        };
    }

    private static Buffer many(Answer.Many many, Accepted form, IncludeObject include) {
        ResourceType type = many.type();
        return switch (form) {
            case TABLE ->
                Buffer.buffer(Json.bytes(Tables.of(
                        type,
                        many.metadata(),
                        many.objects().stream()
                                .map(object -> Versions.served(type, object.tree()))
                                .toList(),
                        include,
                        Instant.now())));
            case JSON, YAML ->
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
                                .map(object -> Json.bytes(Tables.partial(object.tree())))
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

    private static Buffer yaml(Buffer json) {
        try {
            return Buffer.buffer(YAML.writeValueAsBytes(Json.parse(json.getBytes())));
        } catch (IOException e) {
            throw new UncheckedIOException("answer cannot be written as YAML", e);
        }
    }
}
