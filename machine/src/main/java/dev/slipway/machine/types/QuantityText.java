package dev.slipway.machine.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a quantity as Go's clients of Kubernetes write it: as it was given where that is how they would say it, else with
 * the unit that leaves a whole number without needless zeros, e.g. 1.5Gi is 1536Mi, 2048Mi is 2Gi, and 1.5 is 1500m. Source:
 * Kubernetes, {@code apimachinery/pkg/api/resource/quantity.go}.
 */
public final class QuantityText {
    private static final Pattern FORM = Pattern.compile("([+-]?)(\\d*)(?:\\.(\\d*))?([A-Za-z]*)([+-]?\\d{0,2})");
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int ONE = 3;
    private static final int NANO = 9;
    private static final int DECIMAL_DIGITS = 18;
    private static final int BINARY_DIGITS = 15;
    private static final int STEP = 3;
    private static final BigInteger KIB = BigInteger.valueOf(1024);

    private QuantityText() {}

    /** Returns the stored text of a quantity that a user gave. */
    public static String of(String given) {
        Matcher form = FORM.matcher(given);
        if (!form.matches() || given.isEmpty()) {
            return given;
        }
        String whole = form.group(2).replaceFirst("^0+(?=.)", "");
        String fraction = form.group(STEP) == null ? "" : form.group(STEP);
        String unit = form.group(4);
        String digits = (whole.isEmpty() ? "0" : whole) + fraction;
        BigDecimal amount = new BigDecimal(new BigInteger(form.group(1) + digits), fraction.length());
        int binary = Arrays.asList(BINARY).indexOf(unit);
        if (binary > 0) {
            boolean kept = fraction.isEmpty() && isShort(digits, binary) && !isMultipleOfEight(digits);
            return kept ? given : binary(amount.multiply(new BigDecimal(KIB.pow(binary))));
        }
        boolean power = unit.equalsIgnoreCase("e") && !form.group(5).isEmpty();
        int decimal = Arrays.asList(DECIMAL).indexOf(unit);
        if (!power && (decimal < 0 || !form.group(5).isEmpty())) {
            return given;
        }
        int exponent = power ? Integer.parseInt(form.group(5)) : (decimal - ONE) * STEP;
        if (isKept(digits, exponent - fraction.length())) {
            return given;
        }
        BigDecimal all = amount.scaleByPowerOfTen(exponent);
        return power ? power(all) : decimal(all);
    }

    /** Whether so many binary units are told by their text: they fit into an integer for sure. */
    private static boolean isShort(String digits, int unit) {
        return digits.length() + unit * STEP < BINARY_DIGITS;
    }

    private static boolean isMultipleOfEight(String digits) {
        return new BigInteger(digits).mod(BigInteger.valueOf(8)).signum() == 0;
    }

    /** Whether digits times a power of ten are in no need of a larger unit, nor of a smaller one. */
    private static boolean isKept(String digits, int exponent) {
        return digits.length() <= DECIMAL_DIGITS
                && exponent >= -NANO
                && exponent % STEP == 0
                && !digits.endsWith("000")
                && !digits.startsWith("0");
    }

    private static String power(BigDecimal amount) {
        if (amount.signum() == 0) {
            return "0";
        }
        BigDecimal shortest = amount.stripTrailingZeros();
        int exponent = Math.floorDiv(-shortest.scale(), STEP) * STEP;
        String number =
                shortest.scaleByPowerOfTen(-exponent).toBigIntegerExact().toString();
        return exponent == 0 ? number : number + "e" + exponent;
    }

    /** Writes whole bytes with the largest binary unit that divides them. */
    public static String binary(BigDecimal amount) {
        if (amount.abs().compareTo(new BigDecimal(KIB)) < 0
                || amount.stripTrailingZeros().scale() > 0) {
            return decimal(amount);
        }
        BigInteger rest = amount.toBigIntegerExact();
        int unit = 0;
        while (unit < BINARY.length - 1 && rest.mod(KIB).signum() == 0) {
            rest = rest.divide(KIB);
            unit++;
        }
        return rest + BINARY[unit];
    }

    /** Writes an amount with the largest decimal unit that divides it. */
    public static String decimal(BigDecimal amount) {
        BigInteger rest = amount.setScale(NANO, RoundingMode.UP).unscaledValue();
        if (rest.signum() == 0) {
            return "0";
        }
        int unit = 0;
        while (unit < DECIMAL.length - 1 && rest.mod(BigInteger.valueOf(1000)).signum() == 0) {
            rest = rest.divide(BigInteger.valueOf(1000));
            unit++;
        }
        return rest + DECIMAL[unit];
    }
}
