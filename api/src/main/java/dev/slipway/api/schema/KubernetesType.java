package dev.slipway.api.schema;

import java.util.List;
import java.util.Optional;

/**
 * A type of the Kubernetes API as its published schema describes it.
 *
 * @param name group, version and Go name, e.g. {@code core.v1.Container} or {@code meta.v1.ObjectMeta}
 * @param kind the kind that objects of this type have; absent for parts of objects
 * @param atomic whether server-side apply replaces it as a whole
 * @param fields in alphabetical order, without apiVersion and kind
 */
public record KubernetesType(String name, Optional<Kind> kind, boolean atomic, List<Field> fields) {
    public KubernetesType {
        fields = List.copyOf(fields);
    }

    /** Group, version and kind of an object; the group is empty for core. */
    public record Kind(String group, String version, String kind) {}

    /**
     * A field of a type.
     *
     * @param name its JSON name
     * @param value what it holds
     * @param protobuf its number in the protobuf form; several where it sits in an inlined message; empty if there is none
     * @param pointer whether a zero or empty value differs from absence, as it does for Go's pointers
     * @param required whether it must be present
     * @param list how a list is merged; {@link ListMerge.Atomic} for what is no list
     * @param patch how strategic merge patches merge it
     * @param mapType {@code atomic} or {@code granular} where the schema says how a map is merged
     * @param initial the value it gets when absent
     */
    public record Field(
            String name,
            Value value,
            List<Integer> protobuf,
            boolean pointer,
            boolean required,
            ListMerge list,
            Optional<Patch> patch,
            Optional<String> mapType,
            Optional<String> initial) {
        public Field {
            protobuf = List.copyOf(protobuf);
        }
    }

    /** What a field holds. */
    public sealed interface Value {
        /** A value without fields of its own. */
        record Plain(Scalar scalar) implements Value {}

        /** An object of another type. */
        record Nested(String type) implements Value {}

        /** A list. */
        record ListOf(Value items) implements Value {}

        /** A map with text keys. */
        record MapOf(Value values) implements Value {}
    }

    /** The values without fields. */
    public enum Scalar {
        STRING,
        BYTES,
        BOOLEAN,
        INT32,
        INT64,
        DOUBLE,
        TIME,
        MICRO_TIME,
        QUANTITY,
        INT_OR_STRING,
        /** JSON that is carried as bytes in the protobuf form. */
        RAW,
        /** Any JSON. */
        ANY
    }

    /** How server-side apply merges a list. */
    public sealed interface ListMerge {
        /** As a whole. */
        record Atomic() implements ListMerge {}

        /** As a set of values. */
        record AsSet() implements ListMerge {}

        /** By the items' key fields. */
        record ByKeys(List<String> keys) implements ListMerge {
            public ByKeys {
                keys = List.copyOf(keys);
            }
        }
    }

    /**
     * How strategic merge patches treat a field.
     *
     * @param strategy {@code merge}, {@code replace} or {@code merge,retainKeys}…
     * @param mergeKey the field that tells list items apart; absent for sets and objects
     */
    public record Patch(String strategy, Optional<String> mergeKey) {}
}
