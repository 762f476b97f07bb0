package dev.slipway.api.schema;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The build step that writes {@code docs/fields.md}: what Slipway does with every field of every kind. */
public final class FieldTable {
    private static final String HEAD = """
            # What becomes of every field

            Written by `dev.slipway.api.schema.FieldTable` from the records of the API; do not edit it by hand.

            - **enforced**: admission, a controller or a node acts on it.
            - **passed to QEMU**: it becomes a part of QEMU's command line or of its monitor commands.
            - **reported**: Slipway writes it, in a status.
            - **stored only**: it is kept as written and changes nothing. A request that sets such a field is answered with a `Warning`.

            Types of Kubernetes itself (Pod affinity, probes, …) are handed on to Kubernetes as they are.

            """;

    private FieldTable() {}

    /** Writes the file named by the only argument. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("Name the file, for example docs/fields.md.");
        }
        Files.writeString(Path.of(arguments[0]), text());
    }

    /** Returns the text of the file. */
    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        Set<Class<?>> specs = new HashSet<>();
        Set<Class<?>> all = new HashSet<>();
        text.append("## Kinds\n\n| kind | group | spec | use |\n|---|---|---|---|\n");
        for (KnownKind kind : KnownKinds.all()) {
            FieldUse.visit(kind.spec(), specs);
            FieldUse.visit(kind.spec(), all);
            kind.status().ifPresent(status -> FieldUse.visit(status, all));
            boolean stored = FieldUse.isStored(kind.type()) || FieldUse.isStored(kind.spec());
            text.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            kind.kind(),
                            kind.group(),
                            link(kind.spec()),
                            (stored ? FieldUse.STORED : FieldUse.ENFORCED).words()));
        }
        List<Class<?>> types = all.stream()
                .sorted(Comparator.comparing((Class<?> type) -> type.getPackageName())
                        .thenComparing(Class::getSimpleName))
                .toList();
        for (Class<?> type : types) {
            text.append(section(type, !specs.contains(type)));
        }
        return text.toString();
    }

    private static String section(Class<?> type, boolean status) {
        List<RecordComponent> fields = RecordSchema.components(type);
        String rows = fields.stream().map(field -> row(type, field, status)).collect(Collectors.joining());
        String head = "\n## <a id=\"%s\"></a>%s\n\n".formatted(anchor(type), type.getSimpleName());
        return fields.isEmpty()
                ? head + "No fields.\n"
                : head + "| field | type | use | meaning |\n|---|---|---|---|\n" + rows;
    }

    private static String row(Class<?> type, RecordComponent field, boolean status) {
        String name = RecordSchema.name(field);
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        name,
                        typeName(field.getGenericType()),
                        FieldUse.of(type, field, status).words(),
                        Descriptions.beside(type)
                                .of(type.getSimpleName(), name)
                                .orElse("")
                                .replace("|", "\\|"));
    }

    private static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            String arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(FieldTable::typeName)
                    .collect(Collectors.joining(", "));
            return (generic.getRawType() == List.class ? "list of " : "map of ") + arguments;
        }
        return type instanceof Class<?> known ? known.isRecord() ? link(known) : known.getSimpleName() : "any";
    }

    private static String link(Class<?> type) {
        return "[%s](#%s)".formatted(type.getSimpleName(), anchor(type));
    }

    private static String anchor(Class<?> type) {
        String name = type.getPackageName();
        return name.substring(name.lastIndexOf('.') + 1) + "-" + type.getSimpleName();
    }
}
