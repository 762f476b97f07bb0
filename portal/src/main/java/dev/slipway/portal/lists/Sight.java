package dev.slipway.portal.lists;

import java.util.Optional;

/**
 * What somebody may see of the rows of an index. Equal for two who see the same, so that both get the same list.
 *
 * @param <R> a row with everything
 * @param <T> a row as it is shown
 */
public interface Sight<R, T> {
    /** Returns a row as it is shown; empty if it is not. */
    Optional<T> see(R row);
}
