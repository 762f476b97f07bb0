package dev.slipway.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DescriptionsTest {
    private static final int LONGEST = 160;

    /** A class of each package, and what its file must describe. */
    private final Map<Class<?>, Set<String>> expected =
            new TreeMap<>((one, other) -> one.getPackageName().compareTo(other.getPackageName()));

    private final Set<Class<?>> seen = new HashSet<>();

    DescriptionsTest() {
        for (KnownKind kind : KnownKinds.all()) {
            Stream.concat(Stream.of(kind.type(), kind.spec()), kind.status().stream())
                    .forEach(type -> expect(type, type.getSimpleName()));
            Stream.concat(Stream.of(kind.spec()), kind.status().stream()).forEach(this::visit);
        }
    }

    @Test
    void every_field_of_a_definition_has_a_sentence() {
        assertThat(byPackage(
                        (type, keys) -> without(keys, Descriptions.beside(type).keys())))
                .as("keys that descriptions.properties of each package lacks: write a sentence for each")
                .isEmpty();
    }

    @Test
    void every_sentence_is_about_a_field_of_a_definition() {
        assertThat(byPackage((type, keys) -> without(Descriptions.beside(type).keys(), keys)))
                .as("keys in descriptions.properties of each package that no definition has: remove them")
                .isEmpty();
    }

    @Test
    void every_sentence_about_kubernetes_names_a_field_of_its_types() {
        Set<String> known = KubernetesTypes.all().types().stream()
                .flatMap(type -> type.fields().stream().map(field -> type.name() + "." + field.name()))
                .collect(Collectors.toCollection(HashSet::new));
        known.addAll(Set.of("Object.apiVersion", "Object.kind"));
        assertThat(Descriptions.ofKubernetes().keys()).isSubsetOf(known).containsAll(Set.of("Object.kind"));
    }

    @Test
    void sentences_are_short_and_end() {
        assertThat(Stream.concat(Stream.<Class<?>>of(Descriptions.class), expected.keySet().stream())
                        .map(Descriptions::beside)
                        .flatMap(texts ->
                                texts.keys().stream().map(key -> texts.of(key).orElseThrow())))
                .allSatisfy(text -> assertThat(text)
                        .hasSizeLessThanOrEqualTo(LONGEST)
                        .endsWith(".")
                        .isEqualTo(text.strip()));
    }

    private Map<String, Set<String>> byPackage(BiFunction<Class<?>, Set<String>, Set<String>> wrong) {
        Map<String, Set<String>> found = new TreeMap<>();
        expected.forEach((type, keys) -> found.put(type.getPackageName(), wrong.apply(type, keys)));
        found.values().removeIf(Set::isEmpty);
        return found;
    }

    private static Set<String> without(Set<String> keys, Set<String> others) {
        Set<String> rest = new TreeSet<>(keys);
        rest.removeAll(others);
        return rest;
    }

    private void visit(Type type) {
        if (type instanceof ParameterizedType generic) {
            Stream.of(generic.getActualTypeArguments()).forEach(this::visit);
        } else if (type instanceof Class<?> record && record.isRecord() && seen.add(record)) {
            for (RecordComponent component : RecordSchema.components(record)) {
                expect(record, record.getSimpleName() + "." + RecordSchema.name(component));
                visit(component.getGenericType());
            }
        }
    }

    private void expect(Class<?> type, String key) {
        expected.computeIfAbsent(type, _ -> new TreeSet<>()).add(key);
    }
}
