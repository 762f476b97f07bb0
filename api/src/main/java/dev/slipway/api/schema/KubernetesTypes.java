package dev.slipway.api.schema;

import dev.slipway.api.schema.KubernetesType.Field;
import dev.slipway.api.schema.KubernetesType.Kind;
import dev.slipway.api.schema.KubernetesType.ListMerge;
import dev.slipway.api.schema.KubernetesType.Patch;
import dev.slipway.api.schema.KubernetesType.Scalar;
import dev.slipway.api.schema.KubernetesType.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The types of the Kubernetes 1.34 API, read once from {@code kubernetes.types} beside this class.
 *
 * <p>The file has one block a type: a line {@code name [kind=group/version/Kind] [map=atomic]}, then a line a field, indented:
 * {@code name type #protobuf marks…} with the marks {@code pointer}, {@code required}, {@code list=map:key,key|set|atomic},
 * {@code patch=strategy[:mergeKey]}, {@code map=atomic|granular} and {@code default=value}. A type is a scalar, a type's
 * name, {@code []item} or {@code {}value}.
 */
public final class KubernetesTypes {
    private static final KubernetesTypes ALL = read();

    private final Map<String, KubernetesType> byName;
    private final Map<Kind, KubernetesType> byKind;

    private KubernetesTypes(Map<String, KubernetesType> byName) {
        this.byName = byName;
        this.byKind = new LinkedHashMap<>();
        byName.values().forEach(type -> type.kind().ifPresent(kind -> byKind.put(kind, type)));
    }

    /** Returns the table. */
    public static KubernetesTypes all() {
        return ALL;
    }

    /** Returns the type of that name, e.g. {@code core.v1.Container}. */
    public Optional<KubernetesType> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the type that a name within the table refers to, which is there by construction. */
    public KubernetesType referred(Value.Nested reference) {
        return named(reference.type())
                .orElseThrow(() -> new IllegalStateException("kubernetes.types has no " + reference.type()));
    }

    /** Returns the type of the objects of a kind; the group is empty for core. */
    public Optional<KubernetesType> ofKind(String group, String version, String kind) {
        return Optional.ofNullable(byKind.get(new Kind(group, version, kind)));
    }

    /** Returns every type in alphabetical order. */
    public Collection<KubernetesType> types() {
        return byName.values();
    }

    private static KubernetesTypes read() {
        try (InputStream in = KubernetesTypes.class.getResourceAsStream("kubernetes.types")) {
            if (in == null) {
                throw new IllegalStateException("kubernetes.types is missing beside KubernetesTypes");
            }
            return new KubernetesTypes(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("kubernetes.types cannot be read", e);
        }
    }

    private static Map<String, KubernetesType> parse(String text) {
        Map<String, KubernetesType> types = new LinkedHashMap<>();
        List<String> block = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                add(types, block);
                block.clear();
            }
            block.add(line);
        }
        add(types, block);
        return types;
    }

    private static void add(Map<String, KubernetesType> types, List<String> block) {
        if (block.isEmpty()) {
            return;
        }
        String[] head = block.getFirst().split(" ");
        List<Field> fields = block.stream()
                .skip(1)
                .map(line -> field(line.strip().split(" ")))
                .toList();
        types.put(
                head[0],
                new KubernetesType(
                        head[0],
                        mark(head, "kind=").map(KubernetesTypes::kind),
                        mark(head, "map=").filter("atomic"::equals).isPresent(),
                        fields));
    }

    private static Field field(String[] words) {
        return new Field(
                words[0],
                value(words[1]),
                mark(words, "#").map(KubernetesTypes::numbers).orElse(List.of()),
                Arrays.asList(words).contains("pointer"),
                Arrays.asList(words).contains("required"),
                mark(words, "list=").map(KubernetesTypes::listMerge).orElse(new ListMerge.Atomic()),
                mark(words, "patch=").map(KubernetesTypes::patch),
                mark(words, "map="),
                mark(words, "default="));
    }

    private static Optional<String> mark(String[] words, String start) {
        return Arrays.stream(words)
                .skip(1)
                .filter(word -> word.startsWith(start))
                .map(word -> word.substring(start.length()))
                .findFirst();
    }

    private static Kind kind(String text) {
        String[] parts = text.split("/", 3);
        return new Kind(parts[0], parts[1], parts[2]);
    }

    private static Value value(String text) {
        if (text.startsWith("[]")) {
            return new Value.ListOf(value(text.substring(2)));
        }
        if (text.startsWith("{}")) {
            return new Value.MapOf(value(text.substring(2)));
        }
        return text.indexOf('.') >= 0
                ? new Value.Nested(text)
                : new Value.Plain(Scalar.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT)));
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split("\\.")).map(Integer::valueOf).toList();
    }

    private static ListMerge listMerge(String text) {
        if (text.startsWith("map:")) {
            return new ListMerge.ByKeys(List.of(text.substring("map:".length()).split(",")));
        }
        return text.equals("set") ? new ListMerge.AsSet() : new ListMerge.Atomic();
    }

    private static Patch patch(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Patch(text, Optional.empty())
                : new Patch(text.substring(0, colon), Optional.of(text.substring(colon + 1)));
    }
}
