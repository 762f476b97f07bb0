package dev.slipway.portal.lists;

import dev.slipway.portal.layout.Frame;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A page of a list, ready for {@code lists/table}.
 *
 * @param kind how such things are listed
 * @param frame frame
 * @param address what is shown
 * @param slice rows and numbers
 * @param tabs views
 * @param on which columns are shown, by name
 * @param heads heads of these
 * @param blind why the visitor cannot see any such thing here; empty if he can
 */
public record ListTable<T extends Row>(
        ListKind<T> kind,
        Frame frame,
        ListAddress address,
        Slice<T> slice,
        List<ListTab> tabs,
        Map<String, Boolean> on,
        List<SortedBy.Head> heads,
        String blind) {
    /** A column in the chooser; {@code wide} is one that narrow screens never show. */
    public record Column(String text, String words, boolean shown, boolean wide) {}

    public ListTable {
        on = Map.copyOf(on);
        tabs = List.copyOf(tabs);
        heads = List.copyOf(heads);
    }

    /** Returns the columns that can be left out. */
    public List<Column> columns() {
        return kind.choices(on);
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
        return address.watch(kind.part(), slice.page(), ListKind.print(slice, tabs));
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

    /** Returns the address of what is shown, which says also what was chosen earlier. */
    public String self() {
        return address.href();
    }

    /** Returns the columns as the form of the query carries them along; empty for all. */
    public String shown() {
        return address.get(ListAddress.COLUMNS);
    }

    /** Returns what the forms of the query and of the columns carry along, beside these. */
    public Map<String, String> hidden() {
        Map<String, String> hidden = new TreeMap<>(address.values());
        hidden.keySet().removeAll(List.of("q", "page", ListAddress.COLUMNS));
        return hidden;
    }

    /** Returns the address without words and view. */
    public String clear() {
        return address.with("q", "").with("view", "").href();
    }
}
