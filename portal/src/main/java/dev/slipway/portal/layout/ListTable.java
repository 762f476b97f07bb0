package dev.slipway.portal.layout;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A page of a list, ready for {@code layout/table}.
 *
 * @param kind how such things are listed
 * @param frame frame
 * @param address what is shown
 * @param slice rows and numbers
 * @param heads heads of the columns
 * @param blind why the visitor cannot see any such thing here; empty if he can
 */
public record ListTable<T>(
        ListKind<T> kind, Frame frame, ListAddress address, Slice<T> slice, List<SortedBy.Head> heads, String blind) {
    public ListTable {
        heads = List.copyOf(heads);
    }

    public List<T> rows() {
        return slice.rows();
    }

    public String path() {
        return kind.path();
    }

    public String title() {
        return kind.title();
    }

    /** Returns what the things are, within a sentence. */
    public String things() {
        return kind.title().toLowerCase(Locale.ROOT);
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return address.watch(kind.part(), slice);
    }

    /** Returns the address of the page before; empty if there is none. */
    public String previous() {
        return slice.previous(address);
    }

    /** Returns the address of the page after; empty if there is none. */
    public String next() {
        return slice.next(address);
    }

    /** Returns the words that were typed. */
    public String query() {
        return address.get("q");
    }

    /** Returns what the form of the query carries along. */
    public Map<String, String> hidden() {
        Map<String, String> hidden = new TreeMap<>(address.values());
        hidden.keySet().removeAll(List.of("q", "page"));
        return hidden;
    }

    /** Returns the address without words and view. */
    public String clear() {
        return address.with("q", "").with("view", "").href();
    }
}
