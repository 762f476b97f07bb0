package dev.slipway.machine.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One of the five fields of a schedule.
 *
 * @param values the values that fit
 * @param isOpen whether it was left open, by a star without steps
 */
record CronField(BitSet values, boolean isOpen) {
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** Least and most value of a field, and the names of its values, of which the first is the least. */
    record Kind(int least, int most, List<String> names) {
        static final Kind MINUTE = new Kind(0, 59, List.of());
        static final Kind HOUR = new Kind(0, 23, List.of());
        static final Kind DAY_OF_MONTH = new Kind(1, 31, List.of());
        static final Kind MONTH = new Kind(1, 12, MONTHS);
        static final Kind DAY_OF_WEEK = new Kind(0, 6, DAYS);

        /** All of them, in the order in which they are written. */
        static final List<Kind> ALL = List.of(MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK);

        private int value(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            return named >= 0 ? named + least : text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        }
    }

    /** Returns the field that a text says; empty if it says none. */
    static Optional<CronField> parse(Kind kind, String text) {
        BitSet values = new BitSet();
        boolean open = false;
        for (String part : text.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            if (stepped.length > 2 || stepped.length == 2 && !stepped[1].matches("0*[1-9][0-9]{0,8}")) {
                return Optional.empty();
            }
            int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
            boolean star = stepped[0].equals("*") || stepped[0].equals("?");
            open |= star && step == 1;
            Optional<int[]> range = star ? Optional.of(new int[] {kind.least, kind.most}) : range(kind, stepped);
            if (range.isEmpty()) {
                return Optional.empty();
            }
            for (int value = range.get()[0]; value <= range.get()[1]; value += Math.min(step, kind.most + 1)) {
                values.set(value);
            }
        }
        return Optional.of(new CronField(values, open));
    }

    private static Optional<int[]> range(Kind kind, String[] stepped) {
        String[] ends = stepped[0].split("-", -1);
        int first = kind.value(ends[0]);
        // "N/step" means from N on.
        int last = ends.length == 2 ? kind.value(ends[1]) : stepped.length == 2 ? kind.most : first;
        boolean isRange = ends.length <= 2 && first >= kind.least && last <= kind.most && first <= last;
        return isRange ? Optional.of(new int[] {first, last}) : Optional.empty();
    }

    boolean fits(int value) {
        return values.get(value);
    }
}
