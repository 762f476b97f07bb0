/** What the conditions of all kinds have in common. */
@NullMarked
package dev.slipway.api.condition;

import org.jspecify.annotations.NullMarked;
