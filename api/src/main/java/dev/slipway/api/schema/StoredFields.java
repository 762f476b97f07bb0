package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what of an object Slipway keeps and does not act on, so that nobody believes in a setting that does nothing. */
public final class StoredFields {
    private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

    private StoredFields() {}

    /** The kinds, by {@code group/plural}; looked for at the first question. */
    private static final class Kinds {
        static final Map<String, KnownKind> BY_RESOURCE = KnownKinds.all().stream()
                .collect(Collectors.toUnmodifiableMap(kind -> kind.group() + "/" + kind.plural(), kind -> kind));
    }

    /**
     * A field of a record.
     *
     * @param reason why it is stored for nothing, if there is more to say than that it is not used yet
     * @param value the record in it, in a list of it or in a map to it; absent if there is none
     */
    private record Field(String name, boolean stored, Optional<String> reason, Optional<Class<?>> value) {
        static Field of(Class<?> record, RecordComponent component) {
            return new Field(
                    RecordSchema.name(component),
                    FieldUse.isStored(record, component),
                    FieldUse.reason(record, component),
                    recordIn(component.getGenericType()));
        }

        private static Optional<Class<?>> recordIn(Type type) {
            if (type instanceof ParameterizedType generic) {
                Type[] arguments = generic.getActualTypeArguments();
                return recordIn(arguments[arguments.length - 1]);
            }
            return type instanceof Class<?> found && found.isRecord() ? Optional.of(found) : Optional.empty();
        }
    }

    /**
     * Returns a sentence for each field of a spec that is set and does nothing; on an update only for those that change.
     *
     * @param group the kind's group
     * @param plural the kind's plural name
     * @param before the object as it was; absent on create
     */
    public static List<String> warnings(String group, String plural, JsonNode object, @Nullable JsonNode before) {
        KnownKind kind = Kinds.BY_RESOURCE.get(group + "/" + plural);
        if (kind == null) {
            return List.of();
        }
        JsonNode spec = object.path("spec");
        JsonNode specBefore = before == null ? MissingNode.getInstance() : before.path("spec");
        if (FieldUse.isStored(kind.type()) || FieldUse.isStored(kind.spec())) {
            return before == null
                    ? List.of(
                            "This " + kind.kind() + " is stored and has no effect: Slipway does not use the kind yet.")
                    : List.of();
        }
        List<String> sentences = new ArrayList<>();
        search(kind.spec(), spec, specBefore, "spec", sentences);
        return sentences;
    }

    private static void search(Class<?> record, JsonNode node, JsonNode before, String path, List<String> sentences) {
        if (!node.isObject() || node.equals(before)) {
            return;
        }
        for (Field field : fields(record)) {
            JsonNode value = node.path(field.name());
            JsonNode valueBefore = before.path(field.name());
            String name = path + "." + field.name();
            if (value.isMissingNode() || value.isNull() || value.equals(valueBefore)) {
                continue;
            }
            if (field.stored()) {
                sentences.add(name + " is stored and has no effect: "
                        + field.reason().orElse("Slipway does not use it yet."));
            } else if (field.value().isPresent()) {
                inside(field.value().get(), value, valueBefore, name, sentences);
            }
        }
    }

    private static void inside(Class<?> record, JsonNode value, JsonNode before, String path, List<String> sentences) {
        if (value.isArray()) {
            for (int n = 0; n < value.size(); n++) {
                search(record, value.get(n), before.path(n), path + "[" + n + "]", sentences);
            }
        } else {
            search(record, value, before, path, sentences);
        }
    }

    private static List<Field> fields(Class<?> record) {
        List<Field> known = FIELDS.get(record);
        if (known != null) {
            return known;
        }
        List<Field> found = RecordSchema.components(record).stream()
                .map(component -> Field.of(record, component))
                .toList();
        FIELDS.put(record, found);
        return found;
    }
}
