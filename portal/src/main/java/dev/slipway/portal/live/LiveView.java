package dev.slipway.portal.live;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** What one open page shows of a part, and what of it has changed since it was last asked. Used by one thread at a time. */
public interface LiveView {
    /** Returns what has changed since the last call. */
    Update next();

    /** Returns whether it put off to look, and wants to be asked again soon although nothing else may change. */
    default boolean putOff() {
        return false;
    }

    /**
     * Returns the view of a page that is read again whenever it would look different; looked at sparingly, since a whole list is worked out for it.
     *
     * @param print returns a text that changes with what the page shows
     * @param shown the text of what the page shows now
     */
    static LiveView readAgain(Supplier<String> print, String shown) {
        return readAgain(print, shown, new Pace(Clock.systemUTC()));
    }

    /** Returns the same at another pace. */
    static LiveView readAgain(Supplier<String> print, String shown, Pace pace) {
        return new LiveView() {
            private String told = shown;

            @Override
            public Update next() {
                if (!pace.allows()) {
                    return Update.NOTHING;
                }
                String now = print.get();
                if (now.equals(told)) {
                    return Update.NOTHING;
                }
                told = now;
                return Update.STALE;
            }

            @Override
            public boolean putOff() {
                return pace.putOff();
            }
        };
    }

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
