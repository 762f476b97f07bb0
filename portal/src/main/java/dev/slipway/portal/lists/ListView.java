package dev.slipway.portal.lists;

import dev.slipway.portal.layout.Formats;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * A part of a list that has a tab of its own.
 *
 * @param name name in addresses; empty for everything
 * @param words words of the tab
 * @param shown which rows are in it
 * @param bytes what a row takes, if the tab tells it
 */
public record ListView<T>(String name, String words, Predicate<T> shown, ToLongFunction<T> bytes) {
    /** A part of which only the number of rows is told. */
    public ListView(String name, String words, Predicate<T> shown) {
        this(name, words, shown, _ -> 0);
    }

    boolean shows(T row) {
        return shown.test(row);
    }

    /** Returns its tab. */
    ListTab tab(ListAddress address, List<T> rows) {
        int count = 0;
        long sum = 0;
        for (T row : rows) {
            if (shown.test(row)) {
                count++;
                sum += bytes.applyAsLong(row);
            }
        }
        return ListTab.of(address, name, words, count).with(sum > 0 ? Formats.bytes(sum) : "");
    }
}
