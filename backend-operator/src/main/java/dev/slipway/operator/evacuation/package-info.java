/** Moves guests off nodes that are to be emptied. How a guest moves is not here: that is {@code migration}. */
@NullMarked
package dev.slipway.operator.evacuation;

import org.jspecify.annotations.NullMarked;
