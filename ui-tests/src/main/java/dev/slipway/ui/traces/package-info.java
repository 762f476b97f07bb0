/** What machines may leave behind, and how two looks at it are compared. Who looks, and where, is in the tests. */
@NullMarked
package dev.slipway.ui.traces;

import org.jspecify.annotations.NullMarked;
