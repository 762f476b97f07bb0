package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.standalone.apiserver.schema.Constraints.Bound;
import dev.slipway.standalone.apiserver.schema.Constraints.Size;
import dev.slipway.standalone.apiserver.status.Cause;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Checks of numbers and strings. */
final class ScalarChecks {
    private ScalarChecks() {}

    static List<Cause> number(Constraints constraints, BigDecimal number, String path) {
        List<Cause> causes = new ArrayList<>();
        String shown = number.stripTrailingZeros().toPlainString();
        constraints
                .minimum()
                .filter(bound -> isBelow(number, bound))
                .ifPresent(bound -> causes.add(Cause.invalid(
                        path,
                        shown,
                        "%s in body should be greater than %s%s"
                                .formatted(path, bound.exclusive() ? "" : "or equal to ", plain(bound)))));
        constraints
                .maximum()
                .filter(bound -> isAbove(number, bound))
                .ifPresent(bound -> causes.add(Cause.invalid(
                        path,
                        shown,
                        "%s in body should be less than %s%s"
                                .formatted(path, bound.exclusive() ? "" : "or equal to ", plain(bound)))));
        constraints
                .multipleOf()
                .filter(unit -> number.remainder(unit).signum() != 0)
                .ifPresent(unit -> causes.add(Cause.invalid(
                        path, shown, "%s in body should be a multiple of %s".formatted(path, unit.toPlainString()))));
        return causes;
    }

    private static boolean isBelow(BigDecimal number, Bound bound) {
        int order = number.compareTo(bound.value());
        return order < 0 || (order == 0 && bound.exclusive());
    }

    private static boolean isAbove(BigDecimal number, Bound bound) {
        int order = number.compareTo(bound.value());
        return order > 0 || (order == 0 && bound.exclusive());
    }

    private static String plain(Bound bound) {
        return bound.value().stripTrailingZeros().toPlainString();
    }

    static List<Cause> text(Constraints constraints, String text, String path) {
        List<Cause> causes = new ArrayList<>();
        Size length = constraints.length();
        long characters = text.codePointCount(0, text.length());
        if (characters > length.most()) {
            causes.add(Cause.tooLong(path, length.most()));
        }
        if (characters < length.least()) {
            causes.add(Cause.invalid(
                    path, quoted(text), "%s in body should be at least %d chars long".formatted(path, length.least())));
        }
        constraints
                .pattern()
                .filter(pattern -> !pattern.matcher(text).find())
                .ifPresent(pattern -> causes.add(Cause.invalid(
                        path, quoted(text), "%s in body should match '%s'".formatted(path, pattern.pattern()))));
        constraints
                .format()
                .filter(format -> !Formats.fits(format, text))
                .ifPresent(format -> causes.add(Cause.invalid(
                        path,
                        quoted(text),
                        "%s in body must be of type %s: %s".formatted(path, format, quoted(text)))));
        return causes;
    }

    /** Returns a value as messages show it: strings quoted, numbers and booleans bare. */
    static String shown(JsonNode value) {
        return value.toString();
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
