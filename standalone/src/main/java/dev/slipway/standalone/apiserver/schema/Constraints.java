package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a value must fulfil beyond its type.
 *
 * @param required fields of an object
 * @param allowed values of an enumeration, empty: all
 * @param minimum bound of a number
 * @param maximum bound of a number
 * @param multipleOf the number must be a multiple of it
 * @param length of a string in characters
 * @param pattern found somewhere in a string
 * @param format e.g. {@code date-time}
 * @param items how many a list has
 * @param properties how many fields an object has
 * @param rules in CEL
 * @param combined {@code allOf}, {@code anyOf}, {@code oneOf}, {@code not}
 */
record Constraints(
        List<String> required,
        List<JsonNode> allowed,
        Optional<Bound> minimum,
        Optional<Bound> maximum,
        Optional<BigDecimal> multipleOf,
        Size length,
        Optional<Pattern> pattern,
        Optional<String> format,
        Size items,
        Size properties,
        List<Rule> rules,
        Combined combined) {

    /** One end of a range of numbers. */
    record Bound(BigDecimal value, boolean exclusive) {}

    /** Bounds of a count. */
    record Size(long least, long most) {
        static final Size ANY = new Size(0, Long.MAX_VALUE);
    }

    /** Schemas that a value must fulfil besides; they only check. */
    record Combined(List<Schema> allOf, List<Schema> anyOf, List<Schema> oneOf, Optional<Schema> not) {
        static final Combined NONE = new Combined(List.of(), List.of(), List.of(), Optional.empty());
    }

    static final Constraints NONE = new Constraints(
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Size.ANY,
            Optional.empty(),
            Optional.empty(),
            Size.ANY,
            Size.ANY,
            List.of(),
            Combined.NONE);
}
