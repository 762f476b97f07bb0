package dev.slipway.portal.create;

import dev.slipway.portal.images.Quoted;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Numbers as forms carry them. */
public final class FormNumber {
    private static final BigDecimal MIB_PER_GIB = BigDecimal.valueOf(1024);

    private FormNumber() {}

    /**
     * Returns what is wrong with a number, and which would do.
     *
     * @param what what it is a number of
     * @param above least of a whole number; any other is larger
     * @param most greatest
     */
    public static Optional<String> problem(String what, String text, int above, int most, boolean whole) {
        try {
            BigDecimal number = new BigDecimal(text);
            boolean inside = whole ? number.intValue() >= above : number.compareTo(BigDecimal.valueOf(above)) > 0;
            if (inside
                    && number.compareTo(BigDecimal.valueOf(most)) <= 0
                    && (!whole || number.stripTrailingZeros().scale() <= 0)) {
                return Optional.empty();
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence below
        }
        String subject = text.isEmpty() ? "Nothing" : Quoted.of(text);
        return Optional.of(subject + " is no number of " + what + ": use "
                + (whole
                        ? "a whole number from " + above + " to " + most + "."
                        : "a number up to " + most + ", e.g. 0.5 or 4."));
    }

    /** Returns a number of GiB without problems as a quantity in MiB. */
    public static String mebibytes(String gibibytes) {
        return new BigDecimal(gibibytes)
                        .multiply(MIB_PER_GIB)
                        .setScale(0, RoundingMode.UP)
                        .toBigInteger()
                + "Mi";
    }
}
