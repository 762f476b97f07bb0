package dev.slipway.portal.lists;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What somebody chose of a list, so that it opens like that again.
 *
 * @param order the order as addresses write it; empty for the usual one
 * @param columns the columns as addresses write them; empty for all, {@value #NO_COLUMNS} for none that can be left out
 */
public record Habit(String order, String columns) {
    /** No column but those that are always there. */
    public static final String NO_COLUMNS = "none";

    /** Nothing was chosen. */
    static final Habit NONE = new Habit("", "");

    private static final String WORDS = "[a-z0-9-]{0,30}";
    private static final int MOST_LISTS = 20;

    /** What is no word of an address means nothing: it comes from a cookie. */
    public Habit {
        order = order.matches(WORDS) ? order : "";
        columns = columns.matches("[a-z0-9,]{0,200}") ? columns : "";
    }

    /** Reads the habits of all lists by their names, as {@link #text} writes them. */
    static Map<String, Habit> parse(String text) {
        Map<String, Habit> habits = new TreeMap<>();
        for (String entry : text.split("!", MOST_LISTS)) {
            String[] parts = entry.split("~", -1);
            if (parts.length == 3 && parts[0].matches(WORDS)) {
                habits.put(parts[0], new Habit(parts[1], parts[2].replace('.', ',')));
            }
        }
        return habits;
    }

    /** Returns habits with letters alone that cookies can hold. */
    static String text(Map<String, Habit> habits) {
        return new TreeMap<>(habits)
                .entrySet().stream()
                        .filter(entry -> !entry.getValue().equals(NONE))
                        .map(entry -> entry.getKey() + "~" + entry.getValue().order + "~"
                                + entry.getValue().columns.replace(',', '.'))
                        .collect(Collectors.joining("!"));
    }
}
