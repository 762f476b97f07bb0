package dev.slipway.portal.lists;

import dev.slipway.portal.access.Visit;

/** Things of a kind, as far as visitors may see them. Each package that has a list offers one as a bean. */
public interface Listed<T extends Row> {
    /** Returns how they are listed. */
    ListKind<T> kind();

    /** Returns those that a visitor may see. */
    Seen<T> seen(Visit visit);

    /** Returns whether an open list is read again when a row of it changes; else its package tells what has changed. */
    default boolean readAgain() {
        return true;
    }
}
