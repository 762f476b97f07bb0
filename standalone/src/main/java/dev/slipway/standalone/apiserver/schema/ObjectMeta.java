package dev.slipway.standalone.apiserver.schema;

import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The schema of {@code metadata}, which all kinds share. */
public final class ObjectMeta {
    /** Lists and maps merge as {@code meta.v1.ObjectMeta} says. */
    public static final Schema SCHEMA = read("""
            {"type": "object", "properties": {
              "name": {"type": "string"}, "generateName": {"type": "string"}, "namespace": {"type": "string"},
              "uid": {"type": "string"}, "resourceVersion": {"type": "string"}, "selfLink": {"type": "string"},
              "generation": {"type": "integer"}, "creationTimestamp": {"type": "string", "nullable": true},
              "deletionTimestamp": {"type": "string", "nullable": true},
              "deletionGracePeriodSeconds": {"type": "integer", "nullable": true},
              "labels": {"type": "object", "additionalProperties": {"type": "string"}},
              "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
              "finalizers": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set",
                "x-kubernetes-patch-strategy": "merge"},
              "ownerReferences": {"type": "array", "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["uid"],
                "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": "uid",
                "items": {"type": "object", "x-kubernetes-map-type": "atomic",
                  "required": ["apiVersion", "kind", "name", "uid"], "properties": {
                  "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "name": {"type": "string"},
                  "uid": {"type": "string"}, "controller": {"type": "boolean"},
                  "blockOwnerDeletion": {"type": "boolean"}}}},
              "managedFields": {"type": "array", "x-kubernetes-list-type": "atomic", "items": {"type": "object",
                "x-kubernetes-preserve-unknown-fields": true}}}}
            """);

    private ObjectMeta() {}

    private static Schema read(String json) {
        try {
            return SchemaReader.read(Json.parse(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
