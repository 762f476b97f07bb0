package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import java.util.Optional;

/** An entry of the navigation. Each package that has a list offers one as a bean. */
public interface Area {
    /** Position; entries of the same ten stand together, a rule separates tens. */
    int position();

    /** Word in the navigation. */
    String name();

    /** Name of an icon of the sprite. */
    String icon();

    /** Address. */
    String path();

    /** Letter that leads here after the key g. */
    String key();

    /** Returns whether this visitor has anything to see here. */
    boolean visible(Visit visit);

    /** Returns the number beside the word. */
    default Optional<Integer> count(Visit visit) {
        return Optional.empty();
    }
}
