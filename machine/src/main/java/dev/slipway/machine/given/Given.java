package dev.slipway.machine.given;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a user gave, with all that is absent read as the empty value, as Kubernetes' own types do. */
public final class Given {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Given() {}

    /** Returns the text, empty if absent. */
    public static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Returns the list, empty if absent. */
    public static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** Returns the map, empty if absent. */
    public static <V> Map<String, V> map(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /** Returns the number, zero if absent. */
    public static long number(@Nullable Number number) {
        return number == null ? 0 : number.longValue();
    }

    public static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    /** Whether a switch is on that is on unless the user says otherwise. */
    public static boolean isOnByDefault(@Nullable Boolean flag) {
        return !Boolean.FALSE.equals(flag);
    }

    public static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /** Returns the text if there is any. */
    public static Optional<String> some(@Nullable String text) {
        return isBlank(text) ? Optional.empty() : Optional.of(Objects.requireNonNull(text));
    }

    /** Returns the amount of that name, zero if absent. */
    public static BigDecimal amount(@Nullable Map<String, Quantity> amounts, String name) {
        Quantity quantity = amounts == null ? null : amounts.get(name);
        return quantity == null ? BigDecimal.ZERO : exact(quantity);
    }

    /** Returns the quantity as a number, zero if absent. */
    public static BigDecimal exact(@Nullable Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : quantity.getNumericalAmount();
    }

    /** Returns the quantity in whole units, rounded away from zero, as {@code Quantity.Value()} in Go. */
    public static long whole(BigDecimal amount) {
        return amount.setScale(0, RoundingMode.UP).longValue();
    }

    /** Returns the quantity in thousandths, rounded away from zero, as {@code Quantity.MilliValue()} in Go. */
    public static long thousandths(BigDecimal amount) {
        return amount.multiply(THOUSAND).setScale(0, RoundingMode.UP).longValue();
    }
}
