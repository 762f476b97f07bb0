package dev.slipway.portal.images;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The order of a list of images; ties go by name.
 *
 * @param by what is compared
 * @param descending largest first
 */
record ImageOrder(By by, boolean descending) {
    static final ImageOrder BY_NAME = new ImageOrder(By.NAME, false);

    private static final Comparator<ImageRow> NAMES = Comparator.<ImageRow, String>comparing(
                    row -> row.key().name())
            .thenComparing(row -> row.key().namespace());

    /** What images can be sorted by. */
    enum By {
        NAME,
        STATE,
        PROJECT,
        SIZE,
        MACHINES,
        AGE
    }

    /** Reads an order as addresses write it: "size", "-size". Anything else is by name. */
    static ImageOrder parse(String text) {
        boolean descending = text.startsWith("-");
        String word = (descending ? text.substring(1) : text).toUpperCase(Locale.ROOT);
        return Stream.of(By.values())
                .filter(by -> by.name().equals(word))
                .findFirst()
                .map(by -> new ImageOrder(by, descending))
                .orElse(BY_NAME);
    }

    /** Returns this order as addresses write it. */
    String text() {
        return (descending ? "-" : "") + by.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the order that a click on a column head leads to. */
    ImageOrder clicked(By column) {
        return new ImageOrder(column, by == column && !descending);
    }

    Comparator<ImageRow> comparator() {
        Comparator<ImageRow> order = switch (by) {
            case NAME -> NAMES;
            case STATE -> Comparator.comparing(row -> row.state().words());
            case PROJECT -> Comparator.comparing(row -> row.key().namespace());
            case SIZE -> Comparator.comparingLong(ImageRow::bytes);
            case MACHINES -> Comparator.comparingInt(ImageRow::machines);
            // the youngest is the one with the latest time
            case AGE -> Comparator.comparing(ImageRow::created).reversed();
        };
        return (descending ? order.reversed() : order).thenComparing(NAMES);
    }
}
