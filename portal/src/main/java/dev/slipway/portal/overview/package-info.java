/** The first page after sign-in: what runs, what needs a look, how much room there is. It only sums up what other packages know. */
@NullMarked
package dev.slipway.portal.overview;

import org.jspecify.annotations.NullMarked;
