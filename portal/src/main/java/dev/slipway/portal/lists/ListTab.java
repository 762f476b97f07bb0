package dev.slipway.portal.lists;

/**
 * A view of a list, as a tab above it.
 *
 * @param words name of the view
 * @param count how many things are in it
 * @param detail what else to know of them; may be empty
 * @param href address of the view
 * @param current whether it is shown
 */
public record ListTab(String words, int count, String detail, String href, boolean current) {
    /**
     * Returns the tab of a view.
     *
     * @param view its name in addresses; empty for everything
     */
    public static ListTab of(ListAddress address, String view, String words, int count) {
        return new ListTab(words, count, "", address.with("view", view).href(), view.equals(address.get("view")));
    }

    /** Returns it with something more to know. */
    public ListTab with(String more) {
        return new ListTab(words, count, more, href, current);
    }
}
