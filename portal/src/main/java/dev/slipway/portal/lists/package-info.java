/**
 * How things of a kind are listed: kept in an index, found by an address, shown in a table, told to open pages as they change. What the
 * rows hold is known by the package of each kind; the list of machines has more of its own.
 */
@NullMarked
package dev.slipway.portal.lists;

import org.jspecify.annotations.NullMarked;
