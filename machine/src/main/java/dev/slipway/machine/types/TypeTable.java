package dev.slipway.machine.types;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of kubevirt.io/v1, read from {@code kubevirt.types}. */
final class TypeTable {
    private static final Pattern NUMBER = Pattern.compile("(u?)int(\\d*)");
    private static final Map<String, Shape.Struct> TYPES = new TypeTable().read();

    private final Map<String, Shape.Struct> types = new HashMap<>();

    private TypeTable() {}

    static Shape.Struct type(String name) {
        return Objects.requireNonNull(TYPES.get(name), name);
    }

    private Map<String, Shape.Struct> read() {
        List<String> lines = lines();
        lines.stream()
                .filter(line -> !line.isEmpty() && !line.startsWith(" ") && !line.startsWith("#"))
                .forEach(name -> types.put(name, new Shape.Struct(name, new LinkedHashMap<>())));
        Map<String, Shape.Field> fields = Map.of();
        for (String line : lines) {
            if (types.containsKey(line)) {
                fields = types.get(line).fields();
            } else if (line.startsWith(" ")) {
                String[] words = line.strip().split(" ");
                fields.put(words[0], field(words));
            }
        }
        return types;
    }

    private Shape.Field field(String[] words) {
        List<String> marks = Arrays.asList(words).subList(2, words.length);
        Set<String> values = marks.stream()
                .filter(mark -> mark.startsWith("oneof="))
                .findFirst()
                .map(mark -> Set.of(mark.substring("oneof=".length()).split("\\|")))
                .orElse(Set.of());
        return new Shape.Field(
                shape(words[1], values),
                marks.contains("always"),
                marks.contains("pointer"),
                marks.contains("required"));
    }

    private Shape shape(String type, Set<String> values) {
        if (type.startsWith("[]")) {
            return new Shape.Items(shape(type.substring(2), values));
        }
        if (type.startsWith("{}")) {
            return new Shape.Entries(shape(type.substring(2), values));
        }
        Matcher number = NUMBER.matcher(type);
        if (number.matches()) {
            return whole(number.group(1).isEmpty(), number.group(2));
        }
        return switch (type) {
            case "text" -> new Shape.Text(values);
            case "flag" -> new Shape.Flag();
            case "float32", "float64" -> new Shape.Fraction();
            case "quantity" -> new Shape.Amount();
            case "time" -> new Shape.Time();
            case "duration" -> new Shape.Span();
            case "port" -> new Shape.Port();
            case "meta" -> new Shape.Meta();
            case "any" -> new Shape.Any();
            default -> Objects.requireNonNull(types.get(type), type);
        };
    }

    /** A Go number without a size has 64 bits, but is published with 32; one of 32 without a sign with 64. */
    private static Shape whole(boolean signed, String size) {
        int bits = size.isEmpty() ? 64 : Integer.parseInt(size);
        int published = size.isEmpty() || (signed && bits == 32) ? 32 : 64;
        BigInteger half = BigInteger.TWO.pow(bits - 1);
        return signed
                ? new Shape.Whole(half.negate(), half.subtract(BigInteger.ONE), published)
                : new Shape.Whole(BigInteger.ZERO, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE), published);
    }

    private static List<String> lines() {
        try (InputStream file = TypeTable.class.getResourceAsStream("kubevirt.types")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
