package dev.slipway.portal.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The address of a list: what of it somebody wants to see. What is as usual is not in it.
 *
 * @param path path of the list
 * @param values parameters that are not empty, by name
 */
public record ListAddress(String path, Map<String, String> values) {
    /** Parameter: the columns that are shown; several times, or once with commas. */
    static final String COLUMNS = "cols";

    /** Parameter: the order. */
    static final String ORDER = "sort";

    /** Parameter: which of these two the visitor has just chosen, to find the list like that again. */
    static final String KEEP = "keep";

    private static final String PAGE = "page";
    private static final int LONGEST = 500;

    public ListAddress {
        Map<String, String> kept = new TreeMap<>();
        values.forEach((name, value) -> {
            String stripped = value.strip();
            if (!stripped.isEmpty() && !(name.equals(PAGE) && stripped.equals("1"))) {
                kept.put(name, stripped.substring(0, Math.min(LONGEST, stripped.length())));
            }
        });
        values = Map.copyOf(kept);
    }

    /** Returns the address of a request. */
    public static ListAddress of(String path, Map<String, List<String>> parameters) {
        Map<String, String> values = new TreeMap<>();
        parameters.forEach(
                (name, all) -> values.put(name, name.equals(COLUMNS) ? String.join(",", all) : all.getFirst()));
        return new ListAddress(path, values);
    }

    /** Reads parameters as {@link #parameters} writes them. */
    public static ListAddress parse(String path, String parameters) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : parameters.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return new ListAddress(path, values);
    }

    /** Returns a parameter; empty if it is as usual. */
    public String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** Returns the number of the page, from 1. */
    public int page() {
        try {
            return Math.max(1, Integer.parseInt(get(PAGE)));
        } catch (NumberFormatException _) {
            return 1;
        }
    }

    /** Returns the words that must be found, in lower case. */
    public List<String> words() {
        return Stream.of(get("q").toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Returns this address with another value; the list begins at its first page again. */
    public ListAddress with(String name, String value) {
        Map<String, String> others = new TreeMap<>(values);
        others.remove(PAGE);
        others.put(name, value);
        return new ListAddress(path, others);
    }

    /** Returns this address with an order that somebody chooses by it. */
    ListAddress choosing(String order) {
        return with(ORDER, order).with(KEEP, ORDER);
    }

    /** Returns this address with order and columns, of which nothing is chosen any more. */
    ListAddress shown(Habit habit) {
        return here(ORDER, habit.order()).here(COLUMNS, habit.columns()).here(KEEP, "");
    }

    /** Returns this address with another value, at the same page. */
    private ListAddress here(String name, String value) {
        Map<String, String> others = new TreeMap<>(values);
        others.put(name, value);
        return new ListAddress(path, others);
    }

    /** Returns the address of another page of the same list. */
    public ListAddress at(int page) {
        return with(PAGE, Integer.toString(page));
    }

    /** Returns the query of the address. */
    public String parameters() {
        StringJoiner parameters = new StringJoiner("&");
        new TreeMap<>(values)
                .forEach((name, value) ->
                        parameters.add(URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(value, UTF_8)));
        return parameters.toString();
    }

    /** Returns the address. */
    public String href() {
        String parameters = parameters();
        return parameters.isEmpty() ? path : path + "?" + parameters;
    }

    /**
     * Returns what a page says in {@code data-watch}, so that it is read again when it would look different.
     *
     * @param print text that changes with what it shows
     */
    String watch(String part, int page, String print) {
        return part + "=" + URLEncoder.encode(at(page).parameters(), UTF_8) + "&at=" + print;
    }
}
