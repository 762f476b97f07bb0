package dev.slipway.api.schema;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.mark.Between;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.Initial;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.Length;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.ListMap;
import dev.slipway.api.mark.ListSet;
import dev.slipway.api.mark.MapAtomic;
import dev.slipway.api.mark.Matches;
import dev.slipway.api.mark.NullAllowed;
import dev.slipway.api.mark.OneOf;
import dev.slipway.api.mark.Rule;
import dev.slipway.api.schema.KubernetesType.Scalar;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The structural schema of a record of the API, read from its components and their marks. */
final class RecordSchema {
    private static final Map<Class<?>, Scalar> SCALARS = Map.of(
            String.class, Scalar.STRING,
            Boolean.class, Scalar.BOOLEAN,
            Integer.class, Scalar.INT32,
            Long.class, Scalar.INT64,
            Double.class, Scalar.DOUBLE,
            Quantity.class, Scalar.QUANTITY,
            IntOrString.class, Scalar.INT_OR_STRING);

    private RecordSchema() {}

    static ObjectNode of(Class<?> record) {
        List<RecordComponent> components = components(record);
        Descriptions descriptions = Descriptions.beside(record);
        ObjectNode properties = SchemaNode.empty();
        components.forEach(component -> properties.set(
                name(component),
                SchemaNode.described(component(component), descriptions.of(record.getSimpleName(), name(component)))));
        List<String> required = components.stream()
                .filter(component -> component.getAccessor().isAnnotationPresent(Required.class))
                .map(RecordSchema::name)
                .toList();
        ObjectNode schema = SchemaNode.object(properties, required);
        if (record.isAnnotationPresent(MapAtomic.class)) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        if (record.isAnnotationPresent(NullAllowed.class)) {
            schema.put("nullable", true);
        }
        rules(record, schema);
        return schema;
    }

    /** Returns the components that are fields of the API, by name. */
    static List<RecordComponent> components(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> !component.getAccessor().isAnnotationPresent(JsonAnySetter.class))
                .sorted(Comparator.comparing(RecordSchema::name))
                .toList();
    }

    /** Returns the name of a field in JSON. */
    static String name(RecordComponent component) {
        return Optional.ofNullable(component.getAccessor().getAnnotation(JsonProperty.class))
                .map(JsonProperty::value)
                .orElse(component.getName());
    }

    private static ObjectNode component(RecordComponent component) {
        ObjectNode schema = value(component.getGenericType());
        if (component.isAnnotationPresent(DateTime.class)) {
            schema.put("format", "date-time");
        }
        if (component.isAnnotationPresent(NullAllowed.class)) {
            schema.put("nullable", true);
        }
        values(component, schema);
        listType(component, schema);
        bounds(component, schema);
        rules(component, schema);
        return schema;
    }

    private static void values(RecordComponent component, ObjectNode schema) {
        OneOf oneOf = component.getAnnotation(OneOf.class);
        if (oneOf != null) {
            ObjectNode valued = component.getType() == List.class ? schema.withObjectProperty("items") : schema;
            Arrays.stream(oneOf.value()).forEach(valued.withArray("enum")::add);
        }
    }

    private static void listType(RecordComponent component, ObjectNode schema) {
        if (component.isAnnotationPresent(ListAtomic.class)) {
            schema.put("x-kubernetes-list-type", "atomic");
        }
        if (component.isAnnotationPresent(ListSet.class)) {
            schema.put("x-kubernetes-list-type", "set");
        }
        ListMap listMap = component.getAnnotation(ListMap.class);
        if (listMap != null) {
            SchemaNode.byKeys(schema, List.of(listMap.value()));
        }
    }

    private static void bounds(RecordComponent component, ObjectNode schema) {
        Between between = component.getAnnotation(Between.class);
        if (between != null) {
            bound(schema, "minimum", between.least(), Long.MIN_VALUE);
            bound(schema, "maximum", between.most(), Long.MAX_VALUE);
        }
        Length length = component.getAnnotation(Length.class);
        if (length != null) {
            bound(schema, "minLength", length.least(), 0);
            bound(schema, "maxLength", length.most(), Integer.MAX_VALUE);
        }
        ItemCount count = component.getAnnotation(ItemCount.class);
        if (count != null) {
            bound(schema, "minItems", count.least(), 0);
            bound(schema, "maxItems", count.most(), Integer.MAX_VALUE);
        }
        Matches matches = component.getAnnotation(Matches.class);
        if (matches != null) {
            ObjectNode valued =
                    component.getType() == Map.class ? schema.withObjectProperty("additionalProperties") : schema;
            valued.put("pattern", matches.value());
        }
        Initial initial = component.getAnnotation(Initial.class);
        if (initial != null) {
            schema.set("default", SchemaNode.read(initial.value()));
        }
    }

    private static void bound(ObjectNode schema, String name, long value, long none) {
        if (value != none) {
            schema.put(name, value);
        }
    }

    private static void rules(AnnotatedElement component, ObjectNode schema) {
        for (Rule rule : component.getAnnotationsByType(Rule.class)) {
            schema.withArray("x-kubernetes-validations")
                    .add(SchemaNode.empty().put("rule", rule.value()).put("message", rule.message()));
        }
    }

    private static ObjectNode value(Type type) {
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = new ArrayList<>(List.of(generic.getActualTypeArguments()));
            ObjectNode last = value(arguments.getLast());
            return generic.getRawType() == List.class ? SchemaNode.list(last) : SchemaNode.map(last);
        }
        return plain((Class<?>) type);
    }

    private static ObjectNode plain(Class<?> type) {
        if (SCALARS.containsKey(type)) {
            return SchemaNode.scalar(SCALARS.get(type));
        }
        if (type == Float.class) {
            return SchemaNode.typed("number").put("format", "float");
        }
        if (type == Object.class) {
            return SchemaNode.empty().put("x-kubernetes-preserve-unknown-fields", true);
        }
        if (type == ObjectMeta.class) {
            return SchemaNode.freeObject().put("nullable", true);
        }
        return type.isRecord() ? of(type) : KubernetesSchema.embedded(kubernetes(type));
    }

    private static KubernetesType kubernetes(Class<?> type) {
        KubernetesTypes types = KubernetesTypes.all();
        return types.named("core.v1." + type.getSimpleName())
                .or(() -> types.named("meta.v1." + type.getSimpleName()))
                .orElseThrow(() -> new IllegalStateException(type + " is no record and no Kubernetes type"));
    }
}
