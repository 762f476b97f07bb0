package dev.slipway.standalone.apiserver.cel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount with a suffix, e.g. {@code 1.5Gi}. Amounts that are equal are so whatever their suffix. Source: Kubernetes,
 * {@code apimachinery/pkg/api/resource}.
 *
 * @param value in units
 */
record Quantity(BigDecimal value) implements Comparable<Quantity> {
    private static final Pattern SHAPE = Pattern.compile("([+-]?)([0-9]*)(?:\\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)");
    private static final Pattern POWER_OF_TEN = Pattern.compile("[eE]([+-]?[0-9]+)");
    private static final Map<String, Integer> TENS = Map.ofEntries(
            Map.entry("", 0),
            Map.entry("n", -9),
            Map.entry("u", -6),
            Map.entry("m", -3),
            Map.entry("k", 3),
            Map.entry("M", 6),
            Map.entry("G", 9),
            Map.entry("T", 12),
            Map.entry("P", 15),
            Map.entry("E", 18));
    private static final Map<String, Integer> TWOS = Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);

    /** Nothing is smaller than a billionth. */
    private static final int MOST_DIGITS = 9;

    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** An exponent above that is no amount of anything. */
    private static final int LONGEST_EXPONENT = 4;

    Quantity {
        value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    /** What cannot be read as an amount; the message says why, in Kubernetes' words. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    static Quantity of(long amount) {
        return new Quantity(BigDecimal.valueOf(amount));
    }

    static Quantity parse(String text) throws Unreadable {
        Matcher shape = SHAPE.matcher(text);
        if (text.isEmpty() || !shape.matches()) {
            throw new Unreadable(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
        String fraction = shape.group(3) == null ? "" : shape.group(3);
        BigDecimal factor = factor(shape.group(4));
        if (shape.group(2).isEmpty() && fraction.isEmpty()) {
            throw new Unreadable("unable to parse numeric part of quantity");
        }
        BigDecimal amount = new BigDecimal("0" + shape.group(2) + "." + fraction + "0")
                .multiply(factor)
                .setScale(MOST_DIGITS, RoundingMode.UP);
        if (shape.group(4).endsWith("i")) {
            amount = amount.min(LARGEST);
        }
        return new Quantity(shape.group(1).equals("-") ? amount.negate() : amount);
    }

    private static BigDecimal factor(String suffix) throws Unreadable {
        Integer tens = TENS.get(suffix);
        if (tens != null) {
            return BigDecimal.ONE.scaleByPowerOfTen(tens);
        }
        Integer twos = TWOS.get(suffix);
        if (twos != null) {
            return new BigDecimal(BigInteger.TWO.pow(twos));
        }
        Matcher power = POWER_OF_TEN.matcher(suffix);
        if (power.matches() && power.group(1).length() <= LONGEST_EXPONENT) {
            return BigDecimal.ONE.scaleByPowerOfTen(Integer.parseInt(power.group(1)));
        }
        throw new Unreadable("unable to parse quantity's suffix");
    }

    /** Whether it is a whole number that fits into 64 bits. */
    boolean isInteger() {
        return value.scale() <= 0
                && value.precision() - value.scale() <= 19
                && value.toBigIntegerExact().bitLength() < Long.SIZE;
    }

    Quantity plus(Quantity other) {
        return new Quantity(value.add(other.value));
    }

    Quantity minus(Quantity other) {
        return new Quantity(value.subtract(other.value));
    }

    @Override
    public int compareTo(Quantity other) {
        return value.compareTo(other.value);
    }
}
