package dev.slipway.machine.types;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a quantity as Kubernetes stores it: as it was given, but for amounts that its integers cannot hold, which
 * become the next smaller unit, e.g. 1.5Gi is 1536Mi. Source: Kubernetes, {@code apimachinery/pkg/api/resource/quantity.go}.
 */
public final class QuantityText {
    private static final Pattern FORM = Pattern.compile("([+-]?)(\\d*)(?:\\.(\\d*))?([A-Za-z]*)([+-]?\\d*)");
    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
    private static final int NANO = 9;
    private static final int STEP = 3;
    private static final BigInteger KIB = BigInteger.valueOf(1024);

    private QuantityText() {}

    /** Returns the stored text of a quantity that a user gave. */
    public static String of(String given) {
        Matcher form = FORM.matcher(given);
        if (!form.matches() || given.isEmpty()) {
            return given;
        }
        String fraction = form.group(STEP) == null ? "" : form.group(STEP);
        String unit = form.group(4);
        if (fraction.isEmpty() || !unit.endsWith("i")) {
            return given;
        }
        BigDecimal factor = new BigDecimal(KIB.pow(Arrays.asList(BINARY).indexOf(unit)));
        return binary(new BigDecimal(form.group(1) + form.group(2) + "." + fraction).multiply(factor));
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
