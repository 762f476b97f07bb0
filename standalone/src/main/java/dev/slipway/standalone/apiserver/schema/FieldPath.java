package dev.slipway.standalone.apiserver.schema;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths that rules give below a value, e.g. {@code .spec.size} or {@code ['a-b']}. */
final class FieldPath {
    private static final Pattern STEP = Pattern.compile("\\.([^.\\[\\]]+)|\\['((?:[^'\\\\]|\\\\.)*)'\\]");

    private FieldPath() {}

    /** Returns the path of a field below another one, as causes name it. */
    static String child(Schema schema, String path, String below) {
        StringBuilder whole = new StringBuilder(path);
        Optional<Schema> at = Optional.of(schema);
        Matcher step = STEP.matcher(below);
        while (step.find()) {
            String name = step.group(1) == null ? step.group(2).replaceAll("\\\\(.)", "$1") : step.group(1);
            boolean named =
                    at.filter(known -> known.properties().containsKey(name)).isPresent();
            if (named || step.group(1) != null) {
                whole.append(whole.isEmpty() ? "" : ".").append(name);
            } else {
                whole.append('[').append(name).append(']');
            }
            at = at.flatMap(known -> known.field(name));
        }
        return whole.toString();
    }
}
