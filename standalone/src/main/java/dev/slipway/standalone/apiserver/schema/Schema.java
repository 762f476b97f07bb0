package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A structural schema, read once from its JSON.
 *
 * @param type what the value is
 * @param nullable whether null is a value
 * @param properties named fields of an object
 * @param additional schema of all other fields
 * @param items schema of list items
 * @param list how lists merge
 * @param keys of a {@link ListType#MAP}
 * @param atomicMap whether an object is owned and replaced as a whole
 * @param preservesUnknown whether unknown fields stay
 * @param embedded whether the object is itself a Kubernetes object
 * @param initial value of an absent field
 * @param constraints what a value must fulfil beyond its type
 * @param patch how strategic merge patches treat a list or object
 */
public record Schema(
        Type type,
        boolean nullable,
        Map<String, Schema> properties,
        Optional<Schema> additional,
        Optional<Schema> items,
        ListType list,
        List<String> keys,
        boolean atomicMap,
        boolean preservesUnknown,
        boolean embedded,
        Optional<JsonNode> initial,
        Constraints constraints,
        Optional<PatchMarks> patch) {

    /** What a value is; {@link #ANY} says nothing. */
    public enum Type {
        ANY("any"),
        OBJECT("object"),
        ARRAY("array"),
        STRING("string"),
        INTEGER("integer"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        INT_OR_STRING("integer,string");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** How lists merge. */
    public enum ListType {
        ATOMIC,
        SET,
        MAP
    }

    /**
     * How strategic merge patches treat a list or object.
     *
     * @param strategies e.g. {@code merge}, {@code retainKeys}, {@code replace}
     * @param mergeKey absent for lists of scalars
     */
    public record PatchMarks(Set<String> strategies, Optional<String> mergeKey) {}

    /** A schema that says nothing: everything stays as it is. */
    public static final Schema ANYTHING = SchemaReader.anything();

    /** Returns the schema of a field, if the field is known. */
    public Optional<Schema> field(String name) {
        Schema property = properties.get(name);
        return property != null ? Optional.of(property) : additional;
    }
}
