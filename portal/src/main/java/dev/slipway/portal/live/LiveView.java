package dev.slipway.portal.live;

import java.util.List;

/** What one open page shows of a part, and what of it has changed since it was last asked. Used by one thread at a time. */
public interface LiveView {
    /** Returns what has changed since the last call. */
    Update next();

    /**
     * Changes of a page.
     *
     * @param fragments HTML elements, each with the id of the element it replaces
     * @param stale whether so much has changed that the page shall be read again
     */
    record Update(List<String> fragments, boolean stale) {
        /** Nothing has changed. */
        public static final Update NOTHING = new Update(List.of(), false);

        /** The page shall be read again. */
        public static final Update STALE = new Update(List.of(), true);

        /** Returns changed elements. */
        public static Update of(List<String> fragments) {
            return new Update(List.copyOf(fragments), false);
        }
    }
}
