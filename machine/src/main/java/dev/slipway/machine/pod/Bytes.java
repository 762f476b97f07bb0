package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts of bytes as Kubernetes writes them. */
public final class Bytes {
    /** One mebibyte. */
    public static final long MEBIBYTE = 1L << 20;

    /** One gibibyte. */
    public static final long GIBIBYTE = 1L << 30;

    private static final String[] UNITS = {"Ei", "Pi", "Ti", "Gi", "Mi", "Ki"};

    private Bytes() {}

    /** Returns the amount, rounded up to whole bytes. */
    public static long of(Quantity quantity) {
        BigDecimal bytes = Quantity.getAmountInBytes(quantity).setScale(0, RoundingMode.CEILING);
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : bytes.longValueExact();
    }

    /** Returns the amount in the greatest binary unit that divides it, as Kubernetes does. */
    public static Quantity quantity(long bytes) {
        for (int exponent = 0; exponent < UNITS.length; exponent++) {
            long unit = 1L << (10 * (UNITS.length - exponent));
            if (bytes >= unit && bytes % unit == 0) {
                return new Quantity(Long.toString(bytes / unit), UNITS[exponent]);
            }
        }
        return new Quantity(Long.toString(bytes));
    }
}
