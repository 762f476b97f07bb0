package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import java.util.List;

/** Things that the search finds. Each package that has such offers a bean. */
public interface Findable {
    /**
     * Finds things that a visitor may see.
     *
     * @param words what is searched, in lower case, not empty
     * @param limit how many are wanted at most
     */
    List<Found> find(Visit visit, String words, int limit);

    /** A thing that was found: its icon, name, kind in words, and address. */
    record Found(String icon, String name, String kind, String address) {}
}
